import assert from 'node:assert/strict'
import type { DriverCase } from '../case.ts'
import { concurrently } from '../concurrently.ts'
import { documents } from '../documents.ts'
import { present } from '../present.ts'
import type { KvBench } from './bench.ts'

/** Reading, writing, deleting. */
export const basics: ReadonlyArray<DriverCase<KvBench>> = [
  {
    id: 'kv.get.missing',
    title: 'What was never written is undefined.',
    why: documents.dynamoConsistency,
    level: 'must',
    run: async ({ store, prefix }) => assert.equal(await store.get(`${prefix}none`), undefined),
  },
  {
    id: 'kv.set.read',
    title: 'An entry has its key, its value, the version that the write gave, and no end.',
    why: documents.dynamoConsistency,
    level: 'must',
    async run({ store, prefix }) {
      const { version } = await store.set(`${prefix}a`, { n: 1 })
      assert.ok(typeof version === 'string' && version !== '', 'a write gives a version')
      const found = present(await store.get(`${prefix}a`), 'the value')
      assert.deepEqual(found, { key: `${prefix}a`, value: { n: 1 }, version, expiresAt: undefined })
    },
  },
  {
    id: 'kv.set.overwrite',
    title: 'A second write replaces all of the first.',
    why: documents.dynamoConsistency,
    level: 'must',
    async run({ store, prefix }) {
      await store.set(`${prefix}a`, { old: true, kept: [1, 2, 3] })
      await store.set(`${prefix}a`, { new: true })
      assert.deepEqual((await store.get(`${prefix}a`))?.value, { new: true })
    },
  },
  {
    id: 'kv.set.elsewhere',
    title: 'Another process reads what was written, at once and every time.',
    why: documents.dynamoConsistency,
    level: 'must',
    async run({ store, elsewhere, prefix }) {
      for (let round = 0; round < 20; round += 1) {
        const { version } = await store.set(`${prefix}a`, round)
        const found = present(await elsewhere.get(`${prefix}a`), 'the value')
        assert.deepEqual([found.value, found.version], [round, version])
      }
    },
  },
  {
    id: 'kv.set.apart',
    title: 'A hundred values written at once are a hundred values.',
    why: documents.dynamoConsistency,
    level: 'must',
    async run({ store, prefix }) {
      const numbers = Array.from({ length: 100 }, (_, at) => at)
      await concurrently(numbers, 100, (at) => store.set(`${prefix}${at}`, at))
      const read = await concurrently(numbers, 100, async (at) => (await store.get(`${prefix}${at}`))?.value)
      assert.deepEqual(read, numbers)
    },
  },
  {
    id: 'kv.version.changes',
    title: 'Every write gives another version, also of the same value.',
    why: documents.dynamoVersions,
    level: 'must',
    async run({ store, prefix }) {
      const versions = new Set<string>()
      for (let round = 0; round < 10; round += 1) versions.add((await store.set(`${prefix}a`, 'same')).version)
      await store.delete(`${prefix}a`)
      versions.add((await store.set(`${prefix}a`, 'same')).version)
      assert.equal(versions.size, 11)
    },
  },
  {
    id: 'kv.version.agrees',
    title: 'Reading one, reading many and listing give the same version, until a write.',
    why: documents.dynamoVersions,
    level: 'must',
    async run({ store, elsewhere, prefix }) {
      const key = `${prefix}a`
      const { version } = await store.set(key, 1)
      const one = (await elsewhere.get(key))?.version
      const many = (await elsewhere.getMany([key])).get(key)?.version
      const listed = (await elsewhere.list({ prefix: key })).entries[0]?.version
      assert.deepEqual([one, many, listed], [version, version, version])
    },
  },
  {
    id: 'kv.delete.gone',
    title: 'What was deleted is gone, for reads of all kinds.',
    why: documents.dynamoConsistency,
    level: 'must',
    async run({ store, elsewhere, prefix }) {
      await store.set(`${prefix}a`, 1)
      await store.set(`${prefix}b`, 2)
      await store.delete(`${prefix}a`)
      assert.equal(await elsewhere.get(`${prefix}a`), undefined)
      assert.deepEqual([...(await store.getMany([`${prefix}a`, `${prefix}b`])).keys()], [`${prefix}b`])
      assert.deepEqual(
        (await store.list({ prefix })).entries.map(({ key }) => key),
        [`${prefix}b`],
      )
    },
  },
  {
    id: 'kv.delete.missing',
    title: 'To delete what is not there is fine, again too.',
    why: documents.dynamoConditions,
    level: 'must',
    async run({ store, prefix }) {
      await store.delete(`${prefix}none`)
      await store.set(`${prefix}a`, 1)
      await store.delete(`${prefix}a`)
      await store.delete(`${prefix}a`)
      assert.equal(await store.get(`${prefix}a`), undefined)
    },
  },
]
