import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { S3Client } from '@aws-sdk/client-s3'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { closeServer, listenOnLoopback } from '@rove/core/host'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { dynamodb } from '../src/bindings/dynamodb.ts'
import { errorCode } from '../src/bindings/error-code.ts'
import { s3 } from '../src/bindings/s3.ts'
import { sns } from '../src/bindings/sns.ts'
import { sqs } from '../src/bindings/sqs.ts'
import { clientOptions, freePort, openNative } from './moto.fixture.ts'

interface Reply {
  readonly status: number
  readonly body?: string
}

const message = { text: 'hello', delay: undefined, group: undefined, dedupeKey: undefined }
const queueUrl = 'http://127.0.0.1/123456789012/queue'

/** What a service answers with when it fails, as its protocol writes it. */
const json = (status: number, name: string): Reply => ({
  status,
  body: JSON.stringify({ __type: `com.amazonaws#${name}`, message: name }),
})
const xml = (status: number, name: string): Reply => ({
  status,
  body: `<?xml version="1.0"?><Error><Code>${name}</Code><Message>${name}</Message></Error>`,
})

describe('what the real clients throw', () => {
  let server: Server
  let endpoint: string
  const replies: Array<Reply | 'cut' | 'silence'> = []

  beforeAll(async () => {
    server = createServer((incoming, outgoing) => {
      incoming.resume().on('end', () => {
        const reply = replies.length > 1 ? replies.shift() : replies[0]
        if (reply === undefined || reply === 'cut') outgoing.socket?.destroy()
        else if (reply !== 'silence') outgoing.writeHead(reply.status).end(reply.body)
      })
    })
    endpoint = `http://127.0.0.1:${await listenOnLoopback(server)}`
  })

  afterEach(() => {
    replies.length = 0
  })

  afterAll(() => {
    server.closeAllConnections()
    return closeServer(server)
  })

  const codeOf = async (work: Promise<unknown>): Promise<string> =>
    errorCode(
      await work.then(
        (value) => expect.fail(`it gave ${JSON.stringify(value)}`),
        (error: unknown) => error,
      ),
    )

  it.each([
    ['ResourceExhausted', json(400, 'ProvisionedThroughputExceededException')],
    ['ResourceExhausted', json(400, 'ThrottlingException')],
    ['ResourceExhausted', json(400, 'TransactionConflictException')],
    ['ResourceExhausted', { status: 429 }],
    ['FailedPrecondition', json(400, 'ConditionalCheckFailedException')],
    ['NotFound', json(400, 'ResourceNotFoundException')],
    ['PermissionDenied', json(400, 'AccessDeniedException')],
    ['PermissionDenied', json(400, 'UnrecognizedClientException')],
    ['InvalidArgument', json(400, 'ValidationException')],
    ['Unavailable', json(500, 'InternalServerError')],
    ['Unavailable', { status: 502, body: '<html>Bad Gateway</html>' }],
    ['Unavailable', { status: 503 }],
    ['Unavailable', 'cut' as const],
  ])('DynamoDB: %s for %j', async (code, reply) => {
    replies.push(reply)
    const client = new DynamoDBClient(clientOptions(endpoint))
    expect(await codeOf(openNative(dynamodb({ client }), 'table').get('key'))).toBe(code)
    client.destroy()
  })

  it.each([
    ['ResourceExhausted', xml(503, 'SlowDown')],
    ['ResourceExhausted', xml(409, 'ConditionalRequestConflict')],
    ['FailedPrecondition', xml(412, 'PreconditionFailed')],
    ['FailedPrecondition', xml(404, 'NoSuchKey')],
    ['NotFound', xml(404, 'NoSuchBucket')],
    ['PermissionDenied', xml(403, 'AccessDenied')],
    ['PermissionDenied', xml(403, 'SignatureDoesNotMatch')],
    ['DeadlineExceeded', xml(400, 'RequestTimeout')],
    ['Unavailable', xml(403, 'RequestTimeTooSkewed')],
    ['Unavailable', xml(500, 'InternalError')],
    ['Unimplemented', xml(501, 'NotImplemented')],
    ['InvalidArgument', xml(400, 'EntityTooLarge')],
    ['Unavailable', 'cut' as const],
  ])('S3: %s for %j', async (code, reply) => {
    replies.push(reply)
    const client = new S3Client(clientOptions(endpoint))
    const driver = openNative(s3({ client }), 'bucket')
    const object = { key: 'a', size: 1, contentType: 'a/b', metadata: {}, condition: undefined }
    expect(await codeOf(driver.put({ ...object, body: new Uint8Array(1) }))).toBe(code)
    client.destroy()
  })

  it('SQS and SNS: the same codes, and nothing sent', async () => {
    const queues = new SQSClient({ ...clientOptions(endpoint), useQueueUrlAsEndpoint: false })
    const topics = new SNSClient(clientOptions(endpoint))
    const queue = openNative(sqs({ client: queues }), queueUrl)
    const topic = openNative(sns({ client: topics }), 'arn:aws:sns:us-east-1:123456789012:topic')
    replies.push(json(400, 'QueueDoesNotExist'))
    expect(await codeOf(queue.send([message]))).toBe('NotFound')
    replies.splice(0, 1, json(403, 'KmsThrottled'))
    expect(await codeOf(queue.send([message]))).toBe('ResourceExhausted')
    const error = '<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code></Error></ErrorResponse>'
    replies.splice(0, 1, { status: 403, body: error })
    expect(await codeOf(topic.send([message]))).toBe('PermissionDenied')
    queues.destroy()
    topics.destroy()
  })

  it('SQS: each entry that was not taken has its own error, and one of which nothing is said too', async () => {
    const client = new SQSClient({ ...clientOptions(endpoint), useQueueUrlAsEndpoint: false })
    const driver = openNative(sqs({ client }), queueUrl)
    const MD5OfMessageBody = createHash('md5').update(message.text).digest('hex')
    const Failed = [
      { Id: '0', Code: 'InternalError', Message: 'try again', SenderFault: false },
      { Id: '1', Code: 'InvalidMessageContents', SenderFault: true },
    ]
    const Successful = [{ Id: '2', MessageId: 'm2', MD5OfMessageBody }]
    replies.push({ status: 200, body: JSON.stringify({ Failed, Successful }) })
    const results = await driver.send([message, message, message, message])
    expect(results.map((one) => ('id' in one ? one.id : errorCode(one.error)))).toEqual([
      'Unavailable',
      'InvalidArgument',
      'm2',
      'Unavailable',
    ])
    expect(results[0]).toMatchObject({ error: { name: 'InternalError', message: 'try again' } })
    client.destroy()
  })

  it('DynamoDB: keys that were left out are asked for again; when none comes, it is load', async () => {
    const client = new DynamoDBClient(clientOptions(endpoint))
    const driver = openNative(dynamodb({ client, shards: 1 }), 'table')
    const key = (id: string) => ({ roveShard: { N: '0' }, id: { S: id } })
    const answer = (ids: string[], left: string[]): Reply => ({
      status: 200,
      body: JSON.stringify({
        Responses: { table: ids.map((id) => ({ ...key(id), value: { S: '1' }, version: { S: 'v' } })) },
        UnprocessedKeys: left.length === 0 ? {} : { table: { Keys: left.map(key), ConsistentRead: true } },
      }),
    })
    replies.push(answer(['a'], ['b', 'c']), answer([], ['c']), answer(['c'], []))
    expect((await driver.getMany(['a', 'b', 'c'])).map((one) => one.key)).toEqual(['a', 'c'])
    replies.splice(0, 1, answer([], ['a', 'b']))
    expect(await codeOf(driver.getMany(['a', 'b']))).toBe('ResourceExhausted')
    client.destroy()
  })

  it('a service that is down, silent, or without credentials for it', async () => {
    const options = { ...clientOptions(endpoint), requestHandler: { socketTimeout: 100 } }
    const credentials = () => Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError' }))
    replies.push('silence')
    for (const [code, more] of [
      ['Unavailable', { endpoint: `http://127.0.0.1:${await freePort()}` }],
      ['DeadlineExceeded', {}],
      ['PermissionDenied', { credentials }],
    ] as const) {
      const client = new DynamoDBClient({ ...options, ...more })
      expect(await codeOf(openNative(dynamodb({ client }), 'table').get('key'))).toBe(code)
      client.destroy()
    }
  })

  it('what is no error of a service is unknown', () => {
    expect([errorCode(undefined), errorCode('text'), errorCode(new Error('mine'))]).toEqual(Array(3).fill('Unknown'))
  })
})

