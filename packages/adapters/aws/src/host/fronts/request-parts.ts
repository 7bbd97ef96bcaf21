import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import { traceRoot } from '../invocation.ts'
import type { ReceivedRequest } from './front.ts'

type Pairs = ReadonlyArray<readonly [name: string, value: string]>

/** Path and query of a request, as they were sent. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const mark = target.indexOf('?')
  return mark < 0 ? { path: target, query: '' } : { path: target.slice(0, mark), query: target.slice(mark + 1) }
}

/** The parameters of a query as they were sent: nothing decoded, empty ones left out, a bare name has an empty value. */
export function rawQuery(query: string): Pairs {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const mark = part.indexOf('=')
      return mark < 0 ? [part, ''] : [part.slice(0, mark), part.slice(mark + 1)]
    })
}

/** The parameters of a query, decoded as forms are: `+` is a space. */
export function decodedQuery(query: string): Pairs {
  return [...new URLSearchParams(query)]
}

/** A path decoded once, as far as it is valid: `%2F` becomes `/`. */
export function decodePath(path: string): string {
  return path.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded)
    } catch {
      return encoded
    }
  })
}

/** Each name once with all its values. */
export function group(pairs: Pairs): Record<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const [name, value] of pairs) groups.set(name, [...(groups.get(name) ?? []), value])
  return Object.fromEntries(groups)
}

/** Each name once with its values joined by a comma. */
export function joined(pairs: Pairs): Record<string, string> {
  return mapValues(group(pairs), (values) => values.join(','))
}

/** Each name once with its last value. */
export function last(pairs: Pairs): Record<string, string> {
  return Object.fromEntries(pairs)
}

function mapValues(groups: Record<string, string[]>, map: (values: string[]) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, values]) => [name, map(values)]))
}

/** Names in lower case. */
export function lowerCased(pairs: Pairs): Pairs {
  return pairs.map(([name, value]) => [name.toLowerCase(), value])
}

/** The value that a single-valued header has, in any case. */
export function headerValue(request: ReceivedRequest, name: string): string | undefined {
  return request.headers.find(([key]) => key.toLowerCase() === name)?.[1]
}

/**
 * The headers with what AWS adds: the client at the end of X-Forwarded-For, the port and the scheme of the TLS listener
 * in front, and a trace. What a client says of port and scheme is replaced.
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
 */
export function withForwarded(request: ReceivedRequest, clientIp: string): Pairs {
  const names = ['x-forwarded-for', 'x-forwarded-port', 'x-forwarded-proto', 'x-amzn-trace-id']
  const before = request.headers.filter(([name]) => name.toLowerCase() === 'x-forwarded-for').map(([, value]) => value)
  return [
    ...request.headers.filter(([name]) => !names.includes(name.toLowerCase())),
    ['X-Amzn-Trace-Id', headerValue(request, 'x-amzn-trace-id') ?? traceRoot()],
    ['X-Forwarded-For', [...before, clientIp].join(', ')],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Proto', 'https'],
  ]
}

/** A body as it goes into an event. */
export interface EventBody {
  readonly body: string
  readonly isBase64Encoded: boolean
}

/**
 * A body as text when its content type is one that the front takes for text, in base64 otherwise. Text that is not
 * valid UTF-8, and anything with a content encoding, has no text to give and goes in base64 as well.
 */
export function toEventBody(request: ReceivedRequest, text: RegExp): EventBody {
  const type = headerValue(request, 'content-type') ?? ''
  const encoding = headerValue(request, 'content-encoding') ?? 'identity'
  const plain = text.test(type) && encoding.trim().toLowerCase() === 'identity' && isUtf8(request.body)
  return { body: request.body.toString(plain ? 'utf8' : 'base64'), isBase64Encoded: !plain }
}

/** The time of a request as API Gateway writes it: `12/Mar/2020:19:03:58 +0000`. */
export function commonLogTime(date: Date): string {
  const [, day, month, year, time] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(date.toUTCString()) ?? []
  return `${day}/${month}/${year}:${time} +0000`
}

/** A new request id. */
export function newRequestId(): string {
  return randomUUID()
}
