// The polynomial of Castagnoli, bits reversed: https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4
const polynomial = 0x82f63b78

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1
  return value
})

/**
 * The CRC32C checksum of bytes, as Google's services give it; Node has none.
 * @param before the checksum of the bytes before them
 */
export function crc32c(bytes: Uint8Array, before: number = 0): number {
  let sum = before ^ 0xffffffff
  for (const byte of bytes) sum = (sum >>> 8) ^ (table[(sum ^ byte) & 0xff] as number)
  return (sum ^ 0xffffffff) >>> 0
}
