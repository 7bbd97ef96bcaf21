import { app, kv, onRequest, text } from '@rove/core'
import { local } from '@rove/local'
import pg, { type Pool } from 'pg'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { driverCapabilities, native, postgresKv, postgresQueue, postgresTopic } from '../src/index.ts'
import { openNative } from './postgres.fixture.ts'

const env = { DATABASE_URL: 'postgres://rove@127.0.0.1:1/one' }

describe('the pool', () => {
  afterEach(() => void vi.restoreAllMocks())

  it('is one for a connection, made when it is needed, from the environment, with times', async () => {
    const drivers = [
      openNative(postgresKv(), 'a', { env }),
      openNative(postgresKv(), 'b', { env }),
      openNative(postgresQueue(), 'c', { env }),
      openNative(postgresTopic(), 'd', { env }),
    ]
    const pools = drivers.map((driver) => driver.native as Pool)
    expect(new Set(pools).size).toBe(1)
    expect(pools[0]?.options).toMatchObject({
      connectionString: env.DATABASE_URL,
      connectionTimeoutMillis: 5000,
      statement_timeout: 20_000,
      query_timeout: 25_000,
      allowExitOnIdle: true,
    })
    const elsewhere = openNative(postgresKv(), 'a', { env: { PGHOST: '127.0.0.1', PGPORT: '1', PGUSER: 'u' } })
    expect(elsewhere.native).not.toBe(pools[0])
    expect((elsewhere.native as Pool).options).toMatchObject({ host: '127.0.0.1', port: 1, user: 'u' })
    // An idle connection that breaks ends nothing.
    expect(pools[0]?.emit('error', new Error('gone'))).toBe(true)

    for (const driver of drivers.slice(1)) await driver.close?.()
    expect(pools[0]?.ended).toBe(false)
    await drivers[0]?.close?.()
    expect(pools[0]?.ended).toBe(true)
    expect(openNative(postgresKv(), 'a', { env }).native).not.toBe(pools[0])
  })

  it('is not made by opening', async () => {
    const made = vi.spyOn(pg, 'Pool')
    const driver = openNative(postgresKv(), 'a', { env: { DATABASE_URL: 'postgres://127.0.0.1:1/never' } })
    await driver.close?.()
    expect(made).not.toHaveBeenCalled()
  })

  it('is the given one, and stays open', async () => {
    const pool = new pg.Pool({ host: '127.0.0.1', port: 1 })
    for (const source of [postgresKv({ pool, only: ['a'] }), postgresQueue({ pool, only: ['a'] })]) {
      const driver = source.open({ name: 'a', native: 'a', ordered: false, env })
      expect([driver.native, source.only]).toEqual([pool, ['a']])
      await driver.close?.()
    }
    expect(pool.ended).toBe(false)
    expect([postgresKv().only, postgresTopic().service]).toEqual([undefined, 'postgres'])
    await pool.end()
  })

  it('is behind a client of an app', async () => {
    const pool = new pg.Pool({ host: '127.0.0.1', port: 1 })
    const seen: unknown[] = []
    const read = onRequest('GET /', { use: { store: kv('store').reader } }, (_, { use }) => {
      seen.push(native(use.store))
      return text('')
    })
    await local(app('shop', { read }), { bindings: [postgresKv({ pool })] }).request('/')
    expect(seen).toEqual([pool])
    expect(() => native({})).toThrow('not a client on postgres')
    await pool.end()
  })
})

describe('the capabilities', () => {
  it('are there for each driver', () => {
    expect(driverCapabilities.map(({ kind, service }) => `${kind} ${service}`)).toEqual([
      'kv postgres',
      'queue postgres',
      'topic postgres',
    ])
  })
})
