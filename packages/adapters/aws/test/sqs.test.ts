import { deadLetter, retry } from '@rove/core'
import { seal } from '@rove/core/adapter'
import { describe, expect, it } from 'vitest'
import {
  busEvent,
  fifoRecord,
  notification,
  records,
  s3Record,
  s3Test,
  snsEvent,
  sqsRecord,
} from './delivery-events.ts'
import { deliver } from './shop.ts'

const failing = (...ids: string[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) })

describe('a message', () => {
  it('has what SQS says of it', async () => {
    const event = records(
      sqsRecord('m-1', { body: '{"orderId":7}' }, { ApproximateReceiveCount: '3', MessageGroupId: 'a' }),
    )
    const { messages, result, contexts } = await deliver(event)
    expect(messages).toEqual([
      {
        id: 'm-1',
        source: 'arn:aws:sqs:us-east-2:123456789012:shipments',
        type: 'rove.message',
        subject: undefined,
        time: '2018-12-17T21:37:29.183Z',
        datacontenttype: undefined,
        data: { orderId: 7 },
        body: { orderId: 7 },
        attributes: {},
        attempt: 3,
        enqueuedAt: new Date(1_545_082_649_183),
        group: 'a',
        queue: 'shipments',
      },
    ])
    expect(contexts[0]?.platform.event).toBe(event)
    expect(result).toEqual(failing())
  })

  it.each(['plain text', '', '12345678901234567890', '{ not JSON', 'a "TopicArn" and "Records"'])(
    'may be the text %j',
    async (body) => {
      expect((await deliver(records(sqsRecord('m-1', { body })))).messages[0]?.body).toBe(body)
    },
  )

  it('has attributes of every type', async () => {
    const messageAttributes = {
      text: { dataType: 'String', stringValue: 'x', stringListValues: [], binaryListValues: [] },
      number: { dataType: 'Number.int', stringValue: '100', binaryValue: 'base64Str' },
      bytes: { dataType: 'Binary.png', binaryValue: 'AAH/' },
      ['__proto__']: { dataType: 'String', stringValue: 'p' },
      empty: { dataType: 'String' },
    }
    const { messages } = await deliver(records(sqsRecord('m-1', { messageAttributes })))
    const { attributes } = messages[0] ?? { attributes: {} }
    expect(Object.entries(attributes)).toEqual([
      ['text', 'x'],
      ['number', '100'],
      ['bytes', 'AAH/'],
      ['__proto__', 'p'],
    ])
  })

  it('goes on with the trace of its sender: W3C before X-Ray', async () => {
    const AWSTraceHeader = 'Root=1-65eb7350-000000006dfd06bf489aa4e5;Parent=48cc02b6aafae897;Sampled=1'
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const messageAttributes = { traceparent: { dataType: 'String', stringValue: traceparent } }
    const event = records(
      sqsRecord('xray', {}, { AWSTraceHeader }),
      sqsRecord('w3c', { messageAttributes }, { AWSTraceHeader }),
    )
    const { contexts } = await deliver(event)
    expect(contexts.map(({ trace }) => trace.traceparent)).toEqual([
      '00-65eb7350000000006dfd06bf489aa4e5-48cc02b6aafae897-01',
      traceparent,
    ])
  })

  it('in an envelope has the sender’s id, and SQS’s attempt', async () => {
    const sent = { id: 'own', time: '2026-11-01T00:00:00Z', type: undefined, subject: undefined, data: { n: 1 } }
    const body = seal({ ...sent, attributes: { a: 'b' }, traceparent: undefined, tracestate: undefined })
    const { messages } = await deliver(records(sqsRecord('m-1', { body }, { ApproximateReceiveCount: '2' })))
    expect(messages[0]).toMatchObject({ id: 'own', body: { n: 1 }, attempt: 2, attributes: { a: 'b' } })
  })

  it('needs no more than an id and a body', async () => {
    const { messages, result } = await deliver(records({ messageId: 'm-1', body: 'x' }), { names: ['ship'] })
    expect(messages[0]).toMatchObject({ id: 'm-1', body: 'x', attempt: 1, enqueuedAt: undefined })
    expect(result).toEqual(failing())
  })

  it('without an id fails the batch when it fails: an empty id would do the same', async () => {
    const event = records(sqsRecord(''), sqsRecord('m-2'))
    const bad = await deliver(event, { decide: () => undefined })
    expect(bad.result).toEqual(failing())
    await expect(deliver(event, { decide: () => retry() })).rejects.toThrow(/2 of 2 deliveries were not handled/)
  })
})

describe('a batch', () => {
  it('answers exactly what failed, and never less than a list', async () => {
    const event = records(...['1', '2', '3', '4'].map((id) => sqsRecord(id)))
    const decide = (id: string) => (id === '2' ? retry({ after: '5s' }) : id === '4' ? deadLetter('no') : undefined)
    expect((await deliver(event, { decide })).result).toEqual(failing('2', '4'))
    const all = await deliver(event, {
      decide: () => {
        throw undefined
      },
    })
    expect(all.result).toEqual(failing('1', '2', '3', '4'))
  })

  it('of a FIFO queue holds a group up from its first failure on, and no other', async () => {
    const event = records(
      fifoRecord('1', 'a'),
      fifoRecord('2', 'b'),
      fifoRecord('3', 'a'),
      fifoRecord('4', 'b'),
      fifoRecord('5', 'a'),
    )
    const { result, messages } = await deliver(event, { decide: (id) => (id === '3' ? retry() : undefined) })
    expect(result).toEqual(failing('3', '5'))
    expect(messages.map(({ id }) => id).sort()).toEqual(['1', '2', '3', '4'])
    expect(messages[0]?.queue).toBe('shipments')
  })

  it('of a standard queue with fair groups is none of a FIFO queue', async () => {
    const groups = { MessageGroupId: 'tenant' }
    const event = records(sqsRecord('1', {}, groups), sqsRecord('2', {}, groups))
    const { messages, result } = await deliver(event, { decide: (id) => (id === '1' ? retry() : undefined) })
    expect(result).toEqual(failing('1'))
    expect(messages).toHaveLength(2)
  })
})

