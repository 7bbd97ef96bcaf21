import assert from 'node:assert/strict'
import { inByteOrder, tellingKeys } from '../byte-order.ts'
import type { DriverCase } from '../case.ts'
import { concurrently } from '../concurrently.ts'
import { documents } from '../documents.ts'
import { present } from '../present.ts'
import { refused } from '../refusal.ts'
import { allEntries, allKeys, type KvBench } from './bench.ts'

/** Writes values, in an order that is not that of their keys. */
export async function fill({ store, prefix }: KvBench, names: readonly string[]): Promise<string[]> {
  const keys = names.map((name) => `${prefix}${name}`)
  await concurrently(keys.toReversed(), 20, (key) => store.set(key, key))
  return inByteOrder(keys)
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, at) => String(at).padStart(3, '0'))

/** Listing by prefix, in pages. */
export const lists: ReadonlyArray<DriverCase<KvBench>> = [
  {
    id: 'kv.list.empty',
    title: 'A prefix of nothing gives one empty page.',
    why: documents.dynamoPages,
    level: 'must',
    run: async ({ store, prefix }) => assert.deepEqual(await allEntries(store, { prefix }), []),
  },
  {
    id: 'kv.list.order',
    title: 'Keys come in the order of their UTF-8 bytes.',
    why: documents.utf8Order,
    level: 'must',
    async run(bench) {
      const keys = await fill(bench, tellingKeys)
      assert.deepEqual(await allKeys(bench.store, { prefix: bench.prefix }), keys)
    },
  },
  {
    id: 'kv.list.order-paged',
    title: 'They come in that order page by page too.',
    why: documents.utf8Order,
    level: 'must',
    async run(bench) {
      const keys = await fill(bench, tellingKeys)
      for (const limit of [1, 2, 5]) {
        assert.deepEqual(await allKeys(bench.store, { prefix: bench.prefix, limit }), keys, `pages of ${limit}`)
      }
    },
  },
  {
    id: 'kv.list.entries',
    title: 'A listing has the values and their versions.',
    why: documents.dynamoPages,
    level: 'must',
    async run({ store, prefix }) {
      const { version } = await store.set(`${prefix}a`, { n: [1] })
      const wanted = [{ key: `${prefix}a`, value: { n: [1] }, version, expiresAt: undefined }]
      assert.deepEqual(await allEntries(store, { prefix }), wanted)
    },
  },
  {
    id: 'kv.list.prefix',
    title: 'A prefix ends anywhere, and its own key belongs to it.',
    why: documents.s3List,
    level: 'must',
    async run(bench) {
      const { store, prefix } = bench
      await fill(bench, ['ab', 'abc', 'ab/c', 'aB', 'a', 'b', 'xab'])
      const keys = ['ab', 'ab/c', 'abc'].map((name) => `${prefix}${name}`)
      assert.deepEqual(await allKeys(store, { prefix: `${prefix}ab` }), keys)
    },
  },
  {
    id: 'kv.list.prefix-literal',
    title: 'Signs that stand for others in patterns stand for themselves in a prefix.',
    why: documents.redisScan,
    level: 'must',
    async run(bench) {
      const { store, prefix } = bench
      const signs = ['a*', 'a?', 'a_', 'a%', 'a[b]', 'a\\', 'a.', "a'", 'a"', 'a/', 'a#']
      await fill(bench, [...signs.map((sign) => `${sign}1`), 'ab1', 'a1', 'axx1'])
      for (const sign of signs) {
        assert.deepEqual(await allKeys(store, { prefix: `${prefix}${sign}` }), [`${prefix}${sign}1`], sign)
      }
    },
  },
  {
    id: 'kv.list.prefix-unicode',
    title: 'A prefix has all its keys, whatever letter follows, up to the last of Unicode.',
    why: documents.utf8Order,
    level: 'must',
    async run(bench) {
      const names = ['größe', 'größe!', 'größe~', 'größeä', 'größe\uffee', 'größe\u{1f600}', 'größe\u{10fffd}']
      const keys = await fill(bench, [...names, 'größf', 'größ'])
      const wanted = keys.filter((key) => key.startsWith(`${bench.prefix}größe`))
      assert.deepEqual(await allKeys(bench.store, { prefix: `${bench.prefix}größe` }), wanted)
    },
  },
  {
    id: 'kv.list.all',
    title: 'Without a prefix everything is listed, in order.',
    why: documents.dynamoPages,
    level: 'must',
    async run(bench) {
      const mine = await fill(bench, ['b', 'a', 'c/d'])
      const keys = await allKeys(bench.store, { limit: 1000 })
      assert.deepEqual(keys, inByteOrder(keys))
      assert.deepEqual(
        keys.filter((key) => key.startsWith(bench.prefix)),
        mine,
      )
    },
  },
  {
    id: 'kv.list.pages',
    title: 'Two hundred and fifty keys come once each in pages of any size.',
    why: documents.dynamoPages,
    level: 'must',
    async run(bench) {
      const keys = await fill(bench, numbered(250))
      for (const limit of [7, 100, 250, 1000]) {
        assert.deepEqual(await allKeys(bench.store, { prefix: bench.prefix, limit }), keys, `pages of ${limit}`)
      }
      assert.deepEqual(await allKeys(bench.store, { prefix: bench.prefix }), keys)
    },
  },
  {
    id: 'kv.list.cursor-elsewhere',
    title: 'A cursor is good in another process, and more than once.',
    why: documents.dynamoPages,
    level: 'must',
    async run(bench) {
      const { store, elsewhere, prefix } = bench
      const keys = await fill(bench, numbered(12))
      const first = await store.list({ prefix, limit: 5 })
      const cursor = present(first.cursor, 'the cursor')
      const seen = first.entries.map(({ key }) => key)
      for (const client of [elsewhere, store, elsewhere]) {
        const next = await client.list({ prefix, limit: 1, cursor })
        assert.deepEqual(
          next.entries.map(({ key }) => key),
          [keys[seen.length]],
        )
      }
    },
  },
  {
    id: 'kv.list.meanwhile',
    title: 'What is deleted between two pages, the last key of a page too, makes no other key come twice or never.',
    why: documents.dynamoPages,
    level: 'must',
    async run(bench) {
      const { store, elsewhere, prefix } = bench
      const keys = await fill(bench, numbered(10))
      const { entries, cursor } = await store.list({ prefix, limit: 4 })
      const last = present(entries.at(-1), 'an entry').key
      const gone = [last, present(keys[keys.indexOf(last) + 1], 'the next key'), present(keys[8], 'a key')]
      for (const key of gone) await elsewhere.delete(key)
      const rest = await store.list({ prefix, limit: 1000, cursor: present(cursor, 'the cursor') })
      const wanted = keys.slice(keys.indexOf(last) + 1).filter((key) => !gone.includes(key))
      assert.deepEqual(
        rest.entries.map(({ key }) => key),
        wanted,
      )
    },
  },
  {
    id: 'kv.list.added',
    title: 'What is written between two pages comes when its place is yet to come, and never twice.',
    why: documents.dynamoPages,
    level: 'must',
    async run(bench) {
      const { store, elsewhere, prefix } = bench
      const keys = await fill(bench, numbered(6))
      const { entries, cursor } = await store.list({ prefix, limit: 3 })
      await elsewhere.set(`${prefix}000-late`, 1)
      await elsewhere.set(`${prefix}005-new`, 1)
      const rest = await store.list({ prefix, limit: 1000, cursor: present(cursor, 'the cursor') })
      const wanted = [...keys.slice(entries.length), `${prefix}005-new`]
      assert.deepEqual(
        rest.entries.map(({ key }) => key),
        wanted,
      )
    },
  },
  {
    id: 'kv.list.large',
    title: 'Large values come all, although they are more than a page of the service holds.',
    why: documents.dynamoPages,
    level: 'must',
    async run(bench) {
      const { store, driver, prefix } = bench
      const size = Math.min(300_000, driver.limits.value - 10)
      const keys = numbered(12).map((name) => `${prefix}${name}`)
      await concurrently(keys, 6, (key) => store.set(key, 'x'.repeat(size)))
      const found = await allEntries(store, { prefix, limit: 12 })
      assert.deepEqual(
        found.map(({ key }) => key),
        keys,
      )
      assert.ok(found.every(({ value }) => (value as string).length === size))
    },
  },
  {
    id: 'kv.list.limit',
    title: 'A page of none, of a part, or of more than a thousand is refused.',
    why: documents.dynamoPages,
    level: 'must',
    async run({ store, prefix }) {
      for (const limit of [0, -1, 1.5, 1001, Number.NaN]) {
        await refused(store.list({ prefix, limit }), 'InvalidArgument', /from 1 to 1,000/)
      }
    },
  },
]
