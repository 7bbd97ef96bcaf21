import { createHash } from 'node:crypto'
import { noPayload, type Payload } from '@rove/core/adapter'

/**
 * What the library made of a body. It parses every text that is JSON: a scalar goes back to text, an object or a list
 * stays as it was parsed. Bytes arrive as they were sent (`dataType: 'binary'`).
 * Source: npm package @azure/functions, src/converters/fromRpcTypedData.ts
 */
export function toPayload(input: unknown): Payload {
  if (input === undefined) return noPayload
  if (input instanceof Uint8Array) return { bytes: input }
  if (typeof input === 'string') return { text: input }
  return typeof input === 'object' && input !== null ? { value: input } : { text: String(input) }
}

/** An id made of content, for what comes without one: the same on every delivery. */
export function contentId(content: unknown): string {
  const bytes = content instanceof Uint8Array ? content : (JSON.stringify(content) ?? '')
  return createHash('sha256').update(bytes).digest('hex').slice(0, 32)
}
