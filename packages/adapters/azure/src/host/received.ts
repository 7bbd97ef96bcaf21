import type { IncomingMessage } from 'node:http'
import { toRequestPath, toUriComponent } from './kestrel.ts'

/** A request as the host's web server sees it. */
export interface Received {
  readonly method: string
  readonly scheme: string
  readonly host: string
  /** Decoded, see {@link toRequestPath}. */
  readonly path: string
  /** With the `?`, as received; empty without a query. */
  readonly queryString: string
  /** By name as received, values of a repeated header in order. */
  readonly headers: ReadonlyMap<string, readonly string[]>
}

/**
 * Reads a request the way the host does, with what App Service's front end adds: the client's address and port at the
 * end of `x-forwarded-for`. Undefined when a header is not UTF-8, which the host refuses.
 */
export function toReceived(message: IncomingMessage): Received | undefined {
  const headers = new Map<string, string[]>()
  const names = new Map<string, string>()
  const add = (name: string, value: string): void => {
    const known = names.get(name.toLowerCase()) ?? name
    names.set(name.toLowerCase(), known)
    headers.set(known, [...(headers.get(known) ?? []), value])
  }
  for (let index = 0; index < message.rawHeaders.length; index += 2) {
    const value = Buffer.from(message.rawHeaders[index + 1] ?? '', 'latin1').toString('utf8')
    if (value.includes('\ufffd')) return undefined
    add(message.rawHeaders[index] ?? '', value)
  }
  const { remoteAddress = '', remotePort } = message.socket
  add('x-forwarded-for', `${remoteAddress}:${remotePort}`)
  const value = (name: string): string | undefined => headers.get(names.get(name) ?? '')?.[0]
  const target = (message.url ?? '/').replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '')
  const [, rawPath = '', queryString = ''] = /^([^?#]*)(\?[^#]*)?/.exec(target) ?? []
  return {
    method: (message.method ?? 'GET').toUpperCase(),
    scheme: value('x-forwarded-proto')?.toLowerCase() || 'http',
    host: value('host') ?? 'localhost',
    path: toRequestPath(rawPath || '/'),
    queryString,
    headers,
  }
}

/** The URL that the host hands to the worker. */
export function toHostUrl({ scheme, host, path, queryString }: Received): string {
  return `${scheme === 'https' ? 'https' : 'http'}://${host}${toUriComponent(path)}${queryString}`
}
