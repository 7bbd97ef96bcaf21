import { decodeBase64 } from './base64.ts'

/**
 * The request body of an event: text, or bytes when the event says base64; null when there is none.
 * @throws Error when the body is not text, or not the base64 that the event says it is
 */
export function toRequestBody(body: unknown, isBase64: unknown): string | Uint8Array | null {
  if (body === null || body === undefined || body === '') return null
  if (typeof body !== 'string') throw new Error(`the body must be text, not a value of type ${typeof body}.`)
  // Hand-written test events carry the flag as text, too.
  return isBase64 === true || isBase64 === 'true' ? decodeBase64(body) : body
}
