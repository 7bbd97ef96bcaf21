import assert from 'node:assert/strict'
import { inByteOrder, tellingKeys } from '../byte-order.ts'
import type { DriverCase } from '../case.ts'
import { concurrently } from '../concurrently.ts'
import { documents } from '../documents.ts'
import { present } from '../present.ts'
import { refused } from '../refusal.ts'
import { allKeys, allObjects, type BucketBench } from './bench.ts'

/** Writes objects, in an order that is not that of their keys. */
async function fill({ files, prefix }: BucketBench, names: readonly string[]): Promise<string[]> {
  const keys = names.map((name) => `${prefix}${name}`)
  await concurrently(keys.toReversed(), 20, (key) => files.put(key, key))
  return inByteOrder(keys)
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, at) => String(at).padStart(3, '0'))

type Statement = Pick<DriverCase<BucketBench>, 'id' | 'title' | 'run' | 'needs' | 'otherwise'>

/** The keys of a whole listing, put into order. */
async function sortedKeys(...asked: Parameters<typeof allKeys>): Promise<string[]> {
  return inByteOrder(await allKeys(...asked))
}

const statements: readonly Statement[] = [
  {
    id: 'bucket.list.empty',
    title: 'A prefix of nothing gives one empty page.',
    run: async ({ files, prefix }) => assert.deepEqual(await allObjects(files, { prefix }), []),
  },
  {
    id: 'bucket.list.order',
    title: 'Keys come in the order of their UTF-8 bytes, page by page too.',
    needs: 'list.order',
    async run(bench) {
      const keys = await fill(bench, tellingKeys)
      for (const limit of [1000, 1, 2, 5]) {
        assert.deepEqual(await allKeys(bench.files, { prefix: bench.prefix, limit }), keys, `pages of ${limit}`)
      }
    },
    async otherwise(bench) {
      const keys = await fill(bench, tellingKeys)
      for (const limit of [1000, 1, 2, 5]) {
        assert.deepEqual(await sortedKeys(bench.files, { prefix: bench.prefix, limit }), keys, `pages of ${limit}`)
      }
    },
  },
  {
    id: 'bucket.list.prefix',
    title: 'A prefix ends anywhere, its own key belongs to it, and what is below a slash is no folder.',
    async run(bench) {
      const { files, prefix } = bench
      await fill(bench, ['ab', 'abc', 'ab/c', 'ab/c/d', 'aB', 'a', 'b', 'xab'])
      const keys = ['ab', 'ab/c', 'ab/c/d', 'abc'].map((name) => `${prefix}${name}`)
      assert.deepEqual(await sortedKeys(files, { prefix: `${prefix}ab` }), keys)
      assert.deepEqual(await sortedKeys(files, { prefix: `${prefix}ab/` }), keys.slice(1, 3))
    },
  },
  {
    id: 'bucket.list.prefix-literal',
    title: 'Signs that have a meaning in patterns and URLs stand for themselves in a prefix.',
    async run(bench) {
      const { files, prefix } = bench
      const signs = ['a*', 'a?', 'a_', 'a%', 'a%2F', 'a[b]', "a'", 'a"', 'a/', 'a#', 'a+', 'a&b', 'ä']
      await fill(bench, [...signs.map((sign) => `${sign}-1`), 'ab1', 'a1', 'axx1'])
      for (const sign of signs) {
        assert.deepEqual(await allKeys(files, { prefix: `${prefix}${sign}-` }), [`${prefix}${sign}-1`], sign)
      }
    },
  },
  {
    id: 'bucket.list.objects',
    title: 'A listing tells the size of every object.',
    async run({ files, prefix }) {
      for (const size of [0, 1, 100_000]) await files.put(`${prefix}${size}`, new Uint8Array(size))
      assert.deepEqual(
        (await allObjects(files, { prefix })).map(({ size }) => size).sort((one, other) => one - other),
        [0, 1, 100_000],
      )
    },
  },
  {
    id: 'bucket.list.all',
    title: 'Without a prefix everything is listed, in order.',
    needs: 'list.order',
    async run(bench) {
      const mine = await fill(bench, ['b', 'a', 'c/d'])
      const keys = await allKeys(bench.files, { limit: 1000 })
      assert.deepEqual(keys, inByteOrder(keys))
      assert.deepEqual(
        keys.filter((key) => key.startsWith(bench.prefix)),
        mine,
      )
    },
    async otherwise(bench) {
      const mine = await fill(bench, ['b', 'a', 'c/d'])
      const keys = await sortedKeys(bench.files, { limit: 2 })
      assert.deepEqual(keys, [...new Set(keys)])
      assert.deepEqual(
        keys.filter((key) => key.startsWith(bench.prefix)),
        mine,
      )
    },
  },
  {
    id: 'bucket.list.pages',
    title: 'Two hundred and fifty keys come once each in pages of any size.',
    async run(bench) {
      const keys = await fill(bench, numbered(250))
      for (const limit of [7, 100, 250, 1000]) {
        assert.deepEqual(await sortedKeys(bench.files, { prefix: bench.prefix, limit }), keys, `pages of ${limit}`)
      }
      assert.deepEqual(await sortedKeys(bench.files, { prefix: bench.prefix }), keys)
    },
  },
  {
    id: 'bucket.list.cursor-elsewhere',
    title: 'A cursor is good in another process, and more than once.',
    async run(bench) {
      const { files, elsewhere, prefix } = bench
      const keys = await fill(bench, numbered(12))
      const first = await files.list({ prefix, limit: 5 })
      const cursor = present(first.cursor, 'the cursor')
      for (const client of [elsewhere, files, elsewhere]) {
        const rest = await client.list({ prefix, limit: 1000, cursor })
        assert.deepEqual(inByteOrder([...first.objects, ...rest.objects].map(({ key }) => key)), keys)
      }
    },
  },
  {
    id: 'bucket.list.meanwhile',
    title: 'What is deleted between two pages, the last key of a page too, makes no other key come twice or never.',
    async run(bench) {
      const { files, elsewhere, prefix } = bench
      const keys = await fill(bench, numbered(10))
      const { objects, cursor } = await files.list({ prefix, limit: 4 })
      const seen = objects.map(({ key }) => key)
      const later = keys.filter((key) => !seen.includes(key))
      const gone = [present(seen.at(-1), 'a key'), present(later[1], 'a later key'), present(later[4], 'a later key')]
      for (const key of gone) await elsewhere.delete(key)
      const rest = await files.list({ prefix, limit: 1000, cursor: present(cursor, 'the cursor') })
      const wanted = later.filter((key) => !gone.includes(key))
      assert.deepEqual(inByteOrder(rest.objects.map(({ key }) => key)), wanted)
    },
  },
  {
    id: 'bucket.list.limit',
    title: 'A page of none, of a part, or of more than a thousand is refused.',
    async run({ files, prefix }) {
      for (const limit of [0, -1, 1.5, 1001, Number.NaN]) {
        await refused(files.list({ prefix, limit }), 'InvalidArgument', /from 1 to 1,000/)
      }
    },
  },
]

/** Listing by prefix, in pages. */
export const lists: ReadonlyArray<DriverCase<BucketBench>> = statements.map((one) => ({
  ...one,
  why: documents.s3List,
  level: 'must',
}))
