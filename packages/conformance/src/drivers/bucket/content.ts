import assert from 'node:assert/strict'
import type { DriverCase } from '../case.ts'
import { concurrently } from '../concurrently.ts'
import { documents } from '../documents.ts'
import { present } from '../present.ts'
import { type BucketBench, digestOf, inPieces, sampleBytes, textOf } from './bench.ts'

const everyByte = Uint8Array.from({ length: 1024 }, (_, at) => at % 256)
const mebibyte = 1024 * 1024

/** Writes content, and asserts that another process reads the same. */
async function kept(
  { files, elsewhere, prefix }: BucketBench,
  body: Parameters<typeof files.put>[1],
  wanted: Uint8Array,
) {
  await files.put(`${prefix}a`, body)
  const found = present(await elsewhere.get(`${prefix}a`), 'the object')
  assert.equal(found.size, wanted.byteLength)
  assert.ok(Buffer.compare(await found.bytes(), wanted) === 0, 'the content was changed')
}

/** A stream that has twenty mebibytes, written and read in pieces. */
async function large({ files, elsewhere, prefix }: BucketBench, size: number | undefined): Promise<void> {
  const content = sampleBytes(20 * mebibyte)
  await files.put(`${prefix}a`, inPieces(content, 65_536), size === undefined ? {} : { size })
  const found = present(await elsewhere.get(`${prefix}a`), 'the object')
  assert.equal(found.size, content.byteLength)
  assert.deepEqual(await digestOf(found.body), await digestOf(inPieces(content, mebibyte)))
}

type Statement = Pick<DriverCase<BucketBench>, 'id' | 'title' | 'run'>

const statements: readonly Statement[] = [
  {
    id: 'bucket.content.bytes',
    title: 'Every byte is kept.',
    run: (bench) => kept(bench, everyByte, everyByte),
  },
  {
    id: 'bucket.content.view',
    title: 'Of a view of a buffer its part is written, not the buffer.',
    run: (bench) => kept(bench, everyByte.subarray(100, 300), everyByte.slice(100, 300)),
  },
  {
    id: 'bucket.content.text',
    title: 'A text is kept as UTF-8, line ends and a byte order mark included.',
    async run({ files, elsewhere, prefix }) {
      const text = 'größe 注文 👩‍👩‍👧\r\nline\n\u0000\ufeffend'
      await files.put(`${prefix}a`, text)
      assert.equal(await textOf(elsewhere, `${prefix}a`), text)
    },
  },
  {
    id: 'bucket.content.empty',
    title: 'An empty object is an object.',
    async run({ files, elsewhere, prefix }) {
      for (const [at, body] of [new Uint8Array(), '', inPieces(new Uint8Array(), 1)].entries()) {
        await files.put(`${prefix}${at}`, body)
        const found = present(await elsewhere.get(`${prefix}${at}`), 'the object')
        assert.deepEqual([found.size, (await found.bytes()).byteLength], [0, 0])
      }
      assert.equal((await files.list({ prefix })).objects.length, 3)
    },
  },
  {
    id: 'bucket.content.stream',
    title: 'A stream is kept to its last byte, with pieces of any size.',
    async run(bench) {
      for (const size of [1, 7, 1000, 5000]) await kept(bench, inPieces(everyByte, size), everyByte)
    },
  },
  {
    id: 'bucket.content.empty-pieces',
    title: 'Empty pieces do not end a stream.',
    async run(bench) {
      async function* gappy(): AsyncGenerator<Uint8Array> {
        for await (const piece of inPieces(everyByte, 100)) {
          yield new Uint8Array()
          yield piece
        }
        yield new Uint8Array()
      }
      await kept(bench, gappy(), everyByte)
    },
  },
  {
    id: 'bucket.content.web-stream',
    title: 'A web stream is taken as it is.',
    run: (bench) => kept(bench, new Blob([everyByte]).stream(), everyByte),
  },
  {
    id: 'bucket.content.sized',
    title: 'A stream of a size that is known is kept.',
    async run({ files, elsewhere, prefix }) {
      await files.put(`${prefix}a`, inPieces(everyByte, 100), { size: everyByte.byteLength })
      const found = present(await elsewhere.get(`${prefix}a`), 'the object')
      assert.ok(Buffer.compare(await found.bytes(), everyByte) === 0, 'the content was changed')
    },
  },
  {
    id: 'bucket.content.large',
    title: 'Twenty mebibytes go in and out in pieces.',
    run: (bench) => large(bench, undefined),
  },
  {
    id: 'bucket.content.large-sized',
    title: 'Twenty mebibytes of a known size go in and out in pieces.',
    run: (bench) => large(bench, 20 * mebibyte),
  },
  {
    id: 'bucket.content.large-bytes',
    title: 'Ten mebibytes at once are kept.',
    run: (bench) => kept(bench, sampleBytes(10 * mebibyte), sampleBytes(10 * mebibyte)),
  },
  {
    id: 'bucket.content.pieces',
    title: 'A large object is read in pieces, not all at once.',
    async run({ files, prefix }) {
      await files.put(`${prefix}a`, sampleBytes(8 * mebibyte))
      let [count, largest] = [0, 0]
      for await (const piece of present(await files.get(`${prefix}a`), 'the object').body) {
        count += 1
        largest = Math.max(largest, piece.byteLength)
      }
      assert.ok(count > 1 && largest < 8 * mebibyte, `${count} pieces of up to ${largest} bytes`)
    },
  },
  {
    id: 'bucket.content.part-size',
    title: 'What ends exactly at a part, or a byte beside it, is kept.',
    async run(bench) {
      for (const size of [5 * mebibyte - 1, 5 * mebibyte, 8 * mebibyte, 8 * mebibyte + 1]) {
        const content = sampleBytes(size, size)
        await kept(bench, inPieces(content, 262_144), content)
      }
    },
  },
  {
    id: 'bucket.content.parallel',
    title: 'One object is read by twenty at once, each to its end.',
    async run({ files, elsewhere, prefix }) {
      const content = sampleBytes(300_000)
      await files.put(`${prefix}a`, content)
      const wanted = await digestOf(inPieces(content, 65_536))
      const readers = Array.from({ length: 20 }, (_, at) => (at % 2 ? files : elsewhere))
      const read = await concurrently(readers, 20, async (client) =>
        digestOf(present(await client.get(`${prefix}a`), 'the object').body),
      )
      for (const one of read) assert.deepEqual(one, wanted)
    },
  },
  {
    id: 'bucket.content.broken-off',
    title: 'Reading that is broken off holds up nobody, however often.',
    async run({ files, prefix }) {
      const content = sampleBytes(2 * mebibyte)
      await files.put(`${prefix}a`, content)
      // More than the connections that clients keep: fifty with the AWS SDK.
      for (let round = 0; round < 60; round += 1) {
        for await (const piece of present(await files.get(`${prefix}a`), 'the object').body) {
          assert.ok(piece.byteLength > 0)
          break
        }
      }
      const wanted = await digestOf(inPieces(content, mebibyte))
      assert.deepEqual(await digestOf(present(await files.get(`${prefix}a`), 'the object').body), wanted)
    },
  },
]

/** Content of all kinds and sizes. */
export const content: ReadonlyArray<DriverCase<BucketBench>> = statements.map((one) => ({
  ...one,
  why: /large|part|pieces/.test(one.id) ? documents.s3Multipart : documents.s3Get,
  level: 'must',
}))
