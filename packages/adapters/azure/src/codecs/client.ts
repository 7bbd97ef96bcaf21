import type { NativeHeaders } from '../native.ts'

/**
 * The client's address, without a port. Front Door states it in `x-azure-clientip`; App Service's front end appends the
 * address it was called from, with the port, to `x-forwarded-for`, so that only the last entry is its own word.
 * Sources: https://learn.microsoft.com/azure/frontdoor/front-door-http-headers-protocol and
 * https://learn.microsoft.com/azure/app-service/overview-inbound-outbound-ips
 */
export function toClientIp(headers: NativeHeaders | null | undefined): string | undefined {
  if (!headers) return undefined
  const stated =
    headers.get('x-azure-clientip') ||
    lastOf(headers.get('x-forwarded-for')) ||
    headers.get('x-client-ip') ||
    headers.get('client-ip')
  return stated ? withoutPort(stated.trim()) : undefined
}

/**
 * The scheme the client used. TLS ends before the host, and not every plan corrects the URL.
 * Source: https://github.com/Azure/azure-functions-host/issues/6602
 */
export function toScheme(urlScheme: string, headers: NativeHeaders | null | undefined): 'http' | 'https' {
  if (urlScheme === 'https' || !headers) return urlScheme === 'https' ? 'https' : 'http'
  const forwarded = headers.get('x-forwarded-proto')?.split(',', 1)[0]?.trim().toLowerCase()
  if (forwarded === 'https' || forwarded === 'http') return forwarded
  return headers.get('x-arr-ssl') ? 'https' : 'http'
}

function lastOf(list: string | null): string | undefined {
  return list?.slice(list.lastIndexOf(',') + 1).trim()
}

function withoutPort(address: string): string | undefined {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(address)
  if (bracketed) return bracketed[1] || undefined
  const colon = address.indexOf(':')
  // One colon parts an IPv4 address from its port; more of them make an IPv6 address.
  const bare = colon >= 0 && colon === address.lastIndexOf(':') ? address.slice(0, colon) : address
  return bare || undefined
}
