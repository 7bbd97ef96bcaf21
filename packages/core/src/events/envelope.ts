import { RoveError } from '../errors.ts'
import { type Payload, parseStructured, textOf } from './payload.ts'
import type { Attributes } from './types.ts'

/** What a sender of Rove's puts around a value. */
export interface Envelope {
  /** Unique for each thing sent; a redelivery has the same. */
  readonly id: string
  /** When it was sent, RFC 3339. */
  readonly time: string
  readonly type: string | undefined
  readonly subject: string | undefined
  /** A JSON value, or bytes. */
  readonly data: unknown
  readonly attributes: Attributes
  readonly traceparent: string | undefined
  readonly tracestate: string | undefined
}

const version = 1

/**
 * Writes an envelope as text that survives every transport: one JSON object of plain ASCII, whose data is itself JSON as
 * a string (a platform that parses messages by itself cannot lose digits in it), and whose attributes are pairs (one
 * that rewrites the case of keys cannot touch them).
 */
export function seal(envelope: Envelope): string {
  const { id, time, type, subject, data, attributes, traceparent, tracestate } = envelope
  const content = data instanceof Uint8Array ? { base64: toBase64(data) } : { json: JSON.stringify(data) }
  const pairs = Object.entries(attributes)
  const text = JSON.stringify({
    rove: version,
    id,
    time,
    type,
    subject,
    ...content,
    ...(pairs.length > 0 ? { attributes: pairs } : {}),
    traceparent,
    tracestate,
  })
  return text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/**
 * Opens an envelope; undefined when the payload is not one, so that foreign messages pass.
 * @throws RoveError `Unimplemented` for an envelope of a later version, `InvalidArgument` for one that is broken
 */
export function open(payload: Payload): Envelope | undefined {
  const found = 'value' in payload ? payload.value : candidate(textOf(payload))
  if (typeof found !== 'object' || found === null || !('rove' in found)) return undefined
  const fields = found as Record<string, unknown>
  if (typeof fields.rove !== 'number' || !Number.isInteger(fields.rove)) return undefined
  if (fields.rove > version) {
    throw new RoveError(
      'Unimplemented',
      `The message has an envelope of version ${fields.rove}; this version of Rove reads up to ${version}. Update @rove/core where it is received.`,
    )
  }
  return toEnvelope(fields)
}

function candidate(text: string | undefined): unknown {
  return text?.includes('"rove"') ? parseStructured(text) : undefined
}

function toEnvelope(fields: Record<string, unknown>): Envelope {
  const { id, time, attributes = [] } = fields
  if (typeof id !== 'string' || typeof time !== 'string' || !isPairs(attributes)) {
    throw new RoveError('InvalidArgument', 'The message has a broken envelope: id, time or attributes are not as sent.')
  }
  return {
    id,
    time,
    type: textField(fields.type),
    subject: textField(fields.subject),
    data: toData(fields),
    attributes: Object.fromEntries(attributes),
    traceparent: textField(fields.traceparent),
    tracestate: textField(fields.tracestate),
  }
}

function toData({ json, base64 }: Record<string, unknown>): unknown {
  try {
    if (typeof base64 === 'string') return fromBase64(base64)
    if (typeof json === 'string') return JSON.parse(json)
  } catch (cause) {
    throw new RoveError('InvalidArgument', 'The message has a broken envelope: its data cannot be read.', { cause })
  }
  return undefined
}

function isPairs(value: unknown): value is ReadonlyArray<readonly [string, string]> {
  return (
    Array.isArray(value) &&
    value.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every((part) => typeof part === 'string'))
  )
}

function textField(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (unit) => unit.charCodeAt(0))
}
