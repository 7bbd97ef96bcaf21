import type { HeaderRecord } from '@rove/core/adapter'
import { firstHeader } from './header-map.ts'

const hostShape = /^(?:[\w.~-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i

/**
 * The host of a request: the Host header, else the name the platform knows it by. What cannot be a host, such as a
 * placeholder in a sample event, is passed over.
 */
export function hostOf(headers: HeaderRecord | null | undefined, domainName?: unknown): string | undefined {
  const host = firstHeader(headers, 'host')
  if (host !== undefined && hostShape.test(host)) return host
  return typeof domainName === 'string' && hostShape.test(domainName) ? domainName : undefined
}

/**
 * The scheme the client used, as the platform's own headers tell; https when they do not.
 * Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/x-forwarded-headers.html,
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html
 */
export function schemeOf(headers: HeaderRecord | null | undefined): 'http' | 'https' {
  const proto = firstHeader(headers, 'x-forwarded-proto') ?? firstHeader(headers, 'cloudfront-forwarded-proto')
  return proto !== undefined && proto !== 'https' && /^\s*http\s*(?:,|$)/i.test(proto) ? 'http' : 'https'
}
