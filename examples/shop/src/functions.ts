import { empty, html, json, onRequest, RoveError, redirect, stream } from '@rove/core'
import { z } from 'zod'
import { allOrders, eachOrder, findOrder, nextNumber, type Order } from './orders.ts'
import { page } from './page.ts'
import { counters, orders, placed, receipts, shipments } from './resources.ts'

const NewOrder = z.object({
  item: z.string().min(1),
  quantity: z.number().int().min(1).max(100),
})

/** The shop's page: the orders and a form. */
export const home = onRequest('GET /', { use: { orders: orders.reader } }, async (_request, { use }) =>
  html(page(await allOrders(use.orders))),
)

/** Keeps an order, has it shipped, and tells whoever listens. */
export const placeOrder = onRequest(
  'POST /orders',
  {
    body: NewOrder,
    use: {
      orders: orders.writer,
      counters: counters.readWrite,
      shipments: shipments.sender,
      placed: placed.publisher,
    },
  },
  async (_request, { body, log, use }) => {
    // Numbers count up, so that every provider gives the same order the same id.
    const order: Order = { id: `o-${await nextNumber(use.counters, 'orders')}`, ...body, status: 'placed' }
    await use.orders.set(order.id, order)
    await use.shipments.send({ orderId: order.id, courier: 'bike' })
    await use.placed.publish({ orderId: order.id, item: order.item }, { attributes: { channel: 'mail' } })
    log.info('order placed', { orderId: order.id })
    return json(order, { status: 201, headers: { location: `/orders/${order.id}` } })
  },
)

/** Lists orders; `?item=tea&item=milk` keeps those of either item. */
export const listOrders = onRequest('GET /orders', { use: { orders: orders.reader } }, async (request, { use }) => {
  const items = new URL(request.url).searchParams.getAll('item')
  const all = await allOrders(use.orders)
  return json(all.filter((order) => items.length === 0 || items.includes(order.item)))
})

export const getOrder = onRequest(
  'GET /orders/:id',
  { use: { orders: orders.reader } },
  async (_request, { params, use }) => json(await findOrder(use.orders, params.id)),
)

export const cancelOrder = onRequest(
  'DELETE /orders/:id',
  { use: { orders: orders.readWrite } },
  async (_request, { params, use }) => {
    await use.orders.delete((await findOrder(use.orders, params.id)).id)
    return empty()
  },
)

/** Keeps the uploaded bytes exactly as they came, whatever they are. */
export const uploadReceipt = onRequest(
  'PUT /orders/:id/receipt',
  { use: { orders: orders.reader, receipts: receipts.writer } },
  async (request, { params, use }) => {
    const { id } = await findOrder(use.orders, params.id)
    const content = new Uint8Array(await request.arrayBuffer())
    const contentType = request.headers.get('content-type') ?? 'application/octet-stream'
    await use.receipts.put(id, content, { contentType })
    return json({ orderId: id, bytes: content.byteLength }, { status: 201 })
  },
)

/** Sends the receipt on while it is read. */
export const getReceipt = onRequest(
  'GET /orders/:id/receipt',
  { use: { orders: orders.reader, receipts: receipts.reader } },
  async (_request, { params, use }) => {
    const { id } = await findOrder(use.orders, params.id)
    const receipt = await use.receipts.get(id)
    if (!receipt) throw new RoveError('NotFound', `The order "${id}" has no receipt.`)
    return stream(receipt.body, { headers: { 'content-type': receipt.contentType } })
  },
)

/** A report that is sent while it is written: a line an order. */
export const report = onRequest('GET /report.csv', { use: { orders: orders.reader } }, (_request, { use }) =>
  stream(csv(eachOrder(use.orders)), {
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="orders.csv"' },
  }),
)

/** Signs in: two cookies in one answer. */
export const signIn = onRequest('POST /session', () =>
  json(
    { signedIn: true },
    {
      headers: {
        'set-cookie': ['session=s-1; Path=/; HttpOnly; Secure; SameSite=Lax', 'theme=dark; Path=/; Max-Age=86400'],
      },
    },
  ),
)

export const whoAmI = onRequest('GET /session', (request, { client }) =>
  json({ cookies: request.headers.get('cookie'), ip: client.ip }),
)

export const oldHome = onRequest('GET /index.html', () => redirect('/', 308))

/** Fails on purpose: the client learns that it failed, and nothing of how. */
export const broken = onRequest('GET /broken', () => {
  throw new Error('the ledger file /var/ledger is not readable')
})

/** Never answers: the platform's patience is not tested, the function's own is. */
export const stuck = onRequest('GET /stuck', { timeout: '1s' }, () => new Promise<Response>(() => undefined))

async function* csv(list: AsyncIterable<Order>): AsyncGenerator<string> {
  yield 'id,item,quantity\n'
  for await (const order of list) yield `${order.id},"${order.item.replaceAll('"', '""')}",${order.quantity}\n`
}
