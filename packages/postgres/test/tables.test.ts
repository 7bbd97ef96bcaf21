import { readFileSync } from 'node:fs'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate, postgresKv, postgresQueue, tableSql, take } from '../src/index.ts'
import { hasPostgres, openNative, type Postgres, startPostgres } from './postgres.fixture.ts'

describe('the SQL of tables', () => {
  it('is what the README shows', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    const topic = [{ name: 'shop-placed', subscriptions: ['mail'] }]
    for (const statement of tableSql({ kv: ['shop-orders'], queue: ['shop-jobs'], topic })) {
      // A topic's messages lie as a queue's do.
      if (statement.includes('shop-placed') && !statement.includes('-subs')) continue
      expect(readme).toContain(statement)
    }
  })

  it('refuses names that PostgreSQL would cut off or cannot have', () => {
    for (const name of ['', 'a'.repeat(53), 'ü'.repeat(27), 'a\0']) {
      expect(() => tableSql({ kv: [name] })).toThrow('cannot be the name of a table')
      expect(() => openNative(postgresKv(), name)).toThrow('cannot be the name of a table')
    }
    expect(() => tableSql({ topic: [{ name: 't', subscriptions: ['a\0'] }] })).toThrow('no text of PostgreSQL')
    expect(() => tableSql({ kv: ['a'] }, { schema: 'a'.repeat(64) })).toThrow('cannot be the name')
  })
})

describe.skipIf(!hasPostgres('tables'))('a migration', () => {
  let server: Postgres
  let pool: Pool

  beforeAll(async () => {
    server = await startPostgres()
    pool = server.pool()
  })

  afterAll(() => server.stop())

  it('is made by several at once, and again, and leaves what is there', async () => {
    const tables = { kv: ['a'], queue: ['q'], topic: [{ name: 't', subscriptions: ['s'] }] }
    await Promise.all(Array.from({ length: 10 }, () => migrate(pool, tables)))
    const store = openNative(postgresKv({ pool }), 'a')
    await store.set({ key: 'k', text: '1', expiresAt: undefined }, undefined)
    await migrate(pool, tables)
    expect((await store.get('k'))?.text).toBe('1')
  })

  it('is all or nothing', async () => {
    await pool.query('create view "c-kv" as select 1 as key')
    await expect(migrate(pool, { kv: ['fresh', 'c'] })).rejects.toThrow()
    const { rows } = await pool.query(`select to_regclass('"fresh-kv"') as found`)
    expect(rows).toEqual([{ found: null }])
  })

  it('takes names of any letters, the longest too, and a schema', async () => {
    await pool.query('create schema "other one"')
    const schema = 'other one'
    const names = [`a"b'c\\d`, 'größe 注文', 'x'.repeat(52), `${'x'.repeat(51)}y`]
    const options = { pool, schema }
    await migrate(pool, { kv: names, queue: names }, { schema })
    for (const name of names) {
      const store = openNative(postgresKv(options), name)
      await store.set({ key: 'k', text: JSON.stringify(name), expiresAt: Date.now() + 3_600_000 }, { absent: true })
      expect((await store.get('k'))?.text).toBe(JSON.stringify(name))
    }
    for (const name of names) {
      const queue = openNative(postgresQueue(options), name, { ordered: true })
      await queue.send([{ text: name, group: "g'", delay: undefined, dedupeKey: 'k' }])
      expect(await take({ ...options, queue: name })).toMatchObject([{ text: name, group: "g'" }])
    }
    await expect(openNative(postgresKv({ pool }), names[0] ?? '').get('k')).rejects.toThrow('does not exist')
  })
})
