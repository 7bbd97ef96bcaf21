import {
  type App,
  app,
  bucket,
  config,
  json,
  kv,
  onChange,
  onEvent,
  onMessage,
  onObject,
  onRequest,
  queue,
  secret,
  topic,
} from '@rove/core'

export interface Order {
  readonly quantity: number
}

export const orders = kv<Order>('orders')
export const receipts = bucket('receipts')
export const shipments = queue('shipments')
export const lanes = queue('lanes', { ordered: true })
export const placed = topic('order-placed')

/** What the functions of events saw, in order. */
export type Seen = Array<Readonly<Record<string, unknown>>>

/** An app that uses one of each; what its own functions see of it goes into `seen`. */
export function shop(seen: Seen): App {
  return app('shop', {
    order: onRequest(
      'PUT /orders/:id',
      { use: { orders: orders.readWrite, shipments: shipments.sender, placed: placed.publisher } },
      async (request, { params, use }) => {
        const order = (await request.json()) as Order
        const { version } = await use.orders.set(params.id, order)
        const { id } = await use.shipments.send({ order: params.id })
        await use.placed.publish({ order: params.id })
        return json({ version, id })
      },
    ),
    show: onRequest('GET /orders/:id', { use: { orders: orders.reader } }, async (_, { params, use }) =>
      json((await use.orders.get(params.id))?.value ?? null),
    ),
    cancel: onRequest('DELETE /orders/:id', { use: { orders: orders.writer } }, async (_, { params, use }) => {
      await use.orders.delete(params.id)
      return json(true)
    }),
    lane: onRequest('POST /lanes', { use: { lanes: lanes.sender } }, async (_, { use }) => {
      for (const step of [1, 2]) await use.lanes.send({ step }, { group: 'a', delay: step === 1 ? '1h' : 0 })
      await use.lanes.send({ step: 3 }, { group: 'b', dedupeKey: 'once' })
      await use.lanes.send({ step: 3 }, { group: 'b', dedupeKey: 'once' })
      return json(true)
    }),
    settings: onRequest(
      'GET /settings',
      { use: { key: secret('stripe-key').reader, size: config('page-size').reader } },
      async (_, { use }) => json([(await use.key.get()).value, await use.size.get()]),
    ),
    ship: onMessage(
      shipments,
      { use: { orders: orders.reader, receipts: receipts.readWrite } },
      async ({ body }, { use }) => {
        const { order } = body as { readonly order: string }
        const found = await use.orders.get(order)
        const { etag } = await use.receipts.put(`${order}.txt`, `${found?.value.quantity}`)
        seen.push({ shipped: order, etag })
      },
    ),
    lanes: onMessage(lanes, ({ body }) => void seen.push(body as Seen[number])),
    heard: onEvent(placed, ({ data }) => void seen.push({ placed: data })),
    changed: onChange(
      orders,
      ({ kind, key, before, after }) =>
        void seen.push({ change: kind, key, before: before?.quantity, after: after?.quantity }),
    ),
    written: onObject(
      receipts,
      'created',
      ({ kind, key, size, etag }) => void seen.push({ object: kind, key, size, etag }),
    ),
    removed: onObject(receipts, 'deleted', ({ kind, key }) => void seen.push({ object: kind, key })),
    forget: onRequest('DELETE /receipts/:key', { use: { receipts: receipts.writer } }, async (_, { params, use }) => {
      await use.receipts.delete(params.key)
      return json(true)
    }),
  })
}
