import { describe, expect, expectTypeOf, it } from 'vitest'
import { nativeOf, open } from '../src/adapter/index.ts'
import {
  app,
  type BucketReader,
  bucket,
  type EventContext,
  grantsOf,
  json,
  type KvReader,
  type KvReadWriter,
  kv,
  onMessage,
  onRequest,
  type QueueSender,
  queue,
  RoveError,
  type Schema,
  secret,
  topic,
} from '../src/index.ts'
import { delivering, jobs, message } from './delivery.fixture.ts'
import { memoryBucket, memoryKv, memorySecret, memorySender, sourceOf } from './drivers.fixture.ts'
import { bodyOf, tiny } from './pipeline.fixture.ts'

interface Order {
  readonly id: string
}
const shipment = {} as Schema<Order>
const orders = kv<Order>('orders')
const receipts = bucket('receipts')

it('a handler has what its use says, with the access it says, and nothing else', () => {
  onRequest(
    'GET /:id',
    { use: { orders: orders.reader, shipments: queue('shipments', { schema: shipment }).sender } },
    async (_, { use, params }) => {
      expectTypeOf(use).toEqualTypeOf<{ readonly orders: KvReader<Order>; readonly shipments: QueueSender<Order> }>()
      expectTypeOf(params.id).toEqualTypeOf<string>()
      // @ts-expect-error a reader does not write
      use.orders.set
      return json(1)
    },
  )
  onMessage(jobs, { use: { orders: orders.readWrite, receipts: receipts.reader } }, (_event, context) => {
    expectTypeOf(context.use.orders).toEqualTypeOf<KvReadWriter<Order>>()
    expectTypeOf(context.use.receipts).toEqualTypeOf<BucketReader>()
    // @ts-expect-error it is not in the use
    context.use.other
  })
  onMessage(jobs, (_event, context) => {
    expectTypeOf(context).toEqualTypeOf<EventContext>()
    // @ts-expect-error nothing is used
    context.use.orders
  })
})

