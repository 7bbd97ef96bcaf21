import assert from 'node:assert/strict'
import type { DriverCase } from '../case.ts'
import { documents } from '../documents.ts'
import { present } from '../present.ts'
import { refused, refusedFeature, winnersOf } from '../refusal.ts'
import { type BucketBench, inPieces, sampleBytes, textOf } from './bench.ts'

const writers = Array.from({ length: 100 }, (_, at) => at)

type Statement = Pick<DriverCase<BucketBench>, 'id' | 'title' | 'run'>

const absent: readonly Statement[] = [
  {
    id: 'bucket.absent.kept',
    title: 'An object is written where there is none, and refused where there is one, which stays.',
    async run({ files, elsewhere, prefix }) {
      const { etag } = await files.put(`${prefix}a`, 'first', { ifAbsent: true })
      for (const client of [files, elsewhere]) {
        await refused(client.put(`${prefix}a`, 'second', { ifAbsent: true }), 'AlreadyExists', /already/)
      }
      const found = present(await files.get(`${prefix}a`), 'the object')
      assert.deepEqual([await found.text(), found.etag], ['first', etag])
    },
  },
  {
    id: 'bucket.absent.again',
    title: 'What was deleted is absent.',
    async run({ files, prefix }) {
      await files.put(`${prefix}a`, 'first')
      await files.delete(`${prefix}a`)
      await files.put(`${prefix}a`, 'second', { ifAbsent: true })
      assert.equal(await textOf(files, `${prefix}a`), 'second')
    },
  },
  {
    id: 'bucket.absent.stream',
    title: 'A stream is held to it too, a small one and a large one.',
    async run({ files, prefix }) {
      for (const size of [1000, 9_000_000]) {
        const key = `${prefix}${size}`
        const body = (): AsyncIterable<Uint8Array> => inPieces(sampleBytes(size), 65_536)
        await files.put(key, body(), { ifAbsent: true })
        await refused(files.put(key, body(), { ifAbsent: true }), 'AlreadyExists')
        await files.put(key, 'old')
        await refused(files.put(key, body(), { ifAbsent: true }), 'AlreadyExists')
        assert.equal(await textOf(files, key), 'old')
      }
    },
  },
  {
    id: 'bucket.absent.race',
    title: 'Of a hundred writers of one new object exactly one wins, and the others are told.',
    async run({ files, elsewhere, prefix }) {
      const calls = writers.map(async (at) => {
        await (at % 2 ? files : elsewhere).put(`${prefix}a`, `writer ${at}`, { ifAbsent: true })
        return at
      })
      const won = await winnersOf(calls, 'AlreadyExists')
      assert.equal(won.length, 1, `${won.length} writers won`)
      assert.equal(await textOf(files, `${prefix}a`), `writer ${won[0]}`)
    },
  },
]

