import type { Payload } from '@rove/core/adapter'

/**
 * Decodes base64. `Buffer` skips what it does not know; the length of its result shows whether anything was skipped, at
 * no cost.
 * @throws Error when the text is not base64
 */
export function decodeBase64(text: string): Buffer {
  const bytes = tryDecodeBase64(text)
  if (bytes !== undefined) return bytes
  throw new Error(`the body is marked as base64, but its ${text.length} characters are not valid base64.`)
}

/** Decodes base64; undefined when the text is not base64. */
export function tryDecodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  let digits = text.length
  while (digits > text.length - 2 && text.charCodeAt(digits - 1) === 0x3d) digits -= 1
  return digits % 4 !== 1 && bytes.length === Math.floor((digits * 3) / 4) ? bytes : undefined
}

/**
 * The payload of a field that a service fills with base64: its bytes. What somebody wrote into it by hand is kept: text
 * that is no base64 as text, another value as it is.
 */
export function base64Payload(data: unknown): Payload {
  if (typeof data !== 'string') return { value: data }
  const bytes = tryDecodeBase64(data)
  return bytes === undefined ? { text: data } : { bytes: plainBytes(bytes) }
}

/** The same bytes without Node's methods, without a copy. */
export function plainBytes(bytes: Buffer): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Encodes text (its UTF-8 bytes) or bytes as base64, without a copy of the bytes. */
export function encodeBase64(body: string | Uint8Array): string {
  if (typeof body === 'string') return Buffer.from(body).toString('base64')
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64')
}
