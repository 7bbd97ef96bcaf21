import { parseTraceparent, type Trace } from '@rove/core/adapter'

const shape = /^([0-9a-f]{32})(?:\/(\d{1,20}))?(?:;o=(\d+))?$/i

/**
 * Reads an `X-Cloud-Trace-Context` header, `TRACE_ID/SPAN_ID;o=OPTIONS` with a decimal span; undefined when it is not one.
 * Source: https://cloud.google.com/trace/docs/trace-context#http-requests
 */
export function parseCloudTrace(header: string | undefined): Trace | undefined {
  const [, traceId, span, options] = shape.exec(header?.trim() ?? '') ?? []
  if (traceId === undefined || span === undefined) return undefined
  const spanId = BigInt(span).toString(16).padStart(16, '0')
  return parseTraceparent(`00-${traceId.toLowerCase()}-${spanId}-${options === '1' ? '01' : '00'}`)
}
