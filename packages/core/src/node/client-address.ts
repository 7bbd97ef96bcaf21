import { isIP } from 'node:net'
import { RoveError } from '../errors.ts'
import type { HeaderRecord } from '../http/headers.ts'

/** What is known of the way a request took to this server. */
export interface ForwardedRequest {
  readonly headers: HeaderRecord
  /** The address at the other end of the connection. */
  readonly socketAddress: string | undefined
  /**
   * How many proxies in front of this server write true `X-Forwarded-*` headers, the one that opened the connection
   * included. What stands further left in the headers is the client's own word, and is not believed.
   */
  readonly trustedProxies: number
}

/**
 * The client's address: each trusted proxy appended the address it was called from, so it is counted from the right.
 * Undefined when what stands there is no address.
 */
export function clientAddress({ headers, socketAddress, trustedProxies }: ForwardedRequest): string | undefined {
  const hops = socketAddress === undefined ? [] : [socketAddress]
  if (trustedProxies > 0) hops.unshift(...toList(headers['x-forwarded-for']))
  return toAddress(hops[Math.max(0, hops.length - 1 - trustedProxies)] ?? '')
}

/** The scheme that the client used, as the outermost trusted proxy states it; `http` where none does. */
export function forwardedScheme({
  headers,
  trustedProxies,
}: Omit<ForwardedRequest, 'socketAddress'>): 'http' | 'https' {
  if (trustedProxies === 0) return 'http'
  const stated = toList(headers['x-forwarded-proto'])
  return stated[Math.max(0, stated.length - trustedProxies)]?.toLowerCase() === 'https' ? 'https' : 'http'
}

/**
 * Checks the option of that name.
 * @throws RoveError `InvalidArgument` when it is not a whole number from 0
 */
export function checkTrustedProxies(count: number): number {
  if (Number.isInteger(count) && count >= 0) return count
  throw new RoveError('InvalidArgument', `trustedProxies must be a whole number from 0, not ${String(count)}.`)
}

function toList(value: HeaderRecord[string]): string[] {
  if (value === undefined || value === null) return []
  const text = typeof value === 'string' ? value : value.join(',')
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}

// `203.0.113.7:1234`, `[2001:db8::1]:1234` and `::ffff:203.0.113.7` are all written for an address.
function toAddress(text: string): string | undefined {
  const bare = /^\[(.*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
  const address = bare.replace(/^::ffff:(?=\d+\.)/i, '')
  return isIP(address) === 0 ? undefined : address
}
