/** The W3C trace context of an invocation. Source: https://www.w3.org/TR/trace-context/ */
export interface Trace {
  /** The header to send on: `00-<traceId>-<spanId>-<flags>`. */
  readonly traceparent: string
  /** 32 lower-case hexadecimal digits. */
  readonly traceId: string
  /** The caller's span, or a new one when nothing was received; 16 lower-case hexadecimal digits. */
  readonly spanId: string
  readonly sampled: boolean
  readonly tracestate: string | undefined
  /** False when nothing was received and this trace starts here. */
  readonly remote: boolean
}

const traceparentShape = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/** Reads a `traceparent` header; undefined when it is missing or not valid, as the specification asks. */
export function parseTraceparent(header: string | null | undefined, tracestate?: string | null): Trace | undefined {
  const parts = header ? traceparentShape.exec(header.trim()) : null
  if (!parts) return undefined
  const [, version = '', traceId = '', spanId = '', flags = '', rest] = parts
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  const sampled = (Number.parseInt(flags, 16) & 1) === 1
  return {
    traceparent: `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`,
    traceId,
    spanId,
    sampled,
    tracestate: tracestate || undefined,
    remote: true,
  }
}

/** Starts a trace: random ids, not sampled. */
export function startTrace(): Trace {
  const traceId = randomHex(16)
  const spanId = randomHex(8)
  return {
    traceparent: `00-${traceId}-${spanId}-00`,
    traceId,
    spanId,
    sampled: false,
    tracestate: undefined,
    remote: false,
  }
}

function randomHex(bytes: number): string {
  let hex = ''
  for (const byte of crypto.getRandomValues(new Uint8Array(bytes))) hex += byte.toString(16).padStart(2, '0')
  return hex
}
