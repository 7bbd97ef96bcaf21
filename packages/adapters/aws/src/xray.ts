import { parseTraceparent, type Trace } from '@rove/core/adapter'

const root = /(?:^|;)\s*Root=1-([\da-f]{8})-([\da-f]{24})\s*(?:;|$)/i
const parent = /(?:^|;)\s*Parent=([\da-f]{16})\s*(?:;|$)/i
const sampled = /(?:^|;)\s*Sampled=1\s*(?:;|$)/i

/**
 * Reads an X-Ray tracing header as a W3C trace. Without `Parent`, as load balancers send it, the span is a new one.
 * Source: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 * @returns undefined when there is no valid `Root`
 */
export function parseXray(header: string | undefined): Trace | undefined {
  const id = header === undefined ? null : root.exec(header)
  if (header === undefined || !id) return undefined
  const span = parent.exec(header)?.[1] ?? crypto.randomUUID().replaceAll('-', '').slice(-16)
  return parseTraceparent(`00-${id[1]}${id[2]}-${span}-${sampled.test(header) ? '01' : '00'}`.toLowerCase())
}
