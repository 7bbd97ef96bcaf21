import { createHash } from 'node:crypto'
import type { SQSEvent, SQSRecord } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { deliveryHost, outcomes } from './host-fixtures/deliveries.ts'

const to = 'shipments'
const bodies = (...plans: string[]) => plans.map((body) => ({ body }))
const answer = (result: unknown): string => `answer ${JSON.stringify(result)}`

describe('a message of SQS', () => {
  it('has the shape that AWS documents', async () => {
    const { host, takeEvents } = await deliveryHost()
    await host.deliver({
      trigger: 'message',
      to,
      items: [{ body: 'ok grüße', attributes: { colour: 'blue', 'x-b': '2' } }, { body: 'ok' }],
    })
    const [event] = takeEvents<SQSEvent>()
    expect(event?.Records).toHaveLength(2)
    expect(event?.Records[0]).toEqual({
      messageId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      receiptHandle: expect.stringMatching(/^AQEB[A-Za-z0-9+/]+=*$/),
      body: 'ok grüße',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        SenderId: expect.any(String),
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
      },
      messageAttributes: {
        colour: { stringValue: 'blue', stringListValues: [], binaryListValues: [], dataType: 'String' },
        'x-b': { stringValue: '2', stringListValues: [], binaryListValues: [], dataType: 'String' },
      },
      md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
      md5OfBody: createHash('md5').update('ok grüße').digest('hex'),
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:shipments',
      awsRegion: 'us-east-1',
    })
    expect(event?.Records[1]).not.toHaveProperty('md5OfMessageAttributes')
  })

  it('comes in batches of ten', async () => {
    const { host, takeEvents } = await deliveryHost()
    const delivered = await host.deliver({ trigger: 'message', to, items: bodies(...Array(23).fill('ok')) })
    expect(outcomes(delivered)).toEqual(Array(23).fill('done 1'))
    expect(takeEvents<SQSEvent>().map(({ Records }) => Records.length)).toEqual([10, 10, 3])
  })

  it('comes again alone when it was reported, and counts its receives', async () => {
    const { host, takeEvents } = await deliveryHost()
    const delivered = await host.deliver({ trigger: 'message', to, items: bodies('ok', 'fail-2', 'ok', 'fail-1') })
    expect(outcomes(delivered)).toEqual(['done 1', 'done 3', 'done 1', 'done 2'])
    expect(delivered.map(({ delays }) => delays)).toEqual([[], [undefined, undefined], [], [undefined]])
    const records = takeEvents<SQSEvent>().map(({ Records }) => Records)
    expect(records.map((batch) => batch.map(({ body }) => body))).toEqual([
      ['ok', 'fail-2', 'ok', 'fail-1'],
      ['fail-2', 'fail-1'],
      ['fail-2'],
    ])
    const ones = records.flat().filter(({ body }) => body === 'fail-2') as SQSRecord[]
    expect(ones.map(({ attributes }) => attributes.ApproximateReceiveCount)).toEqual(['1', '2', '3'])
    expect(new Set(ones.map(({ messageId }) => messageId)).size).toBe(1)
    expect(new Set(ones.map(({ receiptHandle }) => receiptHandle)).size).toBe(3)
    expect(new Set(ones.map(({ attributes }) => attributes.ApproximateFirstReceiveTimestamp)).size).toBe(1)
  })

  it('is moved aside after as many attempts as asked, and five by default', async () => {
    const { host, takeEvents } = await deliveryHost()
    const three = await host.deliver({ trigger: 'message', to, maxAttempts: 3, items: bodies('fail', 'ok') })
    expect(outcomes(three)).toEqual(['dead-lettered 3', 'done 1'])
    expect(takeEvents()).toHaveLength(3)
    expect(outcomes(await host.deliver({ trigger: 'message', to, items: bodies('fail') }))).toEqual(['dead-lettered 5'])
    const once = await host.deliver({ trigger: 'message', to, maxAttempts: 1, items: bodies('fail-1', 'ok') })
    expect(outcomes(once)).toEqual(['dead-lettered 1', 'done 1'])
  })

  it('fails with its whole batch when the function throws', async () => {
    const { host } = await deliveryHost()
    const delivered = await host.deliver({ trigger: 'message', to, items: bodies('ok', 'throw-1', 'ok') })
    expect(outcomes(delivered)).toEqual(['done 2', 'done 2', 'done 2'])
    const poisoned = await host.deliver({ trigger: 'message', to, maxAttempts: 2, items: bodies('ok', 'throw') })
    expect(outcomes(poisoned)).toEqual(['dead-lettered 2', 'dead-lettered 2'])
  })

  it.each([null, '', {}, [], { batchItemFailures: null }, { batchItemFailures: [] }, { statusCode: 500 }])(
    'counts as handled when the answer is %j',
    async (result) => {
      const { host } = await deliveryHost()
      const delivered = await host.deliver({ trigger: 'message', to, items: bodies(answer(result), 'ok') })
      expect(outcomes(delivered)).toEqual(['done 1', 'done 1'])
    },
  )

  it.each([
    { batchItemFailures: [{ itemIdentifier: '' }] },
    { batchItemFailures: [{ itemIdentifier: null }] },
    { batchItemFailures: [{ messageId: 'misnamed' }] },
    { batchItemFailures: [{ itemIdentifier: 'of no message' }] },
    { batchItemFailures: [{ itemIdentifier: 7 }] },
    { batchItemFailures: [null] },
    { batchItemFailures: 'text' },
    'done',
  ])('fails with its whole batch when the answer is %j', async (result) => {
    const { host } = await deliveryHost()
    const items = bodies(answer(result), 'ok')
    const delivered = await host.deliver({ trigger: 'message', to, maxAttempts: 2, items })
    expect(outcomes(delivered)).toEqual(['dead-lettered 2', 'dead-lettered 2'])
  })

  it('is handled whatever is reported, where the mapping does not read reports', async () => {
    const { host } = await deliveryHost({ reportsItems: false })
    expect(outcomes(await host.deliver({ trigger: 'message', to, items: bodies('fail', 'ok') }))).toEqual([
      'done 1',
      'done 1',
    ])
    const thrown = await host.deliver({ trigger: 'message', to, maxAttempts: 2, items: bodies('throw', 'ok') })
    expect(outcomes(thrown)).toEqual(['dead-lettered 2', 'dead-lettered 2'])
  })

  it('fails when the function never answers, and when its process dies', async () => {
    const { host } = await deliveryHost({ timeout: 300 })
    const hung = await host.deliver({ trigger: 'message', to, maxAttempts: 2, items: bodies('hang') })
    expect(outcomes(hung)).toEqual(['dead-lettered 2'])
    const died = await host.deliver({ trigger: 'message', to, maxAttempts: 2, items: bodies('exit', 'ok') })
    expect(outcomes(died)).toEqual(['dead-lettered 2', 'dead-lettered 2'])
    expect(outcomes(await host.deliver({ trigger: 'message', to, items: bodies('ok') }))).toEqual(['done 1'])
  })

  it('may be bytes of text; what SQS refuses is refused', async () => {
    const { host, takeEvents } = await deliveryHost()
    await host.deliver({ trigger: 'message', to, items: [{ body: Buffer.from('ok ☂') }] })
    expect(takeEvents<SQSEvent>()[0]?.Records[0]?.body).toBe('ok ☂')
    const refused = (item: { body: string | Uint8Array; attributes?: Record<string, string> }) =>
      expect(host.deliver({ trigger: 'message', to, items: [item] })).rejects.toMatchObject({ code: 'InvalidArgument' })
    await refused({ body: Uint8Array.of(0xff, 0xfe) })
    await refused({ body: 'a\u0000b' })
    await refused({ body: 'ok', attributes: { empty: '' } })
    await refused({ body: 'ok', attributes: Object.fromEntries([...'abcdefghijk'].map((name) => [name, '1'])) })
    expect(takeEvents()).toEqual([])
  })

  it('fits with its batch into what Lambda takes', async () => {
    const { host, takeEvents } = await deliveryHost()
    const items = bodies(...Array(8).fill(`ok ${'x'.repeat(1_000_000)}`))
    expect(outcomes(await host.deliver({ trigger: 'message', to, items }))).toEqual(Array(8).fill('done 1'))
    expect(takeEvents<SQSEvent>().map(({ Records }) => Records.length)).toEqual([6, 2])
  })
})
