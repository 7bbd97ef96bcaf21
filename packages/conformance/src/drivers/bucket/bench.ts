import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { type BucketReadWriter, bucket, type ListedObject, type ObjectListOptions } from '@rove/core'
import type { BucketDriver } from '@rove/core/adapter'
import { freshMark } from '../../assertions.ts'
import { scope } from '../scope.ts'

/** What a case of buckets works on. */
export interface BucketBench {
  readonly driver: BucketDriver
  /** The portable client on the driver. */
  readonly files: BucketReadWriter
  /** The client of another process. */
  readonly elsewhere: BucketReadWriter
  /** A prefix that no other case has. */
  readonly prefix: string
}

export function bucketBench(on: { readonly driver: BucketDriver; readonly other: BucketDriver }): BucketBench {
  const client = (driver: BucketDriver): BucketReadWriter =>
    bucket('conformance').readWrite.connect(driver as never, scope)
  const prefix = `${freshMark().slice(0, 12)}/`
  return { driver: on.driver, files: client(on.driver), elsewhere: client(on.other), prefix }
}

/** Every object of a listing, page by page; no page is larger than was asked for. */
export async function allObjects(
  files: BucketReadWriter,
  options: Omit<ObjectListOptions, 'cursor'>,
): Promise<ListedObject[]> {
  const found: ListedObject[] = []
  let cursor: string | undefined
  for (let pages = 0; pages < 2000; pages += 1) {
    const page = await files.list(cursor === undefined ? options : { ...options, cursor })
    assert.ok(page.objects.length <= (options.limit ?? 100), `a page has ${page.objects.length} objects`)
    found.push(...page.objects)
    if (page.cursor === undefined) return found
    cursor = page.cursor
  }
  return assert.fail('the listing does not end')
}

/** The keys of a listing, page by page. */
export async function allKeys(
  files: BucketReadWriter,
  options: Omit<ObjectListOptions, 'cursor'>,
): Promise<readonly string[]> {
  return (await allObjects(files, options)).map(({ key }) => key)
}

/** The text of an object; undefined when there is none. */
export async function textOf(files: BucketReadWriter, key: string): Promise<string | undefined> {
  return (await files.get(key))?.text()
}

/** Bytes that do not repeat, are no text, and are the same every time. */
export function sampleBytes(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length)
  let state = seed
  for (let at = 0; at < length; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[at] = state >>> 24
  }
  return bytes
}

/** Bytes in pieces. */
export async function* inPieces(content: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.byteLength; at += size) yield content.subarray(at, at + size)
}

/** Bytes in pieces, and then an error. */
export async function* breaking(content: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  yield* inPieces(content, size)
  throw new Error('the source of the test broke')
}

/** A stream's length and digest, without keeping it. */
export async function digestOf(
  pieces: AsyncIterable<Uint8Array>,
): Promise<{ readonly size: number; readonly hash: string }> {
  const hash = createHash('sha256')
  let size = 0
  for await (const piece of pieces) {
    hash.update(piece)
    size += piece.byteLength
  }
  return { size, hash: hash.digest('hex') }
}
