import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { parseTraceparent } from '@rove/core/adapter'

type Pair = readonly [name: string, value: string]

// Source for what is removed and added: https://cloud.google.com/functions/docs/reference/headers
const removed = new Set(['connection', 'keep-alive', 'proxy-authorization', 'te', 'trailer'])
const replaced = new Set(['x-forwarded-for', 'x-forwarded-proto', 'x-cloud-trace-context', 'function-execution-id'])

/** The headers that Google's front end would hand to the instance, as a flat list. */
export function toInstanceHeaders(request: IncomingMessage): string[] {
  const pairs = toPairs(request.rawHeaders)
  const kept = pairs.filter(([name]) => {
    const key = name.toLowerCase()
    return !removed.has(key) && !replaced.has(key) && !key.startsWith('x-google-')
  })
  const peer = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? ''
  const chain = [...valuesOf(pairs, 'x-forwarded-for'), peer].join(', ')
  const trace = valuesOf(pairs, 'x-cloud-trace-context')[0] ?? newTrace(valuesOf(pairs, 'traceparent')[0])
  const isFramed = kept.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name))
  return [
    ...kept,
    // Without it Node would announce a chunked body that the client did not send.
    ...(isFramed ? [] : [['content-length', '0']]),
    ['x-forwarded-for', chain],
    // Google serves functions over TLS and ends it at the front.
    ['x-forwarded-proto', 'https'],
    ['x-cloud-trace-context', trace],
    ['function-execution-id', randomBytes(6).toString('hex')],
  ].flat() as string[]
}

/** The headers of an instance's response that go on to the client, as a flat list. */
export function toClientHeaders(response: IncomingMessage): string[] {
  const hop = new Set(['connection', 'keep-alive', 'transfer-encoding'])
  return toPairs(response.rawHeaders)
    .filter(([name]) => !hop.has(name.toLowerCase()))
    .flat() as string[]
}

function toPairs(raw: readonly string[]): Pair[] {
  const pairs: Pair[] = []
  for (let index = 0; index < raw.length; index += 2) pairs.push([raw[index] ?? '', raw[index + 1] ?? ''])
  return pairs
}

function valuesOf(pairs: readonly Pair[], name: string): string[] {
  return pairs.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value)
}

function newTrace(traceparent: string | undefined): string {
  const traceId = parseTraceparent(traceparent)?.traceId ?? randomBytes(16).toString('hex')
  return `${traceId}/${BigInt(`0x${randomBytes(8).toString('hex')}`)};o=0`
}
