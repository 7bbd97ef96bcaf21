import { TableClient } from '@azure/data-tables'
import { RoveError } from '@rove/core'
import { remembered } from '@rove/core/adapter'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { blob } from '../src/bindings/blob.ts'
import { findConnection, findStorage } from '../src/bindings/connection.ts'
import { errorCode } from '../src/bindings/error-code.ts'
import { inTime } from '../src/bindings/in-time.ts'
import { clientOf } from '../src/bindings/service-client.ts'
import { storageQueue } from '../src/bindings/storage-queue.ts'
import { tables } from '../src/bindings/tables.ts'
import { UnmetCondition } from '../src/bindings/unmet-condition.ts'
import { accountAt, type FakeService, openNative, type Reply, startService } from './storage.fixture.ts'

/** What Table Storage answers when it fails. */
const json = (status: number, code: string): Reply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ 'odata.error': { code, message: { lang: 'en-US', value: code } } }),
})
/** What blobs and queues answer when they fail. */
const xml = (status: number, code: string): Reply => ({
  status,
  headers: { 'content-type': 'application/xml', 'x-ms-error-code': code },
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
})

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  errorCode(
    await work.then(
      (value) => expect.fail(`it gave ${JSON.stringify(value)}`),
      (error: unknown) => error,
    ),
  )

const value = { key: 'a', text: '1', expiresAt: undefined }
const object = { key: 'a', body: new Uint8Array(1), size: 1, contentType: 'a/b', metadata: {}, condition: undefined }
const message = { text: 'hello', delay: undefined, group: undefined, dedupeKey: undefined }

describe('what the real clients throw', () => {
  let service: FakeService
  let account: string

  beforeAll(async () => {
    service = await startService()
    account = accountAt(service.endpoint)
  })
  afterEach(() => {
    service.replies.length = 0
    service.asked.length = 0
  })
  afterAll(() => service.stop())

  it.each([
    ['ResourceExhausted', json(503, 'ServerBusy')],
    ['ResourceExhausted', { status: 429 }],
    ['DeadlineExceeded', json(500, 'OperationTimedOut')],
    ['FailedPrecondition', json(412, 'UpdateConditionNotSatisfied')],
    ['NotFound', json(404, 'TableNotFound')],
    ['PermissionDenied', json(403, 'AuthenticationFailed')],
    ['PermissionDenied', json(403, 'AuthorizationPermissionMismatch')],
    ['PermissionDenied', { status: 401 }],
    ['InvalidArgument', json(400, 'PropertyNameTooLong')],
    ['InvalidArgument', json(413, 'RequestBodyTooLarge')],
    ['Unavailable', json(409, 'TableBeingDeleted')],
    ['Unavailable', json(500, 'InternalError')],
    ['Unavailable', { status: 502, body: '<html>Bad Gateway</html>' }],
    ['Unavailable', 'cut' as const],
  ])('Table Storage: %s for %j, asked once', async (code, reply) => {
    service.replies.push(reply)
    expect(await codeOf(openNative(tables(), 'table', account).set(value, undefined))).toBe(code)
    expect(service.asked).toHaveLength(1)
  })

  it.each([
    ['ResourceExhausted', xml(503, 'ServerBusy')],
    ['DeadlineExceeded', xml(500, 'OperationTimedOut')],
    ['FailedPrecondition', xml(412, 'ConditionNotMet')],
    ['FailedPrecondition', xml(409, 'BlobAlreadyExists')],
    ['NotFound', xml(404, 'ContainerNotFound')],
    ['PermissionDenied', xml(403, 'AuthorizationFailure')],
    ['Unavailable', xml(409, 'ContainerBeingDeleted')],
    ['InvalidArgument', xml(400, 'InvalidHeaderValue')],
    ['Unavailable', xml(500, 'InternalError')],
    ['Unavailable', 'cut' as const],
  ])('blobs and queues: %s for %j, asked once', async (code, reply) => {
    service.replies.push(reply)
    expect(await codeOf(openNative(blob(), 'container', account).put(object))).toBe(code)
    expect(await codeOf(openNative(storageQueue(), 'queue', account).send([message]))).toBe(code)
    expect(service.asked).toHaveLength(2)
  })

  it('a HEAD, whose answer has no body, tells a missing container from a missing blob', async () => {
    const driver = openNative(blob(), 'container', account)
    service.replies.push({ status: 404, headers: { 'x-ms-error-code': 'BlobNotFound' } })
    expect(await driver.head('a')).toBeUndefined()
    service.replies.splice(0, 1, { status: 404, headers: { 'x-ms-error-code': 'ContainerNotFound' } })
    expect(await codeOf(driver.head('a'))).toBe('NotFound')
  })

  it('a content that is cut half-way fails, and is not read on', async () => {
    const headers = { 'content-type': 'text/plain', etag: '"1"', 'last-modified': new Date(0).toUTCString() }
    service.replies.push({ status: 200, headers, body: 'x'.repeat(100_000), half: true })
    const found = await openNative(blob(), 'container', account).get('a')
    const read = (async () => {
      for await (const _ of found?.body ?? []);
    })()
    expect(await codeOf(read)).toBe('Unavailable')
    expect(service.asked).toEqual(['GET /rove/container/a?timeout=120'])
  })

  it('a content that is cut and that nobody reads ends no process', async () => {
    service.replies.push({ status: 200, headers: { etag: '"1"' }, body: 'x'.repeat(100_000), half: true })
    await openNative(blob(), 'container', account).get('a')
    await new Promise((resolve) => setTimeout(resolve, 50))
  })

  it('a service that is down, or silent', async () => {
    const gone = await startService()
    await gone.stop()
    expect(await codeOf(openNative(tables(), 'table', accountAt(gone.endpoint)).get('key'))).toBe('Unavailable')
    expect(await codeOf(openNative(blob(), 'container', accountAt(gone.endpoint)).get('key'))).toBe('Unavailable')
    service.replies.push('silence')
    const client = TableClient.fromConnectionString(account, 'table', { allowInsecureConnection: true })
    expect(await codeOf(inTime(50, (abortSignal) => client.getEntity('a', 'b', { abortSignal })))).toBe(
      'DeadlineExceeded',
    )
  })

  it('what is no error of a service is unknown; an own one says its code', () => {
    expect([errorCode(undefined), errorCode('text'), errorCode(new Error('mine'))]).toEqual(Array(3).fill('Unknown'))
    expect(errorCode(new RoveError('Unimplemented', 'none'))).toBe('Unimplemented')
    expect(errorCode(new UnmetCondition())).toBe('FailedPrecondition')
    expect(errorCode(Object.assign(new Error('none'), { name: 'CredentialUnavailableError' }))).toBe('PermissionDenied')
  })
})

