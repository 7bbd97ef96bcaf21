import type { Delivered, NativeExchange } from '@rove/core/adapter'

/** A body as it is shown: its size, and its beginning. */
export interface ShownBody {
  /** Bytes. */
  readonly size: number
  /** The first bytes as UTF-8, or as base64 where they are not. */
  readonly text: string
  readonly encoding: 'utf8' | 'base64'
  /** Whether `text` is not all of it. */
  readonly cut: boolean
}

/** A request as a case sent it, and what came back. */
export interface RequestExchange {
  readonly kind: 'request'
  readonly method: string
  readonly target: string
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly body?: ShownBody
  readonly status?: number
  readonly answerHeaders?: ReadonlyArray<readonly [name: string, value: string]>
  readonly answer?: ShownBody
  /** What was thrown instead, or while the body was read. */
  readonly error?: string
}

/** A delivery as a case asked for it, and what became of its items. */
export interface DeliveryExchange {
  readonly kind: 'delivery'
  readonly trigger: string
  readonly to: string
  readonly via?: string
  /** The items as JSON; bodies of bytes as base64. */
  readonly items: ShownBody
  readonly delivered?: readonly Delivered[]
  readonly error?: string
}

/** An event as the runtime was given it, and what it gave back: as JSON, bytes as base64. */
export interface ShownNative {
  readonly event: ShownBody
  readonly result?: ShownBody
  readonly error?: string
}

/** What a case sent to a host, and what it got. */
export type Exchange = RequestExchange | DeliveryExchange

/** The most bytes of a body that are shown. */
export const shownBytes = 4096

/** A body as it is shown. @param size of the whole, when `bytes` is only its beginning */
export function showBody(bytes: Uint8Array, size: number = bytes.length): ShownBody {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, shownBytes))
  const cut = size > head.length
  const text = decode(head, cut)
  return text === undefined
    ? { size, text: head.toString('base64'), encoding: 'base64', cut }
    : { size, text, encoding: 'utf8', cut }
}

/** A native event as it is shown. What cannot be written as JSON is said to be so. */
export function showNative({ event, result, error }: NativeExchange): ShownNative {
  return {
    event: showJson(event),
    ...(result === undefined ? {} : { result: showJson(result) }),
    ...(error === undefined ? {} : { error }),
  }
}

/** A value as JSON, as it is shown; bytes as base64. */
export function showJson(value: unknown): ShownBody {
  try {
    return showBody(Buffer.from(JSON.stringify(value, bytesAsBase64, 1) ?? 'undefined'))
  } catch (error) {
    return showBody(Buffer.from(`It cannot be written as JSON: ${String(error)}`))
  }
}

// A Buffer turns itself into JSON before it is asked for here; its holder still has it.
function bytesAsBase64(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  const held = this[key]
  return held instanceof Uint8Array ? { base64: Buffer.from(held).toString('base64') } : value
}

// Where a text was cut, a character at the end may be in pieces: that alone makes it no bytes.
function decode(bytes: Uint8Array, cut: boolean): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: cut })
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}
