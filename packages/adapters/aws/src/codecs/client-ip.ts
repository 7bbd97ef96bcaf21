const plainIpv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/
const ipv4 = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})(?:[:/]\d+)?$/i
const bracketed = /^\[([\da-f:.]+)\](?::\d+)?$/i
const ipv6 = /^[\da-f]*:[\da-f]*:[\da-f:.]*$/i

/** An address without port or brackets; undefined for what is none, such as the console's `test-invoke-source-ip`. */
export function toClientIp(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  if (plainIpv4.test(value)) return value
  const text = value.trim()
  const bare = bracketed.exec(text)?.[1] ?? text
  return ipv4.exec(bare)?.[1] ?? (ipv6.test(bare) ? bare : undefined)
}

/**
 * The address that the nearest proxy saw, from X-Forwarded-For: the last one, because it alone was written by the
 * platform; those before it are the client's word.
 * Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html
 */
export function lastForwardedFor(value: string | readonly string[] | null | undefined): string | undefined {
  const line = Array.isArray(value) ? value.at(-1) : value
  return typeof line === 'string' ? toClientIp(line.slice(line.lastIndexOf(',') + 1)) : undefined
}