describe('a connection', () => {
  const query = { service: 'X', setting: 'Store', endpoints: ['serviceUri', 'accountName'] }
  const text = 'UseDevelopmentStorage=true'

  it('is the setting of that name, or of that name behind AzureWebJobs', () => {
    expect(findConnection({ Store: text, Store__serviceUri: 'https://x' }, query)).toEqual({ connectionString: text })
    expect(findConnection({ AzureWebJobsStore: text }, query)).toEqual({ connectionString: text })
    expect(() => findConnection({ Store: ' ' }, query)).toThrow(/no connection to X: set Store .*Store__serviceUri or/)
  })

  it('is an address and an identity, by the service or by the account', () => {
    const token = { getToken: expect.any(Function) }
    const endpoint = 'https://a.queue.core.windows.net'
    expect(findStorage({ S__accountName: 'a' }, 'S', 'queue')).toEqual({ endpoint, credential: token })
    const env = { S__tableServiceUri: 'https://t.example', S__accountName: 'a' }
    expect(findStorage(env, 'S', 'table')).toEqual({ endpoint: 'https://t.example', credential: token })
    expect(findStorage({ 'S:serviceUri': 'https://s.example' }, 'S', 'blob')).toMatchObject({
      endpoint: 'https://s.example',
    })
  })

  it('makes a client once, when it is needed, or takes the given one', async () => {
    const source = blob()
    const [one, other] = [openNative(source, 'one', text), openNative(source, 'other', text)]
    expect(one.native).toMatchObject({ containerName: 'one', accountName: 'devstoreaccount1' })
    expect(other.native).toMatchObject({ containerName: 'other' })
    let [made, ended] = [0, 0]
    const lazy = clientOf(
      undefined,
      () => ({ number: ++made }),
      () => ++ended,
    )
    const env = {}
    expect([lazy.of(env), lazy.of(env), made]).toEqual([{ number: 1 }, { number: 1 }, 1])
    await lazy.close()
    expect(ended).toBe(1)
    const given = clientOf(
      { number: 7 },
      () => ({ number: 8 }),
      () => ++ended,
    )
    expect(given.of(env)).toEqual({ number: 7 })
    await given.close()
    expect(ended).toBe(1)
    expect([blob({ only: ['a'] }).only, tables().only, storageQueue({ only: ['b'] }).only]).toEqual([
      ['a'],
      undefined,
      ['b'],
    ])
  })

  it('asks again for what failed, and never for what was found', async () => {
    let asked = 0
    const ask = remembered(async () => {
      asked += 1
      if (asked === 1) throw new Error('not yet')
      return asked
    })
    await expect(ask()).rejects.toThrow('not yet')
    expect([await ask(), await ask()]).toEqual([2, 2])
  })
})
