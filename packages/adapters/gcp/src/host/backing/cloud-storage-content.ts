import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream, rmSync, type WriteStream } from 'node:fs'
import { join } from 'node:path'
import { crc32c } from '../../bindings/crc32c.ts'

/** The bytes of an object. */
export interface Content {
  readonly size: number
  /** Base64, as Google writes them. */
  readonly crc32c: string
  readonly md5: string
  /** @param end the last byte, counted from zero */
  read(start: number, end: number): AsyncIterable<Uint8Array>
  drop(): void
}

/** Takes the bytes of an object in, piece by piece, in memory or in a file. */
export class Intake {
  readonly #md5 = createHash('md5')
  readonly #pieces: Uint8Array[] = []
  readonly #path: string | undefined
  readonly #file: WriteStream | undefined
  #size = 0
  #crc32c = 0

  /** @param folder where the file is made; undefined to keep the bytes in memory */
  constructor(folder: string | undefined) {
    this.#path = folder === undefined ? undefined : join(folder, randomUUID())
    this.#file = this.#path === undefined ? undefined : createWriteStream(this.#path)
  }

  /** Bytes that are here. */
  get size(): number {
    return this.#size
  }

  async add(piece: Uint8Array): Promise<void> {
    this.#crc32c = crc32c(piece, this.#crc32c)
    this.#md5.update(piece)
    this.#size += piece.byteLength
    if (this.#file === undefined) this.#pieces.push(piece)
    else if (!this.#file.write(piece)) await once(this.#file, 'drain')
  }

  async end(): Promise<Content> {
    const file = this.#file
    if (file) await new Promise<void>((resolve) => file.end(resolve))
    const [pieces, path] = [this.#pieces, this.#path]
    return {
      size: this.#size,
      crc32c: toBase64(this.#crc32c),
      md5: this.#md5.digest('base64'),
      read: (start, end) => (path === undefined ? slices(pieces, start, end) : inFile(path, start, end)),
      drop: () => this.drop(),
    }
  }

  drop(): void {
    // What is in memory goes when nobody reads it any more.
    this.#file?.destroy()
    if (this.#path !== undefined) rmSync(this.#path, { force: true })
  }
}

/** A checksum as Google writes it: four bytes, the highest first. Source: https://cloud.google.com/storage/docs/data-validation */
function toBase64(sum: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(sum)
  return bytes.toString('base64')
}

async function* slices(pieces: readonly Uint8Array[], start: number, end: number): AsyncGenerator<Uint8Array> {
  let at = 0
  for (const piece of [...pieces]) {
    const slice = piece.subarray(Math.max(0, start - at), Math.max(0, end + 1 - at))
    at += piece.byteLength
    if (slice.byteLength > 0) yield slice
  }
}

async function* inFile(path: string, start: number, end: number): AsyncGenerator<Uint8Array> {
  if (end >= start) yield* createReadStream(path, { start, end }) as AsyncIterable<Uint8Array>
}
