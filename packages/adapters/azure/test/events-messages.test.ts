import { deadLetter, retry } from '@rove/core'
import { seal } from '@rove/core/adapter'
import { expect, it } from 'vitest'
import { adaptEvents, functionOf } from './events.fixture.ts'
import { invoke, type Rpc } from './library.ts'

const text = (value: string): Rpc => ({ string: value })
const bytes = (value: string): Rpc => ({ bytes: Buffer.from(value) })

// As the host writes it. Source: corpus of the library's own tests, fromRpcTriggerMetadata.test.ts
const queueMetadata = {
  QueueTrigger: text('{"total":3}'),
  DequeueCount: { json: '2' },
  Id: text('814b3b66-0200-4121-8ef3-405846a124bf'),
  InsertionTime: { json: '"2026-08-25T05:06:39+00:00"' },
}

const sealed = seal({
  id: 'e1',
  time: '2026-01-02T03:04:05Z',
  type: undefined,
  subject: undefined,
  data: { digits: '12345678901234567890', Größe: '💎' },
  attributes: { CamelCase: 'Kept' },
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: undefined,
})

it('decodes a message of Storage Queue', async () => {
  const shop = adaptEvents()
  await expect(invoke(functionOf(shop, 'ship'), { data: bytes('{"total":3}'), metadata: queueMetadata })).resolves.toBe(
    undefined,
  )
  expect(shop.seen).toMatchObject([
    {
      id: '814b3b66-0200-4121-8ef3-405846a124bf',
      source: '/storage-queue/shop-shipments',
      body: { total: 3 },
      attempt: 2,
      queue: 'shipments',
      enqueuedAt: new Date('2026-08-25T05:06:39Z'),
    },
  ])
  const [context] = shop.contexts
  expect(context?.platform).toMatchObject({ name: 'azure', event: Buffer.from('{"total":3}') })
  expect(context?.function).toBe('ship')
  expect(context?.deadline).toBeGreaterThan(Date.now())
})

it.each<[string, Rpc, unknown]>([
  ['text', text('hello'), 'hello'],
  ['text that is empty', text(''), ''],
  ['a number', text('42'), '42'],
  ['a boolean', text('true'), 'true'],
  ['null', text('null'), 'null'],
  ['an object', text('{"A":{"B":1}}'), { A: { B: 1 } }],
  ['a list', text('[1,2]'), [1, 2]],
  ['text in quotation marks', text('"hello"'), 'hello'],
  ['bytes of text', bytes('007'), '007'],
  ['bytes of digits', bytes('12345678901234567890'), '12345678901234567890'],
  ['bytes of a number', bytes('1.0'), '1.0'],
  ['bytes of an object', bytes('{"A":1}'), { A: 1 }],
  ['bytes that are no text', { bytes: Uint8Array.of(0xff, 0xfe, 0) }, Buffer.of(0xff, 0xfe, 0)],
  ['nothing', {}, undefined],
])('hands %s to the handler as it was sent', async (_name, data, body) => {
  const shop = adaptEvents()
  await invoke(functionOf(shop, 'ship'), { data, metadata: queueMetadata })
  expect(shop.seen[0]?.body).toEqual(body)
})

it.each([
  ['as bytes', 'storage-queue', { bytes: Buffer.from(sealed) }],
  ['as text, which the library parses', 'storage-queue', { string: sealed }],
  ['as text on Service Bus', 'service-bus', { string: sealed }],
  ['on Event Hubs', 'event-hubs', { bytes: Buffer.from(sealed) }],
  ['in a record of Kafka', 'kafka', { string: JSON.stringify({ Offset: 1, Partition: 0, Topic: 't', Value: sealed }) }],
] as const)('opens an envelope %s, without losing a digit', async (_name, service, data) => {
  const shop = adaptEvents({ services: { queue: { shipments: service } } })
  await invoke(functionOf(shop, 'ship'), {
    data,
    traceparent: '00-11111111111111111111111111111111-2222222222222222-01',
  })
  expect(shop.seen).toMatchObject([
    { id: 'e1', body: { digits: '12345678901234567890', Größe: '💎' }, attributes: { CamelCase: 'Kept' } },
  ])
  expect(shop.contexts[0]?.trace.traceId).toBe('0af7651916cd43dd8448eb211c80319c')
})

it('takes the trace of the invocation when nothing came with the message', async () => {
  const shop = adaptEvents()
  await invoke(functionOf(shop, 'ship'), {
    data: text('x'),
    traceparent: '00-11111111111111111111111111111111-2222222222222222-01',
  })
  expect(shop.contexts[0]?.trace.traceId).toBe('11111111111111111111111111111111')
})

it('makes an id of the content when there is none, the same each time', async () => {
  const shop = adaptEvents()
  for (const body of ['a', 'a', 'b']) await invoke(functionOf(shop, 'ship'), { data: bytes(body) })
  const [first, second, third] = shop.seen.map(({ id }) => id)
  expect(first).toMatch(/^[0-9a-f]{32}$/)
  expect(second).toBe(first)
  expect(third).not.toBe(first)
})

it.each([
  [
    'a throw',
    () => {
      throw new Error('boom')
    },
  ],
  [
    'a throw of undefined',
    () => {
      throw undefined
    },
  ],
  ['a retry', () => retry({ after: '30s' })],
  ['a dead letter', () => deadLetter('never')],
])('fails the invocation, with an Error, after %s', async (_name, behave) => {
  const shop = adaptEvents()
  shop.behave = behave
  const result = invoke(functionOf(shop, 'ship'), { data: text('x'), metadata: queueMetadata })
  await expect(result).rejects.toBeInstanceOf(Error)
})

it('waits for the work given to waitUntil, also when it fails', async () => {
  for (const fails of [false, true]) {
    const shop = adaptEvents()
    let finished = false
    shop.behave = () => {
      shop.contexts[0]?.waitUntil(
        new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
          finished = true
        }),
      )
      if (fails) throw new Error('boom')
    }
    await Promise.resolve(invoke(functionOf(shop, 'ship'), { data: text('x') })).catch(() => undefined)
    expect(finished).toBe(true)
  }
})
