import { retry } from '@rove/core'
import { describe, expect, it } from 'vitest'
import { activeMqEvent, kafkaEvent, kafkaRecord, rabbitMqEvent } from './delivery-events.ts'
import { deliver } from './shop.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')
const bytesOf = (text: string) => [...Buffer.from(text)]

describe('Kafka', () => {
  it('tells what it knows of a record', async () => {
    const { messages, result } = await deliver(kafkaEvent([kafkaRecord(15, { key: base64('customer-7') })]))
    expect(messages).toEqual([
      expect.objectContaining({
        id: 'shipments-0@15',
        source: expect.stringMatching(/^arn:aws:kafka:/),
        body: 'Hello, this is a test.',
        group: 'customer-7',
        attributes: { headerKey: 'headerValue' },
        enqueuedAt: new Date(1_545_084_650_987),
        queue: 'shipments',
      }),
    ])
    expect(result).toBeNull()
  })

  it('has headers of signed bytes, of the same name, and that are no text', async () => {
    const traceparent = '00-691cce72f274a6d68af668f63ab4a9c1-5aa29b6ca3a1e92f-00'
    const headers = [
      { a: [49] },
      { a: [50] },
      { ü: [-61, -68] },
      { raw: [-1, 0, 255] },
      { traceparent: bytesOf(traceparent) },
    ]
    const { messages, contexts } = await deliver(kafkaEvent([kafkaRecord(1, { headers })]))
    expect(messages[0]?.attributes).toEqual({ a: '2', ü: 'ü', raw: '/wD/', traceparent })
    expect(contexts[0]?.trace.traceparent).toBe(traceparent)
  })

  it.each([
    [{ value: null }, null],
    [{ value: undefined, key: null, headers: null }, null],
    [{ value: '' }, ''],
    [{ value: base64('{"n":1}') }, { n: 1 }],
    [{ value: 'AP8=' }, Uint8Array.of(0, 255)],
  ])('with %j has the body %j', async (fields, body) => {
    expect((await deliver(kafkaEvent([kafkaRecord(1, fields)]))).messages[0]?.body).toEqual(body)
  })

  it.each(['SelfManagedKafka', 'aws:SelfManagedKafka'])('may be one’s own cluster: %s', async (eventSource) => {
    const { messages } = await deliver(kafkaEvent([kafkaRecord(1)], { eventSource, eventSourceArn: undefined }))
    expect(messages[0]?.source).toBe('kafka://b-2.demo.a1bcde.c1.kafka.us-east-1.amazonaws.com:9092')
  })

  it('fails as a whole, of whatever partition the failure is', async () => {
    const list = { 'shipments-0': [kafkaRecord(1), kafkaRecord(2)], 'shipments-1': [kafkaRecord(1, { partition: 1 })] }
    const event = kafkaEvent([], { records: list })
    expect((await deliver(event)).messages.map(({ id }) => id).sort()).toEqual([
      'shipments-0@1',
      'shipments-0@2',
      'shipments-1@1',
    ])
    const decide = (id: string) => (id === 'shipments-1@1' ? retry() : undefined)
    await expect(deliver(event, { decide })).rejects.toThrow(/of 3 deliveries were not handled/)
  })
})

describe('ActiveMQ', () => {
  it('tells what it knows of a message', async () => {
    const properties = { index: '1', count: 2, JMSXGroupID: 'g', none: null }
    const { messages, result } = await deliver(activeMqEvent([{ properties, type: 'Order', redelivered: true }]))
    expect(messages).toEqual([
      expect.objectContaining({
        id: expect.stringMatching(/^ID:b-9bcfa592/),
        type: 'Order',
        body: 'ABC:AAAA',
        group: 'g',
        attributes: { index: '1', count: '2', JMSXGroupID: 'g' },
        enqueuedAt: new Date(1_598_827_811_958),
        attempt: 1,
      }),
    ])
    expect(result).toBeNull()
  })

  it('fails as a whole', async () => {
    await expect(deliver(activeMqEvent([{}, {}]), { decide: () => retry() })).rejects.toThrow(/2 of 2/)
  })
})

describe('RabbitMQ', () => {
  it('tells what it knows of a message', async () => {
    const { messages, result } = await deliver(rabbitMqEvent([{}]))
    expect(messages).toEqual([
      expect.objectContaining({
        id: expect.stringMatching(/^sha256-/),
        datacontenttype: 'application/json',
        body: { timeout: 0 },
        attributes: { header1: 'value1', numberInHeader: '10' },
        enqueuedAt: new Date('1970-01-01T00:33:41Z'),
        queue: 'shipments',
      }),
    ])
    expect(result).toBeNull()
  })

  it('has ids that stay, and one for each of two equal messages', async () => {
    const event = rabbitMqEvent([{}, {}, { data: base64('x') }])
    const ids = (await deliver(event)).messages.map(({ id }) => id)
    expect(new Set(ids).size).toBe(3)
    expect((await deliver(structuredClone(event))).messages.map(({ id }) => id)).toEqual(ids)
  })

  it('is the same message when it comes again, whatever the broker has added', async () => {
    const again = (headers: object) => rabbitMqEvent([{ basicProperties: { headers: { a: 1, ...headers } } }])
    const [first] = (await deliver(again({}))).messages
    const added = {
      'x-delivery-count': 2,
      'x-acquired-count': 3,
      'x-death': [{ count: 1 }],
      'x-first-death-queue': 'q',
    }
    const [third] = (await deliver(again(added))).messages
    expect(third?.id).toBe(first?.id)
    expect([first?.attempt, third?.attempt]).toEqual([1, 3])
    expect(third?.attributes).toEqual({ a: '1', 'x-death': '[{"count":1}]', 'x-first-death-queue': 'q' })
    expect((await deliver(again({ a: 2 }))).messages[0]?.id).not.toBe(first?.id)
  })

  it.each([
    ['Nov 21, 2026, 5:33:41\u202fPM', '2026-11-21T17:33:41.000Z'],
    ['nonsense', undefined],
    [null, undefined],
  ])('reads the time %j', async (timestamp, time) => {
    const event = rabbitMqEvent([{ basicProperties: { timestamp, messageId: 'm', type: 't' } }])
    expect((await deliver(event)).messages[0]).toMatchObject({ id: 'm', type: 't', time })
  })

  it('fails as a whole', async () => {
    await expect(deliver(rabbitMqEvent([{}, {}]), { decide: () => retry() })).rejects.toThrow(/2 of 2/)
  })
})
