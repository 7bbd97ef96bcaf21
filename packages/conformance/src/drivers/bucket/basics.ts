import assert from 'node:assert/strict'
import { isRoveError } from '@rove/core'
import { inByteOrder } from '../byte-order.ts'
import type { DriverCase } from '../case.ts'
import { documents } from '../documents.ts'
import { present } from '../present.ts'
import { refused } from '../refusal.ts'
import { allKeys, type BucketBench, breaking, inPieces, sampleBytes, textOf } from './bench.ts'

/** Asserts that a put fails with an error of Rove's. */
async function fails(work: Promise<unknown>): Promise<void> {
  const thrown = await work.then(
    () => assert.fail('what broke was written'),
    (error: unknown) => error,
  )
  assert.ok(isRoveError(thrown), `it failed with ${String(thrown)}, which is no RoveError`)
}

/** Reading, writing, deleting, and writing what breaks. */
export const basics: ReadonlyArray<DriverCase<BucketBench>> = [
  {
    id: 'bucket.get.missing',
    title: 'What was never written is undefined, with and without its content.',
    why: documents.s3Get,
    level: 'must',
    async run({ files, prefix }) {
      assert.equal(await files.get(`${prefix}none`), undefined)
      assert.equal(await files.head(`${prefix}none`), undefined)
    },
  },
  {
    id: 'bucket.get.folder',
    title: 'What only begins other keys is no object.',
    why: documents.s3Keys,
    level: 'must',
    async run({ files, prefix }) {
      await files.put(`${prefix}a/b`, 'inside')
      for (const key of [`${prefix}a`, `${prefix}a/`, prefix]) {
        assert.equal(await files.get(key), undefined, key)
        assert.equal(await files.head(key), undefined, key)
      }
    },
  },
  {
    id: 'bucket.put.overwrite',
    title: 'A second write replaces all of the first, with another etag.',
    why: documents.s3Consistency,
    level: 'must',
    async run({ files, prefix }) {
      const first = await files.put(`${prefix}a`, 'a long first content', { contentType: 'text/html' })
      const second = await files.put(`${prefix}a`, 'short')
      const found = present(await files.get(`${prefix}a`), 'the object')
      assert.deepEqual([await found.text(), found.size, found.etag], ['short', 5, second.etag])
      assert.notEqual(first.etag, second.etag)
      assert.match(found.contentType, /^text\/plain/)
    },
  },
  {
    id: 'bucket.put.elsewhere',
    title: 'Another process reads what was written, at once and every time.',
    why: documents.s3Consistency,
    level: 'must',
    async run({ files, elsewhere, prefix }) {
      for (let round = 0; round < 20; round += 1) {
        const { etag } = await files.put(`${prefix}a`, `round ${round}`)
        const found = present(await elsewhere.get(`${prefix}a`), 'the object')
        assert.deepEqual([await found.text(), found.etag], [`round ${round}`, etag])
      }
    },
  },
  {
    id: 'bucket.delete.gone',
    title: 'What was deleted is gone, and what stood beside it is not.',
    why: documents.s3Consistency,
    level: 'must',
    async run({ files, elsewhere, prefix }) {
      for (const name of ['a', 'a/b', 'ab']) await files.put(`${prefix}${name}`, name)
      await files.delete(`${prefix}a`)
      assert.equal(await elsewhere.get(`${prefix}a`), undefined)
      assert.equal(await elsewhere.head(`${prefix}a`), undefined)
      assert.deepEqual(inByteOrder(await allKeys(files, { prefix })), [`${prefix}a/b`, `${prefix}ab`])
    },
  },
  {
    id: 'bucket.delete.missing',
    title: 'To delete what is not there is fine, again too.',
    why: documents.s3Consistency,
    level: 'must',
    async run({ files, prefix }) {
      await files.delete(`${prefix}none`)
      await files.put(`${prefix}a`, 'a')
      await files.delete(`${prefix}a`)
      await files.delete(`${prefix}a`)
      assert.equal(await files.get(`${prefix}a`), undefined)
    },
  },
  {
    id: 'bucket.put.broken',
    title: 'A source that breaks leaves nothing, at its first piece and after many.',
    why: documents.s3Multipart,
    level: 'must',
    async run({ files, elsewhere, prefix }) {
      for (const [at, size] of [0, 1000, 6_000_000, 12_000_000].entries()) {
        await fails(files.put(`${prefix}${at}`, breaking(sampleBytes(size), 65_536)))
        assert.equal(await elsewhere.head(`${prefix}${at}`), undefined)
      }
      assert.deepEqual(await allKeys(elsewhere, { prefix }), [])
    },
  },
  {
    id: 'bucket.put.broken-sized',
    title: 'A source of a known size that breaks leaves nothing.',
    why: documents.s3Multipart,
    level: 'must',
    async run({ files, elsewhere, prefix }) {
      for (const [at, size] of [1000, 12_000_000].entries()) {
        await fails(files.put(`${prefix}${at}`, breaking(sampleBytes(size), 65_536), { size: size * 2 }))
        assert.equal(await elsewhere.head(`${prefix}${at}`), undefined)
      }
      assert.deepEqual(await allKeys(elsewhere, { prefix }), [])
    },
  },
  {
    id: 'bucket.put.broken-over',
    title: 'A source that breaks leaves what was there.',
    why: documents.s3Multipart,
    level: 'must',
    async run({ files, prefix }) {
      const { etag } = await files.put(`${prefix}a`, 'old')
      for (const size of [1000, 6_000_000]) {
        await fails(files.put(`${prefix}a`, breaking(sampleBytes(size), 65_536)))
        const found = present(await files.get(`${prefix}a`), 'the old object')
        assert.deepEqual([await found.text(), found.etag], ['old', etag])
      }
    },
  },
  {
    id: 'bucket.put.unseen',
    title: 'Nobody sees a part: while a stream is written the old object is read.',
    why: documents.s3Multipart,
    level: 'must',
    async run({ files, elsewhere, prefix }) {
      const key = `${prefix}a`
      await files.put(key, 'old')
      const seen: Array<string | undefined> = []
      async function* looking(): AsyncGenerator<Uint8Array> {
        for await (const piece of inPieces(sampleBytes(7_000_000), 1_000_000)) {
          yield piece
          seen.push(await textOf(elsewhere, key))
          assert.equal((await elsewhere.head(key))?.size, 3)
        }
      }
      await files.put(key, looking())
      assert.deepEqual([...new Set(seen)], ['old'])
      assert.equal((await elsewhere.head(key))?.size, 7_000_000)
    },
  },
  {
    id: 'bucket.put.too-large',
    title: 'An object above the limit is refused before its source is read, with the same error everywhere.',
    why: documents.s3Limits,
    level: 'must',
    async run({ files, driver, prefix }) {
      const most = driver.limits.object
      assert.ok(most > 0, 'the service says how large an object may be')
      let isRead = false
      async function* source(): AsyncGenerator<Uint8Array> {
        isRead = true
        yield new Uint8Array(1)
      }
      const said = new RegExp(`an object of ${driver.service} has at most ${most}\\.`)
      const size = Number.isSafeInteger(most) ? most + 1 : Number.POSITIVE_INFINITY
      if (size > most) await refused(files.put(`${prefix}a`, source(), { size }), 'InvalidArgument', said)
      assert.equal(isRead, false)
      assert.equal(await files.head(`${prefix}a`), undefined)
    },
  },
]