const match: readonly Statement[] = [
  {
    id: 'bucket.match.kept',
    title: 'An object is written while it has the etag, and refused when it has another, which stays.',
    async run({ files, elsewhere, prefix }) {
      const first = await files.put(`${prefix}a`, 'first')
      const second = await elsewhere.put(`${prefix}a`, 'second', { ifMatch: first.etag })
      await refused(files.put(`${prefix}a`, 'third', { ifMatch: first.etag }), 'FailedPrecondition')
      assert.equal(await textOf(files, `${prefix}a`), 'second')
      await files.put(`${prefix}a`, 'fourth', { ifMatch: second.etag })
      assert.equal(await textOf(elsewhere, `${prefix}a`), 'fourth')
    },
  },
  {
    id: 'bucket.match.read',
    title: 'An etag that was read is good for a condition, from wherever it was read.',
    async run({ files, prefix }) {
      const key = `${prefix}a`
      await files.put(key, 'start')
      const reads = [
        async () => (await files.head(key))?.etag,
        async () => {
          const found = present(await files.get(key), 'the object')
          await found.bytes()
          return found.etag
        },
        async () => (await files.list({ prefix: key })).objects[0]?.etag,
      ]
      for (const [at, read] of reads.entries()) {
        await files.put(key, `write ${at}`, { ifMatch: present(await read(), 'the etag') })
      }
      assert.equal(await textOf(files, key), 'write 2')
    },
  },
  {
    id: 'bucket.match.missing',
    title: 'An etag of what is not there, or no more, does not hold, and nothing is written.',
    async run({ files, prefix }) {
      const { etag } = await files.put(`${prefix}a`, 'first')
      await files.delete(`${prefix}a`)
      for (const name of ['a', 'never']) {
        await refused(files.put(`${prefix}${name}`, 'second', { ifMatch: etag }), 'FailedPrecondition')
        assert.equal(await files.head(`${prefix}${name}`), undefined)
      }
    },
  },
  {
    id: 'bucket.match.stream',
    title: 'A stream is held to it too, a small one and a large one.',
    async run({ files, prefix }) {
      for (const size of [1000, 9_000_000]) {
        const key = `${prefix}${size}`
        const body = (): AsyncIterable<Uint8Array> => inPieces(sampleBytes(size), 65_536)
        const first = await files.put(key, 'first')
        const { etag } = await files.put(key, 'second', { ifMatch: first.etag })
        await refused(files.put(key, body(), { ifMatch: first.etag }), 'FailedPrecondition')
        assert.equal(await textOf(files, key), 'second')
        await files.put(key, body(), { ifMatch: etag })
        assert.equal((await files.head(key))?.size, size)
      }
    },
  },
  {
    id: 'bucket.match.race',
    title: 'Of a hundred writers over one etag exactly one wins, in every round.',
    async run({ files, elsewhere, prefix }) {
      let { etag } = await files.put(`${prefix}a`, 'start')
      for (let round = 0; round < 3; round += 1) {
        const ifMatch = etag
        const calls = writers.map(async (at) => {
          const written = await (at % 2 ? files : elsewhere).put(`${prefix}a`, `round ${round} of ${at}`, { ifMatch })
          return { ...written, at }
        })
        const won = await winnersOf(calls, 'FailedPrecondition')
        assert.equal(won.length, 1, `${won.length} writers won round ${round + 1}`)
        assert.equal(await textOf(elsewhere, `${prefix}a`), `round ${round} of ${won[0]?.at}`)
        etag = present(won[0], 'the winner').etag
      }
    },
  },
]

const common = { why: documents.s3Conditions, level: 'must' } as const

/** Conditional writes, one at a time and a hundred at once. */
export const conditions: ReadonlyArray<DriverCase<BucketBench>> = [
  ...absent.map(
    (one): DriverCase<BucketBench> => ({
      ...one,
      ...common,
      needs: 'if-absent',
      async otherwise({ files, driver, prefix }) {
        await refusedFeature(files.put(`${prefix}a`, 'a', { ifAbsent: true }), driver.service)
        assert.equal(await files.head(`${prefix}a`), undefined)
      },
    }),
  ),
  ...match.map(
    (one): DriverCase<BucketBench> => ({
      ...one,
      ...common,
      needs: 'if-match',
      async otherwise({ files, driver, prefix }) {
        const { etag } = await files.put(`${prefix}a`, 'old')
        await refusedFeature(files.put(`${prefix}a`, 'new', { ifMatch: etag }), driver.service)
        assert.equal(await textOf(files, `${prefix}a`), 'old')
      },
    }),
  ),
  {
    ...common,
    id: 'bucket.condition.both',
    title: 'Both conditions at once are refused.',
    async run({ files, prefix }) {
      await refused(files.put(`${prefix}a`, 'a', { ifAbsent: true, ifMatch: 'e' }), 'InvalidArgument', /exclude/)
      assert.equal(await files.head(`${prefix}a`), undefined)
    },
  },
]
