import assert from 'node:assert/strict'
import type { DriverCase } from '../case.ts'
import { documents } from '../documents.ts'
import { LiveMemory } from '../live-memory.ts'
import { present } from '../present.ts'
import { type BucketBench, digestOf, sampleBytes } from './bench.ts'

const mebibyte = 1024 * 1024
const pieceSize = mebibyte / 4
const piecesBetweenChecks = 32

/** Two hundred mebibytes in pieces, no two of them alike. */
export async function* largeContent(): AsyncGenerator<Uint8Array> {
  const sample = sampleBytes(pieceSize)
  for (let at = 0; at < 800; at += 1) {
    // A copy, because who takes a piece may keep it.
    const piece = new Uint8Array(sample)
    new DataView(piece.buffer).setUint32(0, at)
    yield piece
  }
}

/** The stream, which fails when too much of it is kept while it passes. */
async function* watched(
  pieces: AsyncIterable<Uint8Array>,
  memory: LiveMemory,
  when: string,
): AsyncGenerator<Uint8Array> {
  let passed = 0
  let checked = 0
  for await (const piece of pieces) {
    passed += piece.byteLength
    if (passed - checked >= piecesBetweenChecks * pieceSize) {
      checked = passed
      await memory.check(when)
    }
    yield piece
  }
}

/** What only buckets are asked that keep objects outside of this process. */
export const largeStream: ReadonlyArray<DriverCase<BucketBench>> = [
  {
    id: 'bucket.stream.large',
    title: 'Two hundred mebibytes of unknown size go in and out, and the memory does not grow with them.',
    why: documents.s3Multipart,
    level: 'must',
    optIn: 'large',
    async run({ files, elsewhere, prefix }) {
      const memory = new LiveMemory(64 * mebibyte)
      await files.put(`${prefix}large`, watched(largeContent(), memory, 'while it is written'))
      await memory.check('after it was written')
      const found = present(await elsewhere.get(`${prefix}large`), 'the object')
      const read = await digestOf(watched(found.body, memory, 'while it is read'))
      assert.deepEqual(read, await digestOf(largeContent()))
      await files.delete(`${prefix}large`)
    },
  },
]
