import { randomUUID } from 'node:crypto'
import type { BlockBlobClient } from '@azure/storage-blob'
import { RoveError } from '@rove/core'
import { counted } from '@rove/core/adapter'
import { inTime } from './in-time.ts'

/** Where an upload goes, and what is said of it. */
export interface Destination {
  readonly blob: BlockBlobClient
  readonly content: {
    readonly blobHTTPHeaders: { readonly blobContentType: string }
    readonly metadata: Record<string, string>
    readonly conditions: { readonly ifMatch?: string; readonly ifNoneMatch?: string }
  }
}

const mebibyte = 1024 * 1024
// A blob has at most 50,000 blocks: https://learn.microsoft.com/rest/api/storageservices/put-block-list
const smallestBlock = 8 * mebibyte
const mostBlocks = 50_000

/** What goes in one call at most, in bytes. */
export const largestCall: number = 64 * mebibyte

/** Milliseconds for a call that carries content: 64 MiB at half a mebibyte a second. */
const patience = 120_000

/** Uploads what is in memory, in one call. @returns the etag as Blob Storage writes it */
export async function putBytes({ blob, content }: Destination, body: Uint8Array): Promise<string | undefined> {
  const answer = await inTime(patience, (abortSignal) =>
    blob.upload(body, body.byteLength, { ...content, abortSignal }),
  )
  return answer.etag
}

/**
 * Uploads a stream, of which it keeps one block in memory: in one call when that is all, else block by block. The object is
 * there when the list of its blocks is committed, and not before. When the stream or Blob Storage fails, nothing is
 * committed; the service removes blocks that nobody commits after a week.
 * Source: https://learn.microsoft.com/rest/api/storageservices/put-block#remarks
 *
 * @param size bytes, where they are known; then a stream with more or fewer fails
 */
export async function putStream(
  destination: Destination,
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  size: number | undefined,
): Promise<string | undefined> {
  const blockSize = Math.max(smallestBlock, Math.ceil((size ?? 0) / mostBlocks))
  // Blocks that are not committed belong to the blob: those of another upload at the same time have other ids.
  const upload = randomUUID()
  const ids: string[] = []
  for await (const block of inBlocks(counted(body, size), blockSize)) {
    // Only the last block is shorter.
    if (ids.length === 0 && block.byteLength < blockSize) return putBytes(destination, block)
    if (ids.length === mostBlocks) throw tooLong()
    const id = Buffer.from(`${upload}-${String(ids.length).padStart(5, '0')}`).toString('base64')
    await inTime(patience, (abortSignal) => destination.blob.stageBlock(id, block, block.byteLength, { abortSignal }))
    ids.push(id)
  }
  if (ids.length === 0) return putBytes(destination, new Uint8Array())
  const { blob, content } = destination
  return (await inTime(patience, (abortSignal) => blob.commitBlockList(ids, { ...content, abortSignal }))).etag
}

function tooLong(): RoveError {
  const most = Math.floor((mostBlocks * smallestBlock) / mebibyte / 1024)
  return new RoveError('InvalidArgument', `A stream without a size has at most ${most} GiB; give its size.`)
}

/** The stream in blocks of one size; the last one may be shorter. */
async function* inBlocks(body: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = []
  let kept = 0
  for await (const whole of body) {
    let piece = whole
    while (kept + piece.byteLength >= size) {
      const cut = size - kept
      yield Buffer.concat([...pieces, piece.subarray(0, cut)])
      piece = piece.subarray(cut)
      pieces = []
      kept = 0
    }
    if (piece.byteLength === 0) continue
    pieces.push(piece)
    kept += piece.byteLength
  }
  if (kept > 0) yield Buffer.concat(pieces)
}
