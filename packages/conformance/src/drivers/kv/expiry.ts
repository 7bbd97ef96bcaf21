import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import type { DriverCase } from '../case.ts'
import { documents } from '../documents.ts'
import { present } from '../present.ts'
import { refused, refusedFeature } from '../refusal.ts'
import { allKeys, type KvBench } from './bench.ts'

const anHour = 3_600_000
const past = (): Date => new Date(Date.now() - anHour)
const future = (): Date => new Date(Date.now() + anHour)

type Statement = Pick<DriverCase<KvBench>, 'id' | 'title' | 'run'>

const statements: readonly Statement[] = [
  {
    id: 'kv.expiry.kept',
    title: 'The time is kept to the millisecond, and given by reads of all kinds.',
    async run({ store, elsewhere, prefix }) {
      const key = `${prefix}a`
      const expiresAt = new Date(Math.floor(future().getTime() / 1000) * 1000 + 123)
      await store.set(key, 1, { expiresAt })
      assert.deepEqual((await elsewhere.get(key))?.expiresAt, expiresAt)
      assert.deepEqual((await store.getMany([key])).get(key)?.expiresAt, expiresAt)
      assert.deepEqual((await store.list({ prefix: key })).entries[0]?.expiresAt, expiresAt)
    },
  },
  {
    id: 'kv.expiry.past',
    title: 'What has expired is not read, nor listed, although the service may keep it longer.',
    async run({ store, elsewhere, prefix }) {
      await store.set(`${prefix}old`, 1, { expiresAt: past() })
      await store.set(`${prefix}new`, 2, { expiresAt: future() })
      for (const client of [store, elsewhere]) {
        assert.equal(await client.get(`${prefix}old`), undefined)
        assert.deepEqual([...(await client.getMany([`${prefix}old`, `${prefix}new`])).keys()], [`${prefix}new`])
        assert.deepEqual(await allKeys(client, { prefix }), [`${prefix}new`])
      }
    },
  },
  {
    id: 'kv.expiry.comes',
    title: 'A value is there before its time and gone after it.',
    async run({ store, elsewhere, prefix }) {
      const key = `${prefix}a`
      await store.set(key, 1, { expiresAt: future() })
      assert.equal((await elsewhere.get(key))?.value, 1)
      await store.set(key, 2, { expiresAt: new Date(Date.now() + 300) })
      for (let round = 0; round < 100 && (await elsewhere.get(key)) !== undefined; round += 1) await delay(100)
      assert.equal(await store.get(key), undefined)
    },
  },
  {
    id: 'kv.expiry.removed',
    title: 'A write without a time takes the time away.',
    async run({ store, prefix }) {
      await store.set(`${prefix}a`, 1, { expiresAt: future() })
      await store.set(`${prefix}a`, 2)
      const found = present(await store.get(`${prefix}a`), 'the value')
      assert.deepEqual([found.value, found.expiresAt], [2, undefined])
    },
  },
  {
    id: 'kv.expiry.replaced',
    title: 'A write with another time replaces it, also over what has expired.',
    async run({ store, prefix }) {
      const [key, expiresAt] = [`${prefix}a`, future()]
      await store.set(key, 1, { expiresAt: past() })
      await store.set(key, 2, { expiresAt })
      const found = present(await store.get(key), 'the value')
      assert.deepEqual([found.value, found.expiresAt], [2, expiresAt])
    },
  },
  {
    id: 'kv.expiry.absent',
    title: 'What has expired counts as absent for a condition.',
    async run({ store, prefix }) {
      await store.set(`${prefix}a`, 1, { expiresAt: past() })
      await store.set(`${prefix}a`, 2, { ifAbsent: true })
      assert.equal((await store.get(`${prefix}a`))?.value, 2)
      await refused(store.set(`${prefix}a`, 3, { ifAbsent: true }), 'AlreadyExists')
    },
  },
  {
    id: 'kv.expiry.version',
    title: 'The version of what has expired holds for no condition.',
    async run({ store, prefix }) {
      const { version } = await store.set(`${prefix}a`, 1, { expiresAt: past() })
      await refused(store.set(`${prefix}a`, 2, { ifVersion: version }), 'FailedPrecondition')
      await refused(store.delete(`${prefix}a`, { ifVersion: version }), 'FailedPrecondition')
      assert.equal(await store.get(`${prefix}a`), undefined)
    },
  },
  {
    id: 'kv.expiry.pages',
    title: 'What has expired does not end a listing: what follows comes.',
    async run({ store, prefix }) {
      const names = Array.from({ length: 12 }, (_, at) => `${prefix}${String(at).padStart(2, '0')}`)
      for (const [at, key] of names.entries()) await store.set(key, at, at < 10 ? { expiresAt: past() } : {})
      for (const limit of [1, 3, 100]) assert.deepEqual(await allKeys(store, { prefix, limit }), names.slice(10))
    },
  },
]

/** Values that are gone at a time. */
export const expiry: ReadonlyArray<DriverCase<KvBench>> = [
  ...statements.map(
    (one): DriverCase<KvBench> => ({
      ...one,
      why: documents.dynamoTtl,
      level: 'must',
      needs: 'expiry',
      async otherwise({ store, driver, prefix }) {
        await refusedFeature(store.set(`${prefix}a`, 1, { expiresAt: future() }), driver.service)
        assert.equal(await store.get(`${prefix}a`), undefined)
      },
    }),
  ),
  {
    id: 'kv.expiry.not-a-time',
    title: 'What is no time is refused.',
    why: documents.dynamoTtl,
    level: 'must',
    async run({ store, prefix }) {
      const expiresAt = new Date(Number.NaN)
      await refused(store.set(`${prefix}a`, 1, { expiresAt }), 'InvalidArgument', /expiresAt is not a time/)
      assert.equal(await store.get(`${prefix}a`), undefined)
    },
  },
]
