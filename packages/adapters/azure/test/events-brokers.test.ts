import { retry } from '@rove/core'
import { expect, it } from 'vitest'
import { adaptEvents, functionOf } from './events.fixture.ts'
import { invoke, type Rpc } from './library.ts'

const text = (value: string): Rpc => ({ string: value })
const bytes = (value: string): Rpc => ({ bytes: Buffer.from(value) })
const value = (of: unknown): Rpc => ({ json: JSON.stringify(of) })

const busMetadata = {
  MessageId: text('a11f788b439b4c5daa6a9f173bf78d68'),
  SequenceNumber: { json: '17' },
  DeliveryCount: { json: '3' },
  EnqueuedTimeUtc: { json: '"2026-08-25T05:06:39.775Z"' },
  ContentType: text('application/json'),
  CorrelationId: text('c-1'),
  SessionId: text('42'),
  ApplicationProperties: {
    json: '{"OrderId":7,"Nested":{"Inner":1},"Diagnostic-Id":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}',
  },
}

it('decodes a message of Service Bus, with what the library made of its properties', async () => {
  const shop = adaptEvents({ ordered: true })
  await invoke(functionOf(shop, 'ship'), { data: bytes('{"total":3}'), metadata: busMetadata })
  expect(shop.seen).toMatchObject([
    {
      id: 'a11f788b439b4c5daa6a9f173bf78d68',
      source: '/service-bus/shop-shipments',
      body: { total: 3 },
      attempt: 3,
      group: '42',
      enqueuedAt: new Date('2026-08-25T05:06:39.775Z'),
      datacontenttype: 'application/json',
      attributes: { orderId: '7', nested: '{"inner":1}', correlationId: 'c-1' },
    },
  ])
  expect(shop.contexts[0]?.trace.traceId).toBe('0af7651916cd43dd8448eb211c80319c')
})

it('takes the sequence number for an id of which digits were lost', async () => {
  const shop = adaptEvents({ services: { queue: { shipments: 'service-bus' } } })
  for (const [id, sequence] of [
    ['12345678901234567890', '1'],
    ['12345678901234567891', '2'],
    ['42', '3'],
  ] as const) {
    await invoke(functionOf(shop, 'ship'), {
      data: text('x'),
      metadata: { MessageId: text(id), SequenceNumber: { json: sequence } },
    })
  }
  expect(shop.seen.map(({ id }) => id)).toEqual(['1', '2', '42'])
})

it('gives a batch of Service Bus the same shape as single messages, and fails it as one', async () => {
  const shop = adaptEvents({ ordered: true })
  const many = {
    data: { collectionBytes: { bytes: ['{"n":1}', '{"n":2}', 'plain'].map((one) => Buffer.from(one)) } },
    metadata: {
      MessageIdArray: { collectionString: { string: ['m1', 'm2', '3'] } },
      DeliveryCountArray: value([1, 2, 3]),
      SessionIdArray: { collectionString: { string: ['a', 'b', 'a'] } },
      EnqueuedTimeUtcArray: value(['2026-08-25T05:06:39.775', '2026-08-25T05:06:40Z', null]),
      ApplicationPropertiesArray: value([{ K: 'v' }, {}, null]),
    },
  }
  shop.behave = ({ id }) => (id === 'm1' ? retry() : undefined)
  await expect(invoke(functionOf(shop, 'ship'), many)).rejects.toThrow(/2 of 3 deliveries were not handled/)
  // The failure of m1 holds back the third, which is of its session.
  expect(shop.seen).toMatchObject([
    {
      id: 'm1',
      body: { n: 1 },
      attempt: 1,
      group: 'a',
      attributes: { k: 'v' },
      enqueuedAt: new Date('2026-08-25T05:06:39.775Z'),
    },
    { id: 'm2', body: { n: 2 }, attempt: 2, group: 'b', attributes: {} },
  ])
  shop.behave = () => undefined
  await invoke(functionOf(shop, 'ship'), many)
  expect(shop.seen.at(-1)).toMatchObject({ id: '3', body: 'plain', attempt: 3, group: 'a' })
})

