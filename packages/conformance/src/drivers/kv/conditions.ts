import assert from 'node:assert/strict'
import { isRoveError } from '@rove/core'
import type { DriverCase } from '../case.ts'
import { documents } from '../documents.ts'
import { present } from '../present.ts'
import { refused, winnersOf } from '../refusal.ts'
import type { KvBench } from './bench.ts'

const writers = Array.from({ length: 100 }, (_, at) => at)

/** Conditional writes and deletes, one at a time and a hundred at once. */
export const conditions: ReadonlyArray<DriverCase<KvBench>> = [
  {
    id: 'kv.condition.absent',
    title: 'A value is written where there is none, and refused where there is one, which stays.',
    why: documents.dynamoConditions,
    level: 'must',
    async run({ store, elsewhere, prefix }) {
      const { version } = await store.set(`${prefix}a`, 1, { ifAbsent: true })
      for (const client of [store, elsewhere]) {
        await refused(client.set(`${prefix}a`, 2, { ifAbsent: true }), 'AlreadyExists', /already/)
      }
      const found = present(await store.get(`${prefix}a`), 'the value')
      assert.deepEqual([found.value, found.version], [1, version])
    },
  },
  {
    id: 'kv.condition.absent-again',
    title: 'What was deleted is absent.',
    why: documents.dynamoConditions,
    level: 'must',
    async run({ store, prefix }) {
      await store.set(`${prefix}a`, 1)
      await store.delete(`${prefix}a`)
      await store.set(`${prefix}a`, 2, { ifAbsent: true })
      assert.equal((await store.get(`${prefix}a`))?.value, 2)
    },
  },
  {
    id: 'kv.condition.version',
    title: 'A value is written while it has the version, and refused when it has another, which stays.',
    why: documents.dynamoVersions,
    level: 'must',
    async run({ store, elsewhere, prefix }) {
      const first = await store.set(`${prefix}a`, 1)
      const second = await elsewhere.set(`${prefix}a`, 2, { ifVersion: first.version })
      await refused(store.set(`${prefix}a`, 3, { ifVersion: first.version }), 'FailedPrecondition')
      assert.equal((await store.get(`${prefix}a`))?.value, 2)
      await store.set(`${prefix}a`, 4, { ifVersion: second.version })
      assert.equal((await elsewhere.get(`${prefix}a`))?.value, 4)
    },
  },
  {
    id: 'kv.condition.version-read',
    title: 'A version that was read is good for a condition, from wherever it was read.',
    why: documents.dynamoVersions,
    level: 'must',
    async run({ store, prefix }) {
      const key = `${prefix}a`
      await store.set(key, 0)
      const reads = [
        async () => (await store.get(key))?.version,
        async () => (await store.getMany([key])).get(key)?.version,
        async () => (await store.list({ prefix: key })).entries[0]?.version,
      ]
      for (const read of reads) await store.set(key, 1, { ifVersion: present(await read(), 'the version') })
      assert.equal((await store.get(key))?.value, 1)
    },
  },
  {
    id: 'kv.condition.version-missing',
    title: 'A version of what is not there, or no more, does not hold, and nothing is written.',
    why: documents.dynamoVersions,
    level: 'must',
    async run({ store, prefix }) {
      const { version } = await store.set(`${prefix}a`, 1)
      await store.delete(`${prefix}a`)
      await refused(store.set(`${prefix}a`, 2, { ifVersion: version }), 'FailedPrecondition')
      await refused(store.set(`${prefix}never`, 2, { ifVersion: version }), 'FailedPrecondition')
      assert.equal((await store.getMany([`${prefix}a`, `${prefix}never`])).size, 0)
    },
  },
  {
    id: 'kv.condition.version-made-anew',
    title: 'The version of a value that was deleted and made anew does not come back.',
    why: documents.dynamoVersions,
    level: 'must',
    async run({ store, prefix }) {
      const { version } = await store.set(`${prefix}a`, 1)
      await store.delete(`${prefix}a`)
      await store.set(`${prefix}a`, 1)
      await refused(store.set(`${prefix}a`, 2, { ifVersion: version }), 'FailedPrecondition')
      await refused(store.delete(`${prefix}a`, { ifVersion: version }), 'FailedPrecondition')
    },
  },
  {
    id: 'kv.condition.delete',
    title: 'A value is deleted while it has the version, and stays when it has another.',
    why: documents.dynamoConditions,
    level: 'must',
    async run({ store, elsewhere, prefix }) {
      const first = await store.set(`${prefix}a`, 1)
      const second = await elsewhere.set(`${prefix}a`, 2)
      await refused(store.delete(`${prefix}a`, { ifVersion: first.version }), 'FailedPrecondition')
      assert.equal((await store.get(`${prefix}a`))?.value, 2)
      await store.delete(`${prefix}a`, { ifVersion: second.version })
      assert.equal(await elsewhere.get(`${prefix}a`), undefined)
    },
  },
  {
    id: 'kv.condition.delete-missing',
    title: 'To delete a version of what is not there does not hold.',
    why: documents.dynamoConditions,
    level: 'must',
    async run({ store, prefix }) {
      const { version } = await store.set(`${prefix}a`, 1)
      await store.delete(`${prefix}a`, { ifVersion: version })
      await refused(store.delete(`${prefix}a`, { ifVersion: version }), 'FailedPrecondition')
      await refused(store.delete(`${prefix}none`, { ifVersion: version }), 'FailedPrecondition')
    },
  },
  {
    id: 'kv.condition.both',
    title: 'Both conditions at once are refused.',
    why: documents.dynamoConditions,
    level: 'must',
    async run({ store, prefix }) {
      await refused(store.set(`${prefix}a`, 1, { ifAbsent: true, ifVersion: 'v' }), 'InvalidArgument', /exclude/)
      assert.equal(await store.get(`${prefix}a`), undefined)
    },
  },
  {
    id: 'kv.race.absent',
    title: 'Of a hundred writers of one new value exactly one wins, and the others are told.',
    why: documents.dynamoConditions,
    level: 'must',
    async run({ store, elsewhere, prefix }) {
      const calls = writers.map((at) => (at % 2 ? store : elsewhere).set(`${prefix}a`, at, { ifAbsent: true }))
      const won = await winnersOf(calls, 'AlreadyExists')
      assert.equal(won.length, 1, `${won.length} writers won`)
      assert.equal((await store.get(`${prefix}a`))?.version, won[0]?.version)
    },
  },
  {
    id: 'kv.race.version',
    title: 'Of a hundred writers of the next version exactly one wins, in every round.',
    why: documents.dynamoVersions,
    level: 'must',
    async run({ store, elsewhere, prefix }) {
      let { version } = await store.set(`${prefix}a`, 'start')
      for (let round = 0; round < 3; round += 1) {
        const ifVersion = version
        const calls = writers.map(async (at) => {
          const written = await (at % 2 ? store : elsewhere).set(`${prefix}a`, { round, at }, { ifVersion })
          return { ...written, at }
        })
        const won = await winnersOf(calls, 'FailedPrecondition')
        assert.equal(won.length, 1, `${won.length} writers won round ${round + 1}`)
        const found = present(await elsewhere.get(`${prefix}a`), 'the value')
        assert.deepEqual(found.value, { round, at: won[0]?.at })
        assert.equal(found.version, won[0]?.version)
        version = found.version
      }
    },
  },
  {
    id: 'kv.race.delete',
    title: 'Of twenty that delete one version exactly one does.',
    why: documents.dynamoConditions,
    level: 'must',
    async run({ store, elsewhere, prefix }) {
      const { version } = await store.set(`${prefix}a`, 1)
      const calls = writers
        .slice(0, 20)
        .map((at) => (at % 2 ? store : elsewhere).delete(`${prefix}a`, { ifVersion: version }))
      assert.equal((await winnersOf(calls, 'FailedPrecondition')).length, 1)
    },
  },
  {
    id: 'kv.race.counter',
    title: 'Ten that count together with versions lose nothing.',
    why: documents.dynamoVersions,
    level: 'must',
    async run({ store, elsewhere, prefix }) {
      await store.set(`${prefix}count`, 0)
      await Promise.all(writers.slice(0, 10).map((at) => increment(at % 2 ? store : elsewhere, `${prefix}count`)))
      assert.equal((await store.get(`${prefix}count`))?.value, 10)
    },
  },
]

async function increment(store: KvBench['store'], key: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const { value, version } = present(await store.get(key), 'the count')
    try {
      await store.set(key, (value as number) + 1, { ifVersion: version })
      return
    } catch (error) {
      if (!isRoveError(error) || error.code !== 'FailedPrecondition') throw error
    }
  }
  assert.fail('it never was its turn')
}
