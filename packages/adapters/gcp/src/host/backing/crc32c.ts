const table = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1
  return value
})

/**
 * The checksum that Cloud Storage keeps of every object: CRC-32 with Castagnoli's polynomial, which Node does not have.
 * Source: RFC 4960, appendix B; https://cloud.google.com/storage/docs/data-validation
 */
export class Crc32c {
  #value = 0xffffffff

  update(piece: Uint8Array): void {
    let value = this.#value
    for (let at = 0; at < piece.byteLength; at += 1) {
      value = (table[(value ^ (piece[at] as number)) & 0xff] as number) ^ (value >>> 8)
    }
    this.#value = value
  }

  /** Four bytes, the highest first, in base64, as Google writes it. */
  digest(): string {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE((this.#value ^ 0xffffffff) >>> 0)
    return bytes.toString('base64')
  }
}