describe('a message that wraps', () => {
  const placed = notification('{"orderId":7}')

  it('a notification has the notification’s body and attributes', async () => {
    const { messages, events } = await deliver(
      records(sqsRecord('m-1', { body: JSON.stringify(placed, undefined, 2) })),
    )
    expect(messages[0]).toMatchObject({
      id: 'm-1',
      body: { orderId: 7 },
      subject: 'My First Message',
      attributes: { kind: 'gift', raw: 'AAH/' },
    })
    expect(events).toEqual([])
  })

  it('a notification reaches who listens to the topic, when nobody takes from the queue', async () => {
    const record = sqsRecord('m-1', { body: JSON.stringify(placed) }, { ApproximateReceiveCount: '2' })
    const { events, result } = await deliver(records(record), { names: ['notify'] })
    expect(events[0]).toMatchObject({ id: placed.MessageId, topic: 'order-placed', attempt: 2, data: { orderId: 7 } })
    expect(result).toEqual(failing())
    const failed = await deliver(records(record), { names: ['notify'], decide: () => retry() })
    expect(failed.result).toEqual(failing('m-1'))
  })

  it('with raw delivery is left as it is', async () => {
    const body = JSON.stringify({ Message: 'mine', TopicArn: 'also mine' })
    expect((await deliver(records(sqsRecord('m-1', { body })))).messages[0]?.body).toEqual(JSON.parse(body))
  })

  const put = records(s3Record('ObjectCreated:Put', 'a+b%2B.png'), s3Record('ObjectRemoved:Delete', 'c'))
  it.each([
    ['records of S3', put],
    ['records of S3 in a notification', notification(JSON.stringify(put))],
  ])('%s reaches who listens to the bucket', async (_, content) => {
    const event = records(
      sqsRecord('m-1', { body: JSON.stringify(content) }),
      sqsRecord('m-2', { body: JSON.stringify(put) }),
    )
    const { objects, result } = await deliver(event, { names: ['scan', 'forget'] })
    expect(objects.map(({ kind, key }) => `${kind} ${key}`).sort()).toEqual([
      'created a b+.png',
      'created a b+.png',
      'deleted c',
      'deleted c',
    ])
    expect(result).toEqual(failing())
    // Only `scan` listens: what was deleted has nobody, so the message is not handled.
    await expect(
      deliver(records(sqsRecord('m-1', { body: JSON.stringify(content) })), { names: ['scan'] }),
    ).rejects.toThrow(/no function/)
  })

  it.each([
    '{"Records":[{"a":1}]}',
    '{"Records":',
    '{"detail-type":7}',
    '{"TopicArn":"x"}',
    '"Records"',
    '{"Records":[]}',
  ])('%s is nothing known: without a function for the queue nobody counts it as handled', async (body) => {
    await expect(deliver(records(sqsRecord('m-1', { body })), { names: ['notify', 'scan'] })).rejects.toThrow(
      /has no function for the messages of "shipments"/,
    )
  })

  it('an event of EventBridge reaches who listens to it', async () => {
    const body = JSON.stringify(busEvent('shop', 'order-placed', { detail: { orderId: 7 } }))
    const { events } = await deliver(records(sqsRecord('m-1', { body })), { names: ['notify'] })
    expect(events[0]).toMatchObject({ data: { orderId: 7 }, type: 'order-placed', source: 'shop' })
  })

  it.each([
    ['directly', s3Test],
    ['in a notification', notification(JSON.stringify(s3Test))],
  ])('S3’s test event (%s) is done, and nobody hears of it', async (_, content) => {
    const { messages, result } = await deliver(records(sqsRecord('m-1', { body: JSON.stringify(content) })))
    expect(messages).toEqual([])
    expect(result).toEqual(failing())
  })

  it('a test event beside a message takes nothing from it', async () => {
    const event = records(sqsRecord('test', { body: JSON.stringify(s3Test) }), sqsRecord('m-2'))
    expect((await deliver(event, { decide: () => retry() })).result).toEqual(failing('m-2'))
  })
})

it('SNS without a queue tells the same, and its test event too', async () => {
  const { events } = await deliver(snsEvent('{"orderId":7}'))
  expect(events[0]).toMatchObject({
    id: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    source: 'arn:aws:sns:us-west-2:123456789012:order-placed',
    subject: 'My First Message',
    time: '2012-05-02T00:54:06.655Z',
    data: { orderId: 7 },
    attributes: { kind: 'gift', raw: 'AAH/' },
    attempt: 1,
    topic: 'order-placed',
  })
  const { objects } = await deliver(snsEvent(JSON.stringify(records(s3Record('ObjectCreated:Put', 'k')))), {
    names: ['scan'],
  })
  expect(objects.map(({ key }) => key)).toEqual(['k'])
  expect((await deliver(snsEvent(JSON.stringify(s3Test)))).events).toEqual([])
  await expect(deliver(snsEvent('x'), { decide: () => deadLetter('never') })).rejects.toThrow(/given up: never/)
})