describe('an app', () => {
  const shop = () =>
    app('shop', {
      read: onRequest('GET /', { use: { orders: orders.reader } }, async (_, { use }) =>
        json((await use.orders.get('1'))?.value ?? null),
      ),
      write: onMessage(
        jobs,
        { use: { orders: orders.readWrite, key: secret('api-key').reader } },
        async (_event, { use }) => {
          await use.orders.set('1', { id: '1' })
        },
      ),
    })

  it('lists what each function may do', () => {
    expect(grantsOf(shop())).toEqual([
      { function: 'read', resource: { kind: 'kv', name: 'orders' }, access: 'read' },
      { function: 'write', resource: { kind: 'kv', name: 'orders' }, access: 'read-write' },
      { function: 'write', resource: { kind: 'secret', name: 'api-key' }, access: 'read' },
    ])
  })

  it('is refused when a driver is missing, before anything comes', () => {
    expect(() => delivering(shop(), { bindings: [sourceOf('kv', memoryKv())] })).toThrow(
      'No driver was given for what the app "shop" uses: write uses the secret "api-key". Give one: adapt(app, { bindings: [ … ] }).',
    )
    expect(() => delivering(shop())).toThrow(
      /read uses the kv "orders", write uses the kv "orders", write uses the secret/,
    )
  })

  it('opens a driver once, when it is first used, by the name that the environment or the options say', async () => {
    const [store, key] = [sourceOf('kv', memoryKv()), sourceOf('secret', memorySecret({}))]
    const { deliver } = delivering(shop(), { bindings: [store, key], env: { ROVE_KV_ORDERS: 'orders-table' } })
    expect(store.opened).toEqual([])
    expect(await deliver({ deliveries: [message('a'), message('b')] })).toMatchObject([
      { kind: 'done' },
      { kind: 'done' },
    ])
    expect([store.opened, key.opened]).toEqual([['orders-table'], []])
    const other = sourceOf('kv', memoryKv())
    await delivering(shop(), { bindings: [other, key], resources: { kv: { orders: 'mine' } } }).deliver({
      deliveries: [message('a')],
    })
    const plain = sourceOf('kv', memoryKv())
    await delivering(shop(), { bindings: [plain, key] }).deliver({ deliveries: [message('a')] })
    expect([other.opened, plain.opened]).toEqual([['mine'], ['shop-orders']])
  })

  it('takes a name that is set to nothing for none', async () => {
    const store = sourceOf('kv', memoryKv())
    const bindings = [store, sourceOf('secret', memorySecret({}))]
    await delivering(shop(), { bindings, env: { ROVE_KV_ORDERS: ' ' } }).deliver({ deliveries: [message('a')] })
    expect(store.opened).toEqual(['shop-orders'])
  })

  it('tells no client what the operator has set wrong', async () => {
    const open = () => {
      throw new RoveError('InvalidArgument', '"shop_orders" is no name for a table')
    }
    const look = onRequest('GET /', { use: { orders: orders.reader } }, (_, { use }) => json(use.orders))
    const response = await tiny({ look }, { bindings: [{ kind: 'kv', service: 'memory', open }] }).send()
    expect([response.result.status, await bodyOf(response)]).toEqual([500, expect.not.stringContaining('shop_orders')])
  })

  it('opens it once in a process, whichever pipeline asks', async () => {
    const [store, key] = [sourceOf('kv', memoryKv()), sourceOf('secret', memorySecret({}))]
    for (let pipeline = 0; pipeline < 2; pipeline += 1) {
      await delivering(shop(), { bindings: [store, key] }).deliver({ deliveries: [message('a')] })
    }
    expect(store.opened).toEqual(['shop-orders'])
  })

  it('gives the vendor’s client to who asks for the service’s own, and says what is there instead', async () => {
    const driver = { ...memoryKv(), service: 'table', native: { vendor: true } }
    const seen: unknown[] = []
    const look = onRequest('GET /', { use: { orders: orders.reader } }, (_, { use }) => {
      seen.push(nativeOf<object>(use.orders, 'table'))
      expect(() => nativeOf(use.orders, 'other')).toThrow('This is not a client on other: it runs on table here.')
      expect(() => nativeOf({}, 'table')).toThrow('it is no client of context.use')
      return json(1)
    })
    expect((await tiny({ look }, { bindings: [sourceOf('kv', driver)] }).send()).result.status).toBe(200)
    expect(seen[0]).toBe(driver.native)
  })

  it('takes the first source that is for a resource', async () => {
    const [special, general] = [sourceOf('kv', memoryKv(), ['sessions']), sourceOf('kv', memoryKv())]
    const { deliver } = delivering(shop(), { bindings: [special, general, sourceOf('secret', memorySecret({}))] })
    await deliver({ deliveries: [message('a')] })
    expect([special.opened, general.opened]).toEqual([[], ['shop-orders']])
  })

  it('uses bindings in requests too', async () => {
    const driver = memoryKv()
    await driver.set({ key: '1', text: '{"id":"x"}', expiresAt: undefined }, undefined)
    const get = onRequest('GET /', { use: { orders: orders.reader } }, async (_, { use }) =>
      json((await use.orders.get('1'))?.value),
    )
    const { send } = tiny({ get }, { bindings: [sourceOf('kv', driver)] })
    expect(await bodyOf(await send())).toBe('{"id":"x"}')
  })

  it('refuses a resource where a resource with an access belongs', () => {
    expect(() => onMessage(jobs, { use: { orders: orders as never } }, () => undefined)).toThrow(
      '"orders" in the use of onMessage(jobs) is no resource with an access; write orders.reader',
    )
    expect(() => onRequest('GET /', { use: { orders: undefined as never } }, () => json(1))).toThrow(
      /"orders" in the use of onRequest\("GET \/"\)/,
    )
  })
})

it('what is sent in a handler carries its trace', async () => {
  const driver = memorySender()
  const news = topic('news')
  const work = onMessage(jobs, { use: { news: news.publisher } }, async (_event, { use, trace }) => {
    await use.news.publish({ traceId: trace.traceId }, { type: 'said', subject: 's', attributes: { a: 'b' } })
  })
  const { deliver } = delivering(app('shop', { work }), {
    bindings: [sourceOf('topic', driver), sourceOf('bucket', memoryBucket())],
  })
  await deliver({ deliveries: [message('m')] })
  const envelope = open({ text: driver.batches[0]?.[0]?.text ?? '' })
  const traceId = (envelope?.data as { traceId: string } | undefined)?.traceId
  expect(envelope).toMatchObject({ type: 'said', subject: 's', attributes: { a: 'b' } })
  expect(envelope?.traceparent).toContain(traceId)
})
