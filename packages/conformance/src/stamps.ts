/** Bytes from one stamp to the next. */
export const stampedBlock = 65_536

/** A block that says when it was made: epoch milliseconds in its first eight bytes. */
export function stampedBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  if (length >= 8) new DataView(bytes.buffer).setFloat64(0, Date.now())
  return bytes
}

/** Finds the latest stamp in pieces that may begin and end anywhere. */
export class StampReader {
  /** Bytes read so far. */
  length = 0
  /** The latest stamp, epoch milliseconds. */
  last = 0
  #carry = Buffer.alloc(0)

  read(piece: Uint8Array): void {
    const seen = Buffer.concat([this.#carry, piece])
    this.length += piece.byteLength
    const begin = this.length - seen.byteLength
    const start = Math.floor((this.length - 8) / stampedBlock) * stampedBlock
    if (start >= begin) this.last = seen.readDoubleBE(start - begin)
    // A stamp may be cut in two by the end of a piece.
    this.#carry = seen.subarray(-7)
  }
}
