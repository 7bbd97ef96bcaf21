import { createHash } from 'node:crypto'

/** All 256 values of a byte, in order. */
export const everyByte: Uint8Array = Uint8Array.from({ length: 256 }, (_, index) => index)

/** Bytes that are the same wherever they are made, hold every value, and do not repeat within 64 KB. */
export function patternOf(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let index = 0; index < length; index += 1) bytes[index] = (index * 7 + (index >> 8)) & 0xff
  return bytes
}

/** The SHA-256 of bytes, in hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
