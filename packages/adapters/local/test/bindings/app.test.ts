import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { app, json, onRequest, secret } from '@rove/core'
import { afterEach, describe, expect, it } from 'vitest'
import { environmentSecret, folderSecret, memoryKv, memorySecret } from '../../src/bindings/index.ts'
import { adapt, type LocalServer, local, serve } from '../../src/index.ts'
import { newFolder } from './folder.fixture.ts'
import { type Seen, shop } from './shop.fixture.ts'

const put = (quantity: number): RequestInit => ({ method: 'PUT', body: JSON.stringify({ quantity }) })

let server: LocalServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

describe('local(app)', () => {
  it('needs no set-up: what a handler sends and writes reaches the app’s own functions', async () => {
    const seen: Seen = []
    const client = local(shop(seen))
    expect((await client.request('/orders/1', put(2))).status).toBe(200)
    await client.drain()
    expect(seen).toHaveLength(4)
    expect(seen).toContainEqual({ change: 'created', key: '1', before: undefined, after: 2 })
    expect(seen).toContainEqual({ placed: { order: '1' } })
    const { etag } = seen.find(({ shipped }) => shipped === '1') ?? {}
    expect(etag).toEqual(expect.any(String))
    expect(seen).toContainEqual({ object: 'created', key: '1.txt', size: 1, etag })
    expect(client.deadLetters).toEqual([])
    expect(await (await client.request('/orders/1')).json()).toEqual({ quantity: 2 })
  })

  it('tells changes of a key in their order, with what was there before', async () => {
    const seen: Seen = []
    const client = local(shop(seen))
    await client.request('/orders/1', put(1))
    await client.request('/orders/1', put(2))
    await client.request('/orders/1', { method: 'DELETE' })
    await client.request('/orders/1', { method: 'DELETE' })
    await client.drain()
    expect(seen.filter(({ change }) => change)).toEqual([
      { change: 'created', key: '1', before: undefined, after: 1 },
      { change: 'updated', key: '1', before: 1, after: 2 },
      { change: 'deleted', key: '1', before: 2, after: undefined },
    ])
  })

  it('tells that an object was deleted, once', async () => {
    const seen: Seen = []
    const client = local(shop(seen))
    await client.request('/orders/1', put(1))
    await client.drain()
    for (let times = 0; times < 2; times += 1) await client.request('/receipts/1.txt', { method: 'DELETE' })
    await client.drain()
    expect(seen.filter(({ object }) => object === 'deleted')).toEqual([{ object: 'deleted', key: '1.txt' }])
  })

  it('keeps groups and delays, and drops what has the key of another', async () => {
    const seen: Seen = []
    const client = local(shop(seen))
    await client.request('/lanes', { method: 'POST' })
    await client.services.idle()
    expect(seen).toEqual([{ step: 3 }])
    await client.drain()
    expect(seen).toEqual([{ step: 3 }, { step: 1 }, { step: 2 }])
  })

  it('has nothing of another client’s, unless it is in the same folder', async () => {
    const data = await newFolder()
    await local(shop([])).request('/orders/1', put(1))
    const writing = local(shop([]), { data })
    await writing.request('/orders/1', put(2))
    await writing.drain()
    expect(await (await local(shop([])).request('/orders/1')).json()).toBeNull()
    expect(await (await local(shop([]), { data }).request('/orders/1')).json()).toEqual({ quantity: 2 })
  })

  it('takes what was given first', async () => {
    const seen: Seen = []
    const given = memoryKv({ only: ['orders'] })
    const client = local(shop(seen), { bindings: [given, memorySecret({ 'stripe-key': 'made-up' })] })
    await client.request('/orders/1', put(3))
    await client.drain()
    const driver = given.open({ name: 'orders', native: 'shop-orders', ordered: false, env: {} })
    expect((await driver.get('1'))?.text).toBe('{"quantity":3}')
    expect(seen.filter(({ change }) => change)).toEqual([])
    expect(await (await client.request('/settings')).json()).toEqual(['made-up', null])
  })

  it('opens a driver once, for requests and for events', async () => {
    let opened = 0
    const source = memoryKv()
    const counting: typeof source = {
      ...source,
      open: (resource) => {
        opened += 1
        return source.open(resource)
      },
    }
    const client = local(shop([]), { bindings: [counting] })
    await client.request('/orders/1', put(3))
    await client.drain()
    expect(opened).toBe(1)
  })

  it('reads secrets and settings from the environment that it is given', async () => {
    const env = { SHOP_STRIPE_KEY: 'made-up', PAGE_SIZE: '20' }
    const answer = await local(shop([]), { env }).request('/settings')
    expect(await answer.json()).toEqual(['made-up', '20'])
    expect((await local(shop([]), { env: {} }).request('/settings')).status).toBe(404)
  })

  it('reads a secret from the variable of its native name, which another variable may say', async () => {
    const env = { ROVE_SECRET_STRIPE_KEY: 'payments/live.key', PAYMENTS_LIVE_KEY: 'made-up' }
    expect(await (await local(shop([]), { env }).request('/settings')).json()).toEqual(['made-up', null])
    const resources = { secret: { 'stripe-key': 'stripe' } }
    const given = local(shop([]), { env: { STRIPE: 'made-up too' }, resources })
    expect(await (await given.request('/settings')).json()).toEqual(['made-up too', null])
  })
})

