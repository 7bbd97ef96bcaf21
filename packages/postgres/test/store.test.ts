import type { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { migrate, postgresKv, sweep } from '../src/index.ts'
import { afterPrefix } from '../src/prefix.ts'
import { hasPostgres, openNative, type Postgres, startPostgres } from './postgres.fixture.ts'

const anHour = 3_600_000

describe.skipIf(!hasPostgres('stores'))('a store', () => {
  let server: Postgres
  let pool: Pool
  const open = (native = 'store', on = pool) => openNative(postgresKv({ pool: on }), native)

  beforeAll(async () => {
    server = await startPostgres()
    pool = server.pool()
    await migrate(pool, { kv: ['store', 'many', 'other'] })
  })

  afterAll(() => server.stop())

  it('has one winner of a hundred that write the next version, from two pools, ten times', async () => {
    const stores = [open(), open('store', server.pool())]
    let { version } = await open().set({ key: 'race', text: '0', expiresAt: undefined }, undefined)
    for (let round = 0; round < 10; round += 1) {
      const condition = { version }
      const calls = Array.from({ length: 100 }, (_, at) =>
        stores[at % 2]?.set({ key: 'race', text: `"${round} ${at}"`, expiresAt: undefined }, condition),
      )
      const results = await Promise.allSettled(calls)
      const won = results.flatMap((one, at) => (one.status === 'fulfilled' ? [{ at, ...one.value }] : []))
      expect(won).toHaveLength(1)
      const found = await open().get('race')
      expect(found).toMatchObject({ text: `"${round} ${won[0]?.at}"`, version: won[0]?.version })
      version = found?.version ?? ''
    }
  })

  it('keeps the text of a value to the byte', async () => {
    const texts = ['{"b":1,"a":{"2":1,"1":2},"b":3}', '1e21', '-0', '1.50', '"\\u0000\\ud800"', ' [1 ,2]\n', '"\u2028"']
    for (const text of texts) {
      await open().set({ key: 'text', text, expiresAt: undefined }, undefined)
      expect((await open().get('text'))?.text).toBe(text)
    }
    await open().set({ key: 'text', text: '{"total":3}', expiresAt: undefined }, undefined)
    const sql = `select value->>'total' as total from "store-kv" where key = 'text'`
    expect((await pool.query(sql)).rows).toEqual([{ total: '3' }])
  })

  it('keeps times to the millisecond, near and far', async () => {
    for (const expiresAt of [Date.now() + anHour, 253_402_300_799_999, 32_503_680_000_001]) {
      await open().set({ key: 'time', text: '1', expiresAt }, undefined)
      expect((await open().get('time'))?.expiresAt).toBe(expiresAt)
    }
  })

  it('does not know the version of another value, nor what is no version', async () => {
    const { version } = await open().set({ key: 'a', text: '1', expiresAt: undefined }, undefined)
    for (const [key, wrong] of [
      ['b', version],
      ['a', 'v'],
      ['a', ''],
    ] as const) {
      const condition = { version: wrong }
      await expect(open().set({ key, text: '2', expiresAt: undefined }, condition)).rejects.toThrow('another version')
      await expect(open().delete(key, condition)).rejects.toThrow('another version')
    }
    expect((await open().get('a'))?.text).toBe('1')
  })

  it('takes the largest key of letters that do not compress, and one index for reading and listing', async () => {
    const key = Array.from({ length: 1024 / 4 }, (_, at) =>
      String.fromCodePoint(0x10000 + ((at * 7919) % 0xeffff)),
    ).join('')
    expect(Buffer.byteLength(key)).toBe(1024)
    await open().set({ key, text: '1', expiresAt: undefined }, undefined)
    expect((await open().list({ prefix: key.slice(0, 20), limit: 10, cursor: undefined })).items).toHaveLength(1)

    await pool.query(
      `insert into "many-kv" select 'key/' || n, '1', gen_random_uuid() from generate_series(1, 20000) n`,
    )
    await pool.query('analyze "many-kv"')
    const texts: Array<[string, unknown[]]> = []
    const spy = {
      query(text: string, values: unknown[]) {
        texts.push([text, values])
        return pool.query(text, values)
      },
    }
    const many = open('many', spy as unknown as Pool)
    await many.get('key/1')
    await many.getMany(['key/1', 'key/2'])
    for (const prefix of ['', 'key/1', '\u{10ffff}']) {
      await many.list({ prefix, limit: 10, cursor: undefined })
      await many.list({ prefix, limit: 10, cursor: 'key/17' })
    }
    expect(texts).toHaveLength(8)
    for (const [text, values] of texts) {
      const plan = (await pool.query(`explain ${text}`, values)).rows.map((row) => row['QUERY PLAN']).join('\n')
      expect(plan).toMatch(/many-kv_pkey/)
      expect(plan).not.toMatch(/Seq Scan|Sort/)
    }
  })

  it('is swept of what has expired, and of nothing else', async () => {
    const other = open('other')
    await other.set({ key: 'old', text: '1', expiresAt: Date.now() - anHour }, undefined)
    await other.set({ key: 'new', text: '1', expiresAt: Date.now() + anHour }, undefined)
    await other.set({ key: 'ever', text: '1', expiresAt: undefined }, undefined)
    expect(await sweep(pool, { kv: ['other'] })).toBe(1)
    expect((await pool.query('select key from "other-kv" order by key')).rows).toEqual([
      { key: 'ever' },
      { key: 'new' },
    ])
  })
})

describe('the end of a prefix', () => {
  it('is the next text in the order of bytes that does not have it', () => {
    expect(['', 'a', 'a\u{10ffff}', '\u{10ffff}', 'a\ud7ff', 'ab', 'a\uffff'].map(afterPrefix)).toEqual([
      undefined,
      'b',
      'b',
      undefined,
      'a\ue000',
      'ac',
      'a\u{10000}',
    ])
  })
})
