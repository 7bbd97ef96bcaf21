import { local } from '@rove/local'
import { beforeEach, expect, it } from 'vitest'
import app from '../src/app.ts'

let shop = local(app)
beforeEach(() => {
  shop = local(app)
})

const post = (body: unknown) =>
  shop.request('/orders', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

it('places, reads, lists and cancels an order', async () => {
  const placed = await post({ item: 'tea', quantity: 2 })
  expect(placed.status).toBe(201)
  const order = (await placed.json()) as { id: string }
  expect(order.id).toBe('o-1')
  expect(placed.headers.get('location')).toBe(`/orders/${order.id}`)
  expect(await (await shop.request(`/orders/${order.id}`)).json()).toMatchObject({ item: 'tea', quantity: 2 })
  expect(await (await shop.request('/orders?item=milk&item=tea')).json()).toMatchObject([{ id: order.id }])
  expect(await (await shop.request('/orders?item=milk')).json()).toEqual([])
  expect((await shop.request(`/orders/${order.id}`, { method: 'DELETE' })).status).toBe(204)
  expect((await shop.request(`/orders/${order.id}`)).status).toBe(404)
})

it('gives each of many orders at once a number of its own', async () => {
  const orders = await Promise.all(Array.from({ length: 20 }, () => post({ item: 'tea', quantity: 1 })))
  const ids = await Promise.all(orders.map(async (order) => ((await order.json()) as { id: string }).id))
  expect(new Set(ids).size).toBe(20)
})

it('ships what was ordered, tells the customer, and keeps a trail', async () => {
  await post({ item: 'glass', quantity: 2 })
  await shop.drain()
  expect(await (await shop.request('/orders/o-1')).json()).toMatchObject({ item: 'glass', status: 'shipped' })
  expect(await (await shop.request('/activity')).json()).toEqual([
    'audited: o-1: 2 x glass',
    'notified: o-1 (glass, mail)',
    'shipped: o-1 by bike',
  ])
})

it('says what is wrong with an order', async () => {
  const refused = await post({ item: '', quantity: 1.5 })
  expect(refused.status).toBe(422)
  expect(
    ((await refused.json()) as { errors: Array<{ pointer: string }> }).errors.map(({ pointer }) => pointer),
  ).toEqual(['/item', '/quantity'])
})

it('keeps a receipt byte for byte', async () => {
  const { id } = (await (await post({ item: 'milk', quantity: 1 })).json()) as { id: string }
  const content = new Uint8Array([0, 255, 137, 80, 13, 10])
  await shop.request(`/orders/${id}/receipt`, {
    method: 'PUT',
    headers: { 'content-type': 'image/png' },
    body: content,
  })
  const receipt = await shop.request(`/orders/${id}/receipt`)
  expect([receipt.headers.get('content-type'), new Uint8Array(await receipt.arrayBuffer())]).toEqual([
    'image/png',
    content,
  ])
})

it('streams the report and sets two cookies', async () => {
  await post({ item: 'a "b"', quantity: 3 })
  expect(await (await shop.request('/report.csv')).text()).toMatch(/^id,item,quantity\n(.*\n)*o-\d+,"a ""b""",3\n$/)
  expect((await shop.request('/session', { method: 'POST' })).headers.getSetCookie()).toHaveLength(2)
})

it('escapes what customers wrote on its page', async () => {
  await post({ item: '<script>', quantity: 1 })
  expect(await (await shop.request('/')).text()).not.toContain('<td><script>')
})

it('fails without telling how', async () => {
  const failed = await shop.request('/broken')
  expect([failed.status, await failed.text()]).toEqual([500, expect.not.stringContaining('ledger')])
})
