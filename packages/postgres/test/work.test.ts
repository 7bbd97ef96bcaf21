import { setTimeout as delay } from 'node:timers/promises'
import { app, deadLetter, json, kv, onEvent, onMessage, onRequest, queue, topic } from '@rove/core'
import type { LogRecord } from '@rove/core/adapter'
import { serve } from '@rove/local'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { migrate, postgresKv, postgresQueue, postgresTopic, tablesOf, work } from '../src/index.ts'
import { hasPostgres, type Postgres, startPostgres } from './postgres.fixture.ts'

interface Order {
  readonly id: string
}

const orders = kv('orders')
const jobs = queue('jobs', { ordered: true, maxAttempts: 2 })
const placed = topic('placed')

const order = onRequest('POST /orders', { use: { jobs: jobs.sender } }, async (request, { use }) => {
  const { id } = (await request.json()) as Order
  await use.jobs.send({ id }, { group: id, attributes: { from: 'web' } })
  return json({ id }, { status: 202 })
})
const ship = onMessage(
  jobs,
  { use: { orders: orders.readWrite, placed: placed.publisher } },
  async (message, { use }) => {
    const { id } = message.body as Order
    if (id === 'bad') return deadLetter('there is no such order')
    if (id === 'worse') throw new Error('the courier is away')
    const { attempt, group, attributes } = message
    await use.orders.set(id, { attempt, group, attributes })
    await use.placed.publish({ id }, { type: 'order.placed' })
    return undefined
  },
)
const seen: string[] = []
const mail = onEvent(placed, (event) => void seen.push(`mail ${event.type} ${(event.data as Order).id}`))
const count = onEvent(placed, (event) => void seen.push(`count ${event.type} ${(event.data as Order).id}`))
const shop = app('shop', { order, ship, mail, count })

it('logs what fails beside the functions, unless somebody wants to be told', async () => {
  const pool = { query: () => Promise.reject(new Error('the server is away')) } as unknown as Pool
  const tiny = app('tiny', { ship: onMessage(queue('parcels'), () => undefined) })
  const records: LogRecord[] = []
  const worker = work(tiny, { pool, log: (record) => void records.push(record) })
  await vi.waitFor(() => expect(records).not.toEqual([]))
  await worker.close()
  expect(records[0]).toMatchObject({
    level: 'error',
    function: 'ship',
    fields: { error: expect.objectContaining({ message: 'the server is away' }) },
  })
})

describe.skipIf(!hasPostgres('an app'))('an app on PostgreSQL alone', () => {
  let server: Postgres
  let pool: Pool

  beforeAll(async () => {
    server = await startPostgres()
    pool = server.pool()
  })

  afterAll(() => server.stop())

  it('has its requests, messages and events, in a container', async () => {
    const tables = tablesOf(shop, { env: { ROVE_KV_ORDERS: 'all-orders' } })
    expect(tables).toEqual({
      kv: ['all-orders'],
      queue: ['shop-jobs'],
      topic: [{ name: 'shop-placed', subscriptions: ['mail', 'count'] }],
    })
    await migrate(pool, tablesOf(shop))
    const bindings = [postgresKv({ pool }), postgresQueue({ pool }), postgresTopic({ pool })]
    const http = await serve(shop, { bindings })
    const worker = work(shop, { pool, bindings, pause: 20, timeout: 10_000, log: () => {} })
    const post = (id: string) => fetch(`${http.url}/orders`, { method: 'POST', body: JSON.stringify({ id }) })
    for (const id of ['1', 'bad', 'worse', '2']) expect((await post(id)).status).toBe(202)

    const dead = async () => (await pool.query('select reason from "shop-jobs-queue-dead" order by reason')).rows
    for (let tries = 0; tries < 300 && (seen.length < 4 || (await dead()).length < 2); tries += 1) await delay(50)
    await worker.close()
    await http.close()

    expect(seen.sort()).toEqual(
      [1, 2].flatMap((id) => `count order.placed ${id}`).concat(['mail order.placed 1', 'mail order.placed 2']),
    )
    const { rows } = await pool.query('select key, value from "shop-orders-kv" order by key')
    expect(rows).toEqual(
      ['1', '2'].map((id) => ({ key: id, value: { attempt: 1, group: id, attributes: { from: 'web' } } })),
    )
    expect(await dead()).toEqual([
      { reason: 'It was delivered 2 times and not handled; at last: the courier is away' },
      { reason: 'there is no such order' },
    ])
    expect((await pool.query('select from "shop-jobs-queue"')).rows).toEqual([])
  })

  it('needs drivers for what it uses', () => {
    expect(() => work(shop, { pool })).toThrow('No driver was given')
  })
})