describe('serve(app)', () => {
  it('delivers and tells, and has its data again in the same folder', async () => {
    const seen: Seen = []
    const data = await newFolder()
    server = await serve(shop(seen), { data })
    expect((await fetch(`${server.url}/orders/1`, put(4))).status).toBe(200)
    await expect.poll(() => seen, { timeout: 10_000 }).toHaveLength(4)
    await server.close()
    server = await serve(shop([]), { data })
    expect(await (await fetch(`${server.url}/orders/1`)).json()).toEqual({ quantity: 4 })
  })

  it('keeps data in memory when it is given no folder', async () => {
    server = await serve(shop([]))
    await fetch(`${server.url}/orders/1`, put(5))
    expect(await (await fetch(`${server.url}/orders/1`)).json()).toEqual({ quantity: 5 })
  })

  it('reads secrets from the folder, where the environment has none', async () => {
    const data = await newFolder()
    await mkdir(join(data, 'secret'))
    await writeFile(join(data, 'secret', 'stripe-key'), 'made-up')
    server = await serve(shop([]), { data })
    expect(await (await fetch(`${server.url}/settings`)).json()).toEqual(['made-up', null])
  })
})

describe('the environment', () => {
  it('has only the current version of a secret, and another when its value is another', async () => {
    const env: Record<string, string> = { SHOP_API_KEY: 'one' }
    const driver = environmentSecret().open({ name: 'api-key', native: 'shop-api-key', ordered: false, env })
    const first = await driver.get(undefined)
    env.SHOP_API_KEY = 'two'
    const second = await driver.get(undefined)
    expect([first?.value, second?.value]).toEqual(['one', 'two'])
    expect(first?.version).not.toBe(second?.version)
    const error = await driver.get(first?.version).catch((thrown: unknown) => thrown)
    expect(driver.errorCode(error)).toBe('Unimplemented')
    expect(
      await environmentSecret().open({ name: 'x', native: 'x', ordered: false, env }).get(undefined),
    ).toBeUndefined()
  })
})

describe('adapt(app)', () => {
  const one = app('one', {
    read: onRequest('GET /', { use: { key: secret('stripe-key').reader } }, async (_, { use }) =>
      json((await use.key.get()).value),
    ),
  })

  it('by itself has no drivers, and says so', () => {
    expect(() => adapt(one)).toThrow('read uses the secret "stripe-key"')
    expect(() => adapt(one, { bindings: [environmentSecret()] })).not.toThrow()
    expect(() => adapt(one, { bindings: [folderSecret({ folder: '.', only: ['other'] })] })).toThrow('stripe-key')
  })
})
