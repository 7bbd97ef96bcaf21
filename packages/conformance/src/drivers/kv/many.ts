import assert from 'node:assert/strict'
import type { DriverCase } from '../case.ts'
import { concurrently } from '../concurrently.ts'
import { documents } from '../documents.ts'
import { refused } from '../refusal.ts'
import type { KvBench } from './bench.ts'

/** Reading many at once. */
export const many: ReadonlyArray<DriverCase<KvBench>> = [
  {
    id: 'kv.many.missing',
    title: 'Of many keys those that are there are given, in the order that was asked for.',
    why: documents.dynamoBatch,
    level: 'must',
    async run({ store, prefix }) {
      for (const name of ['a', 'b', 'c']) await store.set(`${prefix}${name}`, name)
      const keys = ['c', 'none', 'a', 'neither', 'b'].map((name) => `${prefix}${name}`)
      const found = await store.getMany(keys)
      assert.deepEqual(
        [...found].map(([key, { value }]) => [key, value]),
        [
          [`${prefix}c`, 'c'],
          [`${prefix}a`, 'a'],
          [`${prefix}b`, 'b'],
        ],
      )
    },
  },
  {
    id: 'kv.many.duplicate',
    title: 'A key that is asked for twice is given once.',
    why: documents.dynamoBatch,
    level: 'must',
    async run({ store, prefix }) {
      await store.set(`${prefix}a`, 1)
      const found = await store.getMany([`${prefix}a`, `${prefix}b`, `${prefix}a`, `${prefix}b`])
      assert.deepEqual([...found.keys()], [`${prefix}a`])
    },
  },
  {
    id: 'kv.many.none',
    title: 'No keys give nothing, and so do keys of nothing.',
    why: documents.dynamoBatch,
    level: 'must',
    async run({ store, prefix }) {
      assert.equal((await store.getMany([])).size, 0)
      assert.equal((await store.getMany([`${prefix}none`])).size, 0)
    },
  },
  {
    id: 'kv.many.hundreds',
    title: 'Two hundred and fifty keys are read, whatever a batch of the service takes.',
    why: documents.dynamoBatch,
    level: 'must',
    async run({ store, prefix }) {
      const keys = Array.from({ length: 250 }, (_, at) => `${prefix}${at}`)
      await concurrently(keys, 25, async (key, at) => {
        if (at % 5 !== 0) await store.set(key, at)
      })
      const found = await store.getMany(keys)
      assert.deepEqual(
        [...found.values()].map(({ value }) => value),
        keys.flatMap((_, at) => (at % 5 === 0 ? [] : [at])),
      )
    },
  },
  {
    id: 'kv.many.large',
    title: 'Many large values are read at once, although they are more than an answer of the service holds.',
    why: documents.dynamoBatch,
    level: 'must',
    async run({ store, driver, prefix }) {
      const size = Math.min(300_000, driver.limits.value - 10)
      const keys = Array.from({ length: 60 }, (_, at) => `${prefix}${at}`)
      await concurrently(keys, 8, (key, at) => store.set(key, String(at).padEnd(size, 'x')))
      const found = await store.getMany(keys)
      assert.deepEqual([...found.keys()], keys)
      for (const [at, key] of keys.entries()) {
        assert.ok(found.get(key)?.value === String(at).padEnd(size, 'x'), `the value ${at} was changed`)
      }
    },
  },
  {
    id: 'kv.many.too-many',
    title: 'More than a thousand keys are refused.',
    why: documents.dynamoBatch,
    level: 'must',
    async run({ store, prefix }) {
      const keys = Array.from({ length: 1001 }, (_, at) => `${prefix}${at}`)
      await refused(store.getMany(keys), 'InvalidArgument', /1001 keys are too many/)
    },
  },
]
