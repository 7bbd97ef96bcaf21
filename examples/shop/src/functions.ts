import { bytes, empty, html, json, onRequest, RoveError, redirect, stream } from '@rove/core'
import { z } from 'zod'
import { type Order, orders, receipts } from './orders.ts'
import { page } from './page.ts'

const NewOrder = z.object({
  item: z.string().min(1),
  quantity: z.number().int().min(1).max(100),
})

/** The shop's page: the orders and a form. */
export const home = onRequest('GET /', () => html(page(orders.list())))

export const placeOrder = onRequest('POST /orders', { body: NewOrder }, (_request, { body, log }) => {
  const order = orders.add(body)
  log.info('order placed', { orderId: order.id })
  return json(order, { status: 201, headers: { location: `/orders/${order.id}` } })
})

/** Lists orders; `?item=tea&item=milk` keeps those of either item. */
export const listOrders = onRequest('GET /orders', (request) => {
  const items = new URL(request.url).searchParams.getAll('item')
  return json(orders.list().filter((order) => items.length === 0 || items.includes(order.item)))
})

export const getOrder = onRequest('GET /orders/:id', (_request, { params }) => json(find(params.id)))

export const cancelOrder = onRequest('DELETE /orders/:id', (_request, { params }) => {
  orders.remove(find(params.id).id)
  return empty()
})

/** Keeps the uploaded bytes exactly as they came, whatever they are. */
export const uploadReceipt = onRequest('PUT /orders/:id/receipt', async (request, { params }) => {
  const order = find(params.id)
  const content = new Uint8Array(await request.arrayBuffer())
  receipts.set(order.id, { content, type: request.headers.get('content-type') ?? 'application/octet-stream' })
  return json({ orderId: order.id, bytes: content.byteLength }, { status: 201 })
})

export const getReceipt = onRequest('GET /orders/:id/receipt', (_request, { params }) => {
  const receipt = receipts.get(find(params.id).id)
  if (!receipt) throw new RoveError('NotFound', `The order "${params.id}" has no receipt.`)
  return bytes(receipt.content, { headers: { 'content-type': receipt.type } })
})

/** A report that is sent while it is written: a line an order. */
export const report = onRequest('GET /report.csv', () =>
  stream(csv(orders.list()), {
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

function find(id: string): Order {
  const order = orders.get(id)
  if (!order) throw new RoveError('NotFound', `There is no order "${id}".`)
  return order
}

async function* csv(list: readonly Order[]): AsyncGenerator<string> {
  yield 'id,item,quantity\n'
  for (const order of list) yield `${order.id},"${order.item.replaceAll('"', '""')}",${order.quantity}\n`
}