it('does not take a list in one message for a batch', async () => {
  const shop = adaptEvents({ services: { queue: { shipments: 'service-bus' } } })
  await invoke(functionOf(shop, 'ship'), { data: text('[1,2]'), metadata: busMetadata })
  expect(shop.seen).toMatchObject([{ body: [1, 2], attempt: 3 }])
})

it('hands a message of a Service Bus topic on as an event, and opens the event that is written in it', async () => {
  const shop = adaptEvents({ services: { topic: { 'order-placed': 'service-bus' } } })
  await invoke(functionOf(shop, 'notify'), { data: bytes('{"total":3}'), metadata: busMetadata })
  const structured = {
    specversion: '1.0',
    id: 'ce',
    source: '/shop',
    type: 'shop.placed',
    data: { total: 4 },
    tenant: 't1',
  }
  await invoke(functionOf(shop, 'notify'), { data: bytes(JSON.stringify(structured)), metadata: busMetadata })
  expect(shop.seen).toMatchObject([
    { id: 'a11f788b439b4c5daa6a9f173bf78d68', data: { total: 3 }, topic: 'order-placed', attempt: 3 },
    { id: 'ce', type: 'shop.placed', data: { total: 4 }, attributes: { tenant: 't1' }, attempt: 3 },
  ])
})

it('decodes events of Event Hubs, one or many', async () => {
  const shop = adaptEvents({ services: { queue: { shipments: 'event-hubs' } } })
  const partition = {
    PartitionContext: value({ PartitionId: '3', EventHubName: 'shipments', ConsumerGroup: '$Default' }),
  }
  await invoke(functionOf(shop, 'ship'), {
    data: bytes('{"n":1}'),
    metadata: {
      ...partition,
      SequenceNumber: { json: '47' },
      Offset: text('3696'),
      EnqueuedTimeUtc: { json: '"2026-07-14T01:27:55.627"' },
      PartitionKey: text('device-1'),
      Properties: value({ Kind: 'reading' }),
      SystemProperties: value({ 'iothub-connection-device-id': 'awesome-device-id' }),
    },
  })
  await invoke(functionOf(shop, 'ship'), {
    data: { collectionString: { string: ['{"n":2}', 'three'] } },
    metadata: { ...partition, SequenceNumberArray: value([48, 49]), PropertiesArray: value([{}, { A: 'b' }]) },
    retry: { retryCount: 2, maxRetryCount: 4 },
  })
  await invoke(functionOf(shop, 'ship'), {
    data: text('[4,5]'),
    metadata: { ...partition, SequenceNumber: { json: '50' } },
  })
  expect(shop.seen).toMatchObject([
    {
      id: '3:47',
      source: '/event-hubs/shipments',
      body: { n: 1 },
      attempt: 1,
      group: 'device-1',
      enqueuedAt: new Date('2026-07-14T01:27:55.627Z'),
      attributes: { kind: 'reading', 'iothub-connection-device-id': 'awesome-device-id' },
    },
    { id: '3:48', body: { n: 2 }, attempt: 3, attributes: {} },
    { id: '3:49', body: 'three', attempt: 3, attributes: { a: 'b' } },
    // A list in one event is no batch.
    { id: '3:50', body: [4, 5] },
  ])
})

it('decodes a record of Kafka', async () => {
  const shop = adaptEvents({ services: { queue: { shipments: 'kafka' } } })
  const record = {
    Offset: 5,
    Partition: 2,
    Topic: 'courier',
    Timestamp: '2026-06-20T04:43:28.998Z',
    Key: 'order-1',
    Value: '{"total":3}',
    Headers: [{ Key: 'Tenant', Value: Buffer.from('t1').toString('base64') }],
  }
  await invoke(functionOf(shop, 'ship'), { data: text(JSON.stringify(record)) })
  expect(shop.seen).toMatchObject([
    {
      id: '2:5',
      source: '/kafka/courier',
      body: { total: 3 },
      group: 'order-1',
      attributes: { Tenant: 't1' },
      enqueuedAt: new Date('2026-06-20T04:43:28.998Z'),
    },
  ])
})
