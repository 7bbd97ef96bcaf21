import assert from 'node:assert/strict'
import { awkwardKeys, dotKeys, wholeKeys } from '../awkward-keys.ts'
import { inByteOrder } from '../byte-order.ts'
import type { DriverCase } from '../case.ts'
import { documents } from '../documents.ts'
import { keyOf, provable, refusedKeys } from '../fill-key.ts'
import { refused } from '../refusal.ts'
import { allKeys, type KvBench } from './bench.ts'

/** Asserts that each key has a value of its own for every kind of call, and removes them. */
async function apart({ store, elsewhere }: KvBench, keys: readonly string[], prefix: string): Promise<void> {
  for (const key of keys) await store.set(key, `of ${key}`, { ifAbsent: true })
  for (const key of keys) assert.equal((await elsewhere.get(key))?.value, `of ${key}`, JSON.stringify(key))
  assert.deepEqual([...(await store.getMany(keys)).keys()], keys)
  const listed = await allKeys(store, { prefix, limit: 1000 })
  assert.deepEqual(
    listed.filter((key) => keys.includes(key)),
    inByteOrder(keys),
  )
  for (const [at, key] of keys.entries()) {
    await store.delete(key)
    assert.equal(await store.get(key), undefined, JSON.stringify(key))
    assert.equal(
      (await store.getMany(keys)).size,
      keys.length - at - 1,
      `deleting ${JSON.stringify(key)} deleted others`,
    )
  }
}

/** Keys of all kinds, and what limits keys and values. */
export const keys: ReadonlyArray<DriverCase<KvBench>> = [
  ...awkwardKeys.map(
    ({ id, title, keys: list }): DriverCase<KvBench> => ({
      id: `kv.key.${id}`,
      title: `Keys may have ${title}; each is its own.`,
      why: id === 'forms' ? documents.unicodeForms : documents.tablesModel,
      level: 'must',
      run: (bench) =>
        apart(
          bench,
          list.map((key) => `${bench.prefix}${key}`),
          bench.prefix,
        ),
    }),
  ),
  {
    id: 'kv.key.dots',
    title: 'Dots stand for themselves, behind a prefix too.',
    why: documents.firestoreLimits,
    level: 'must',
    async run(bench) {
      await apart(bench, dotKeys, '')
      await apart(
        bench,
        dotKeys.map((key) => `${bench.prefix}${key}`),
        bench.prefix,
      )
    },
  },
  {
    id: 'kv.key.whole',
    title: 'A single sign may be a whole key.',
    why: documents.firestoreLimits,
    level: 'must',
    run: (bench) => apart(bench, wholeKeys, ''),
  },
  {
    id: 'kv.key.refused',
    title: 'No key, control characters and half characters are refused with the same error everywhere, for all calls.',
    why: documents.tablesModel,
    level: 'must',
    async run({ store }) {
      for (const [key, said] of refusedKeys) {
        for (const call of [store.get(key), store.set(key, 1), store.delete(key), store.getMany([key])]) {
          await refused(call, 'InvalidArgument', said)
        }
      }
    },
  },
  {
    id: 'kv.limit.key',
    title: 'A key is as long as the service says, and one byte more is refused with the same error everywhere.',
    why: documents.dynamoLimits,
    level: 'must',
    async run({ store, driver, prefix }) {
      const most = driver.limits.key
      if (!provable(most, 65_536)) return
      const longest = keyOf(prefix, most)
      await store.set(longest, 1)
      assert.equal((await store.get(longest))?.value, 1)
      assert.deepEqual(await allKeys(store, { prefix }), [longest])
      const said = new RegExp(`has ${most + 1} bytes; a key of ${driver.service} has at most ${most}\\.`)
      for (const call of [store.set(`${longest}k`, 1), store.get(`${longest}k`), store.delete(`${longest}k`)]) {
        await refused(call, 'InvalidArgument', said)
      }
    },
  },
  {
    id: 'kv.limit.key-unicode',
    title: 'The limit of a key counts bytes of UTF-8.',
    why: documents.dynamoLimits,
    level: 'must',
    async run({ store, driver, prefix }) {
      if (!provable(driver.limits.key, 65_536)) return
      const room = driver.limits.key - prefix.length
      const longest = `${prefix}${'ü'.repeat(Math.floor(room / 2))}${'k'.repeat(room % 2)}`
      await store.set(longest, 1)
      assert.equal((await store.get(longest))?.value, 1)
      await refused(store.set(`${longest}k`, 1), 'InvalidArgument', /has \d+ bytes; a key of/)
    },
  },
  {
    id: 'kv.limit.value',
    title: 'The longest key holds the largest value, and one byte more is refused with the same error everywhere.',
    why: documents.dynamoLimits,
    level: 'must',
    async run({ store, driver, prefix }) {
      const most = driver.limits.value
      if (!provable(most, 67_108_864)) return
      const key = keyOf(prefix, Math.min(driver.limits.key, 65_536))
      const largest = 'v'.repeat(most - 2)
      await store.set(key, largest)
      assert.ok((await store.get(key))?.value === largest, 'the value was changed')
      const said = new RegExp(`has ${most + 1} bytes; a value of ${driver.service} has at most ${most}\\.`)
      await refused(store.set(key, `${largest}v`), 'InvalidArgument', said)
      assert.ok((await store.get(key))?.value === largest, 'the value was changed by what was refused')
    },
  },
  {
    id: 'kv.limit.value-unicode',
    title: 'The limit of a value counts bytes of UTF-8.',
    why: documents.dynamoLimits,
    level: 'must',
    async run({ store, driver, prefix }) {
      if (!provable(driver.limits.value, 67_108_864)) return
      const room = driver.limits.value - 2
      const largest = `${'注'.repeat(Math.floor(room / 3))}${'v'.repeat(room % 3)}`
      await store.set(`${prefix}a`, largest)
      assert.ok((await store.get(`${prefix}a`))?.value === largest, 'the value was changed')
      await refused(store.set(`${prefix}a`, `${largest}v`), 'InvalidArgument', /has \d+ bytes; a value of/)
    },
  },
]
