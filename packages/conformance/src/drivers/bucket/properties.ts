import assert from 'node:assert/strict'
import type { DriverCase } from '../case.ts'
import { documents } from '../documents.ts'
import { present } from '../present.ts'
import { refused, refusedFeature } from '../refusal.ts'
import type { BucketBench } from './bench.ts'

const metadata = { author: 'A. U. Thor', 'order-id': '42', 'with-many-words': 'a, b; c="d" %20 /' }

async function withoutMetadata({ files, driver, prefix }: BucketBench): Promise<void> {
  await refusedFeature(files.put(`${prefix}a`, 'a', { metadata: { author: 'a' } }), driver.service)
  assert.equal(await files.head(`${prefix}a`), undefined)
}

/** What is known of an object: type, metadata, size, etag, time. */
export const properties: ReadonlyArray<DriverCase<BucketBench>> = [
  {
    id: 'bucket.head.agrees',
    title: 'Writing, reading, looking and listing say the same of an object.',
    why: documents.s3Get,
    level: 'must',
    async run({ files, elsewhere, prefix }) {
      const key = `${prefix}a`
      const { etag } = await files.put(key, 'content')
      const head = present(await elsewhere.head(key), 'the object')
      const found = present(await files.get(key), 'the object')
      const listed = present((await files.list({ prefix: key })).objects[0], 'the object in the listing')
      for (const one of [head, found, listed]) assert.deepEqual([one.key, one.size, one.etag], [key, 7, etag])
      assert.doesNotMatch(etag, /"|^$/)
      assert.equal(await found.text(), 'content')
    },
  },
  {
    id: 'bucket.head.time',
    title: 'The time of a write is the same for all reads, where the service tells it.',
    why: documents.s3Get,
    level: 'should',
    async run({ files, elsewhere, prefix }) {
      const key = `${prefix}a`
      await files.put(key, 'content')
      const { modifiedAt } = present(await files.head(key), 'the object')
      assert.ok(modifiedAt === undefined || !Number.isNaN(modifiedAt.getTime()))
      const seconds = (date: Date | undefined): number | undefined => date && Math.floor(date.getTime() / 1000)
      // Headers of HTTP have seconds, listings may have more.
      assert.equal(seconds((await elsewhere.get(key))?.modifiedAt), seconds(modifiedAt))
      assert.equal(seconds((await files.list({ prefix: key })).objects[0]?.modifiedAt), seconds(modifiedAt))
    },
  },
  {
    id: 'bucket.etag.changes',
    title: 'Another content has another etag, and reading does not change it.',
    why: documents.s3Get,
    level: 'must',
    async run({ files, prefix }) {
      const etags = new Set<string>()
      for (const text of ['a', 'b', 'c']) etags.add((await files.put(`${prefix}a`, text)).etag)
      assert.equal(etags.size, 3)
      for (let round = 0; round < 3; round += 1) etags.add(present(await files.head(`${prefix}a`), 'the object').etag)
      assert.equal(etags.size, 3)
    },
  },
  {
    id: 'bucket.type.kept',
    title: 'The content type is kept, with its parameters.',
    why: documents.s3Metadata,
    level: 'must',
    async run({ files, elsewhere, prefix }) {
      for (const contentType of ['application/pdf', 'text/html; charset=utf-8', 'application/vnd.a.b+json; v=1']) {
        await files.put(`${prefix}a`, 'x', { contentType })
        assert.equal((await elsewhere.head(`${prefix}a`))?.contentType, contentType)
        const found = present(await elsewhere.get(`${prefix}a`), 'the object')
        assert.deepEqual([found.contentType, await found.text()], [contentType, 'x'])
      }
    },
  },
  {
    id: 'bucket.type.default',
    title: 'Without a content type a text is text and bytes are bytes.',
    why: documents.s3Metadata,
    level: 'must',
    async run({ files, prefix }) {
      await files.put(`${prefix}text.html`, 'x')
      await files.put(`${prefix}bytes.html`, new Uint8Array(1))
      assert.equal((await files.head(`${prefix}text.html`))?.contentType, 'text/plain; charset=utf-8')
      assert.equal((await files.head(`${prefix}bytes.html`))?.contentType, 'application/octet-stream')
    },
  },
  {
    id: 'bucket.type.stream',
    title: 'A large stream keeps its content type too.',
    why: documents.s3Multipart,
    level: 'must',
    async run({ files, prefix }) {
      const content = new Blob([new Uint8Array(9_000_000)]).stream()
      await files.put(`${prefix}a`, content, { contentType: 'image/png' })
      assert.equal((await files.head(`${prefix}a`))?.contentType, 'image/png')
    },
  },
  {
    id: 'bucket.metadata.kept',
    title: 'Metadata is kept, name by name, and given with and without the content.',
    why: documents.s3Metadata,
    level: 'must',
    needs: 'metadata',
    async run({ files, elsewhere, prefix }) {
      await files.put(`${prefix}a`, 'x', { metadata })
      assert.deepEqual({ ...(await elsewhere.head(`${prefix}a`))?.metadata }, metadata)
      const found = present(await elsewhere.get(`${prefix}a`), 'the object')
      assert.deepEqual([{ ...found.metadata }, await found.text()], [metadata, 'x'])
    },
    otherwise: withoutMetadata,
  },
  {
    id: 'bucket.metadata.stream',
    title: 'A large stream keeps its metadata too.',
    why: documents.s3Multipart,
    level: 'must',
    needs: 'metadata',
    async run({ files, prefix }) {
      const content = new Blob([new Uint8Array(9_000_000)]).stream()
      await files.put(`${prefix}a`, content, { metadata: { author: 'a', 'order-id': '1' } })
      assert.deepEqual({ ...(await files.head(`${prefix}a`))?.metadata }, { author: 'a', 'order-id': '1' })
    },
    otherwise: withoutMetadata,
  },
  {
    id: 'bucket.metadata.replaced',
    title: 'A write without metadata takes it away.',
    why: documents.s3Metadata,
    level: 'must',
    needs: 'metadata',
    async run({ files, prefix }) {
      await files.put(`${prefix}a`, 'x', { metadata: { author: 'a' } })
      await files.put(`${prefix}a`, 'y')
      assert.deepEqual({ ...(await files.head(`${prefix}a`))?.metadata }, {})
    },
    otherwise: withoutMetadata,
  },
  {
    id: 'bucket.metadata.limit',
    title:
      'As much metadata as the service takes is kept, and one byte more is refused with the same error everywhere.',
    why: documents.s3Metadata,
    level: 'must',
    needs: 'metadata',
    async run({ files, driver, prefix }) {
      const most = driver.limits.metadata
      const value = 'm'.repeat(most - 4)
      await files.put(`${prefix}a`, 'x', { metadata: { name: value } })
      assert.deepEqual({ ...(await files.head(`${prefix}a`))?.metadata }, { name: value })
      const more = files.put(`${prefix}b`, 'x', { metadata: { name: `${value}m` } })
      const said = new RegExp(`the metadata has ${most + 1} bytes; ${driver.service} takes at most ${most}\\.`)
      await refused(more, 'InvalidArgument', said)
      assert.equal(await files.head(`${prefix}b`), undefined)
    },
    otherwise: withoutMetadata,
  },
  {
    id: 'bucket.metadata.refused',
    title: 'Metadata that not every service keeps is refused.',
    why: documents.blobNames,
    level: 'must',
    async run({ files, prefix }) {
      for (const bad of [{ Author: 'a' }, { a_b: 'a' }, { a: 'größe' }, { a: ' x' }, { a: 'b\nc' }, { '1a': 'b' }]) {
        await refused(files.put(`${prefix}a`, 'x', { metadata: bad as never }), 'InvalidArgument', /is not portable/)
      }
      assert.equal(await files.head(`${prefix}a`), undefined)
    },
  },
]