describe('a client that a source makes', () => {
  afterEach(() => void vi.unstubAllEnvs())

  it('is made once, when it is needed, from the environment, and repeats nothing', async () => {
    vi.stubEnv('AWS_REGION', 'eu-central-1')
    const source = sqs()
    const [one, other] = [openNative(source, 'one'), openNative(source, 'other')]
    const client = one.native as SQSClient
    expect(client).toBe(other.native)
    expect([await client.config.maxAttempts(), await client.config.region()]).toEqual([1, 'eu-central-1'])
    await one.close?.()
    expect(other.native).not.toBe(client)
    await other.close?.()
  })

  it('is the given one, and stays open', async () => {
    const client = new SQSClient(clientOptions('http://127.0.0.1:9'))
    const destroy = vi.spyOn(client, 'destroy')
    const driver = openNative(sqs({ client, only: ['jobs'] }), 'queue')
    expect([driver.native, sqs({ only: ['jobs'] }).only, sqs().only]).toEqual([client, ['jobs'], undefined])
    await driver.close?.()
    expect(destroy).not.toHaveBeenCalled()
  })

  it('refuses a number of shards that is none', () => {
    expect(() => dynamodb({ shards: 0 })).toThrow('shards is a whole number from 1 to 64, not 0')
  })
})
