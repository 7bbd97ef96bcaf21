import { gzipSync } from 'node:zlib'
import { adapt } from '@rove/aws'
import { app, deadLetter, done, type Outcome, onMessage, queue, retry } from '@rove/core'
import { describe, expect, it } from 'vitest'
import { firehoseEvent } from './delivery-events.ts'
import { deliver } from './shop.ts'

const base64 = (content: string | Uint8Array) => Buffer.from(content as string).toString('base64')

describe('a transformation of Firehose', () => {
  it.each<[string, Outcome | undefined, { result: string; data: string }]>([
    ['nothing', undefined, { result: 'Ok', data: base64('one') }],
    ['done()', done(), { result: 'Ok', data: base64('one') }],
    ['text', done('new ü\n'), { result: 'Ok', data: base64('new ü\n') }],
    ['bytes', done(Uint8Array.of(0, 255)), { result: 'Ok', data: 'AP8=' }],
    ['a value', done({ n: 1 }), { result: 'Ok', data: base64('{"n":1}') }],
    ['null', done(null), { result: 'Dropped', data: base64('one') }],
    ['retry()', retry(), { result: 'ProcessingFailed', data: base64('one') }],
    ['deadLetter()', deadLetter('x'), { result: 'ProcessingFailed', data: base64('one') }],
  ])('that returns %s', async (_, outcome, record) => {
    const { result, messages } = await deliver(firehoseEvent(['one', 'two']), {
      decide: (id) => (id === 'record1' ? outcome : undefined),
    })
    expect(result).toEqual({
      records: [
        { recordId: 'record1', ...record },
        { recordId: 'record2', result: 'Ok', data: base64('two') },
      ],
    })
    expect(messages[0]).toMatchObject({ id: 'record1', body: 'one', enqueuedAt: new Date(1_510_772_160_000) })
  })

  it('answers every record, and those from Kafka in their own field', async () => {
    const list = [{ recordId: '0', kafkaRecordValue: base64('x') }]
    const event = firehoseEvent([], { records: list, deliveryStreamArn: undefined, sourceMSKArn: 'arn:aws:kafka:x' })
    const { result } = await deliver(event, { decide: () => done('y') })
    expect(result).toEqual({ records: [{ recordId: '0', result: 'Ok', kafkaRecordValue: base64('y') }] })
  })
})

describe('lines of CloudWatch Logs', () => {
  const data = {
    messageType: 'DATA_MESSAGE',
    owner: '123456789123',
    logGroup: 'order-placed',
    logStream: 'testLogStream',
    subscriptionFilters: ['testFilter'],
    logEvents: [
      { id: 'eventId1', timestamp: 1_440_442_987_000, message: '[ERROR] First test message' },
      { id: 'eventId2', timestamp: 1_440_442_987_001, message: '{"n":1}' },
    ],
  }
  const packed = (content: unknown) => ({ awslogs: { data: base64(gzipSync(JSON.stringify(content))) } })

  it.each([
    ['packed', packed(data)],
    ['in base64 alone', { awslogs: { data: base64(JSON.stringify(data)) } }],
    ['unpacked', data],
    ['by the filter’s name', packed({ ...data, logGroup: '/aws/lambda/x', subscriptionFilters: ['order-placed'] })],
  ])('%s are an event each', async (_, event) => {
    const { events, result } = await deliver(event)
    expect(events.map(({ id, data: line }) => [id, line])).toEqual([
      ['eventId1', '[ERROR] First test message'],
      ['eventId2', { n: 1 }],
    ])
    expect(events[0]).toMatchObject({
      subject: 'testLogStream',
      time: '2015-08-24T19:03:07.000Z',
      attributes: { owner: '123456789123', logStream: 'testLogStream' },
    })
    expect(result).toBeNull()
  })

  it('may be a control message, which is for nobody', async () => {
    expect((await deliver(packed({ ...data, messageType: 'CONTROL_MESSAGE' }))).events).toEqual([])
  })

  it('are not unpacked without end', async () => {
    const bomb = { awslogs: { data: base64(gzipSync(Buffer.alloc(65 * 1024 * 1024))) } }
    await expect(deliver(bomb)).rejects.toThrow(/could not decode an event as cloudwatch-logs/)
  })

  it('that are broken fail, and what is none is one event', async () => {
    const broken = gzipSync('x').subarray(0, 12)
    await expect(deliver({ awslogs: { data: base64(broken) } })).rejects.toThrow(
      /could not decode an event as cloudwatch-logs/,
    )
    expect((await deliver(packed({ other: 1 }))).events[0]?.data).toEqual({ other: 1 })
    expect((await deliver({ awslogs: { data: 'no base64!' } })).events[0]?.data).toBe('no base64!')
  })

  it('hear of a failure', async () => {
    await expect(deliver(packed(data), { decide: () => retry() })).rejects.toThrow(/2 of 2/)
  })
})

