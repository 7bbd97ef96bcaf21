/**
 * Decodes base64. `Buffer` skips what it does not know; the length of its result shows whether anything was skipped, at
 * no cost.
 * @throws Error when the text is not base64
 */
export function decodeBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64')
  let digits = text.length
  while (digits > text.length - 2 && text.charCodeAt(digits - 1) === 0x3d) digits -= 1
  if (digits % 4 !== 1 && bytes.length === Math.floor((digits * 3) / 4)) return bytes
  throw new Error(`the body is marked as base64, but its ${text.length} characters are not valid base64.`)
}

/** Encodes text (its UTF-8 bytes) or bytes as base64, without a copy of the bytes. */
export function encodeBase64(body: string | Uint8Array): string {
  if (typeof body === 'string') return Buffer.from(body).toString('base64')
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64')
}
