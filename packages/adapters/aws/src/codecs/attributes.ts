import type { Attributes } from '@rove/core/adapter'
import { parseXray } from '../xray.ts'
import { isObject } from './shape.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Attributes as text: numbers and the like as JSON writes them; what is null or undefined is left out. */
export function toAttributes(entries: Iterable<readonly [name: string, value: unknown]>): Attributes {
  const pairs: Array<[string, string]> = []
  for (const [name, value] of entries) {
    const text = toText(value)
    if (text !== undefined) pairs.push([name, text])
  }
  // An attribute may be called __proto__; fromEntries makes it a field like any other.
  return Object.fromEntries(pairs)
}

/** The fields of what should be an object. */
export function entriesOf(value: unknown): Array<[string, unknown]> {
  return isObject(value) ? Object.entries(value) : []
}

function toText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return value === undefined || value === null ? undefined : JSON.stringify(value)
}

/** The text of an attribute that is bytes, which a service lists as signed or unsigned numbers: UTF-8, or base64. */
export function bytesToText(list: readonly unknown[]): string {
  const bytes = Uint8Array.from(list, (byte) => (typeof byte === 'number' ? byte : 0))
  try {
    return utf8.decode(bytes)
  } catch {
    return Buffer.from(bytes).toString('base64')
  }
}

/** The trace that came with a message. */
export interface SentTrace {
  readonly traceparent?: string | undefined
  readonly tracestate?: string | undefined
}

/** The sender's trace: the W3C fields among the attributes, or else an X-Ray tracing header. */
export function traceOf(attributes: Attributes, xray?: unknown): SentTrace {
  const { traceparent, tracestate } = attributes
  if (traceparent !== undefined) return { traceparent, tracestate }
  const parsed = typeof xray === 'string' ? parseXray(xray) : undefined
  return parsed === undefined ? {} : { traceparent: parsed.traceparent }
}
