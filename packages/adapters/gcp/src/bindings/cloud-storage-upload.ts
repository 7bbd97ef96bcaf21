import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { CRC32CValidator, File, Storage } from '@google-cloud/storage'
import { counted } from '@rove/core/adapter'

/** Where an upload goes, and what is said of it. */
export interface Destination {
  readonly storage: Storage
  readonly file: File
  readonly metadata: { readonly contentType: string; readonly metadata: Record<string, string> }
  /** The generation that must be there, 0 for none; undefined for any. */
  readonly ifGenerationMatch: string | undefined
}

// A multiple of 256 KiB; 8 MiB or more are recommended, and each chunk is in memory while it is sent.
// Source: https://cloud.google.com/storage/docs/performing-resumable-uploads#chunked-upload
const chunkSize = 8 * 1024 * 1024

/**
 * Uploads a content: in one request when it is no more than a chunk, else in an upload that Cloud Storage shows when its
 * last chunk has arrived, and not before. What fails midway leaves nothing that can be read; Cloud Storage forgets an
 * upload that was begun after a week.
 * Source: https://cloud.google.com/storage/docs/resumable-uploads
 *
 * @param size bytes, where they are known; a stream with more or fewer fails
 * @returns the generation that was written
 */
export async function upload(
  destination: Destination,
  body: Uint8Array | AsyncIterable<Uint8Array>,
  size: number | undefined,
): Promise<string> {
  const pieces = body instanceof Uint8Array ? slices(body) : counted(body, size)
  const { first, rest } = await readFirst(pieces)
  if (rest === undefined) await uploadAtOnce(destination, Buffer.concat(first))
  else {
    // A source that is not read to its end is let go of, also when the upload fails before it has begun to take from it;
    // what the source then says is nothing to wait for.
    const end = (): void => void rest.return(undefined).catch(() => undefined)
    await uploadInChunks(destination, followed(first, rest)).finally(end)
  }
  return String(destination.file.metadata.generation)
}

async function uploadAtOnce({ storage, file, metadata, ...condition }: Destination, content: Buffer): Promise<void> {
  const checksum = storage.crc32cGenerator()
  checksum.update(content)
  await file.save(content, {
    resumable: false,
    // Cloud Storage compares the checksum before it keeps the object; the client would do so after.
    validation: false,
    metadata: { ...metadata, crc32c: checksum.toString() },
    ...toOptions(condition),
  })
}

async function uploadInChunks(destination: Destination, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const { storage, file, metadata } = destination
  const checksum = storage.crc32cGenerator()
  const target = file.createWriteStream({
    resumable: true,
    chunkSize,
    validation: false,
    metadata: { ...metadata },
    ...toOptions(destination),
  })
  await pipeline(Readable.from(summed(pieces, checksum), { objectMode: false }), target)
  const { crc32c, generation } = file.metadata
  if (crc32c === undefined || checksum.validate(crc32c)) return
  // The client would remove whatever is there by now.
  await file.delete({ ifGenerationMatch: String(generation) }).catch(() => undefined)
  const message = 'What Cloud Storage has stored has another CRC32C than what was sent; it was removed.'
  throw Object.assign(new Error(message), { code: 'FILE_NO_UPLOAD' })
}

function toOptions({ ifGenerationMatch }: Pick<Destination, 'ifGenerationMatch'>): {
  preconditionOpts?: { ifGenerationMatch: string }
} {
  return ifGenerationMatch === undefined ? {} : { preconditionOpts: { ifGenerationMatch } }
}

/** Reads up to a chunk. @returns what was read, and what follows; undefined when that was all */
async function readFirst(
  pieces: AsyncGenerator<Uint8Array>,
): Promise<{ readonly first: Uint8Array[]; readonly rest: AsyncGenerator<Uint8Array> | undefined }> {
  const read: Uint8Array[] = []
  let size = 0
  while (size <= chunkSize) {
    const { done, value } = await pieces.next()
    if (done) return { first: read, rest: undefined }
    read.push(value)
    size += value.byteLength
  }
  return { first: read, rest: pieces }
}

async function* followed(first: Uint8Array[], rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // What has gone is not kept while the rest goes.
  for (let piece = first.shift(); piece; piece = first.shift()) yield piece
  yield* rest
}

async function* summed(pieces: AsyncIterable<Uint8Array>, checksum: CRC32CValidator): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    checksum.update(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength))
    // An empty piece would end the stream.
    if (piece.byteLength > 0) yield piece
  }
}

async function* slices(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.byteLength; at += chunkSize) yield content.subarray(at, at + chunkSize)
}