describe('a change of DocumentDB', () => {
  const change = (operationType: string, fields = {}) => ({
    eventSource: 'aws:docdb',
    eventSourceArn: 'arn:aws:rds:us-east-1:123456789012:cluster:canary',
    events: [
      {
        event: {
          _id: { _data: '0163eeb6e7000000090100000009000041e1' },
          clusterTime: { $timestamp: { t: 1_676_588_775, i: 9 } },
          documentKey: { _id: { $oid: '63eeb6e7d418cd98afb1c1d7' } },
          fullDocument: { _id: { $oid: '63eeb6e7d418cd98afb1c1d7' }, name: 'x' },
          ns: { db: 'shop', coll: 'orders' },
          operationType,
          ...fields,
        },
      },
    ],
  })

  it.each([
    ['insert', 'created'],
    ['update', 'updated'],
    ['replace', 'updated'],
    ['delete', 'deleted'],
  ])('%s is %s', async (operation, kind) => {
    const { changes, result } = await deliver(change(operation))
    expect(changes).toEqual([
      expect.objectContaining({
        id: '0163eeb6e7000000090100000009000041e1',
        time: '2023-02-16T23:06:15.000Z',
        kind,
        key: '63eeb6e7d418cd98afb1c1d7',
        after: { _id: { $oid: '63eeb6e7d418cd98afb1c1d7' }, name: 'x' },
        store: 'orders',
      }),
    ])
    expect(result).toBeNull()
  })

  it.each(['drop', 'rename', 'invalidate', 'dropDatabase'])('%s is none, and not overlooked', async (operation) => {
    await expect(deliver(change(operation))).rejects.toThrow(`"shop.orders/${operation}" or "${operation}"`)
  })

  it.each([
    ['a text', 'a text'],
    [{ a: 1 }, '{"a":1}'],
    [7, '7'],
    [undefined, ''],
  ])('with the id %j has the key %j', async (_id, key) => {
    expect((await deliver(change('insert', { documentKey: { _id } }))).changes[0]?.key).toBe(key)
  })
})

describe('a direct invocation', () => {
  it.each([{ orderId: 7 }, [1, 2], 'text', 7, true, null, {}, { Payload: { Records: [] } }])(
    'with %j gets the result',
    async (event) => {
      const { events, result } = await deliver(event, {
        names: ['notify', 'nightly'],
        decide: () => done({ total: 3 }),
      })
      expect(events.map(({ data }) => data)).toEqual([event])
      expect(result).toEqual({ total: 3 })
      expect((await deliver(event)).result).toBeNull()
    },
  )

  it('has the invocation’s id: Lambda’s own retries are the same message, an equal call is another', async () => {
    const seen: string[] = []
    const ship = onMessage(
      queue('shipments'),
      ({ id }, { idempotencyKey }) => void seen.push(`${id} ${idempotencyKey}`),
    )
    const handler = adapt(app('shop', { ship }))
    const call = (awsRequestId: string) => handler({ orderId: 7 }, { awsRequestId } as Parameters<typeof handler>[1])
    for (const id of ['r-1', 'r-1', 'r-2']) await call(id)
    expect(seen).toEqual(['r-1', 'r-1', 'r-2'].map((id) => `${id} ship/aws:lambda#${id}`))
  })

  it('is a message for an app that has only a queue', async () => {
    const { messages, result } = await deliver({ orderId: 7 }, { names: ['ship'], decide: () => done('ok') })
    expect(messages[0]).toMatchObject({ body: { orderId: 7 }, id: expect.stringMatching(/./) })
    expect(result).toBe('ok')
  })

  it.each([
    [{ data: { orderId: 7 } }, { orderId: 7 }],
    [{ data: 'text' }, 'text'],
    [{ data_base64: 'AP8=', datacontenttype: 'application/octet-stream' }, Uint8Array.of(0, 255)],
    [{}, undefined],
  ])('with a CloudEvent %j keeps what it is', async (fields, data) => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const event = {
      specversion: '1.0',
      id: 'e-1',
      source: '/mine',
      type: 'order-placed',
      traceparent,
      key: 'x',
      ...fields,
    }
    const { events, contexts } = await deliver({ ...event, subject: 's', time: '2026-11-01T00:00:00Z' })
    expect(events[0]).toMatchObject({
      id: 'e-1',
      source: '/mine',
      type: 'order-placed',
      subject: 's',
      time: '2026-11-01T00:00:00Z',
      attributes: { key: 'x' },
    })
    expect(events[0]?.data).toEqual(data)
    expect(contexts[0]?.trace.traceparent).toBe(traceparent)
    const other = await deliver({ ...event, type: 'of another name' }, { names: ['ship'] })
    expect(other.messages[0]?.id).toBe('e-1')
  })

  it('is rejected when it fails, and never answered', async () => {
    for (const outcome of [retry(), deadLetter('x')]) {
      await expect(deliver({ orderId: 7 }, { decide: () => outcome })).rejects.toThrow(/1 of 1/)
    }
  })
})
