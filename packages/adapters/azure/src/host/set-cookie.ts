import type { RpcCookie } from './rpc.ts'

/**
 * A cookie as ASP.NET writes it for the host: the value percent-encoded, the path `/` unless it is given.
 * Sources: https://github.com/Azure/azure-functions-host, GrpcMessageExtensionUtilities.RpcHttpCookieConverter and
 * https://github.com/dotnet/aspnetcore, ResponseCookies.Append and SetCookieHeaderValue.ToString
 */
export function toSetCookie(cookie: RpcCookie): string {
  const { expires, maxAge, domain, secure, httpOnly } = cookie
  if (maxAge && maxAge.value < 0)
    throw new RangeError(`ASP.NET refuses the negative max-age of the cookie "${cookie.name}".`)
  const sameSite = { strict: 'strict', lax: 'lax', explicitNone: 'none' }[cookie.sameSite ?? '']
  return [
    `${cookie.name}=${escapeDataString(cookie.value)}`,
    ...(expires ? [`expires=${new Date(expires.value.seconds * 1000).toUTCString()}`] : []),
    ...(maxAge ? [`max-age=${Math.trunc(maxAge.value)}`] : []),
    ...(domain ? [`domain=${domain.value}`] : []),
    `path=${cookie.path?.value ?? '/'}`,
    ...(secure?.value ? ['secure'] : []),
    ...(sameSite ? [`samesite=${sameSite}`] : []),
    ...(httpOnly?.value ? ['httponly'] : []),
  ].join('; ')
}

// .NET's Uri.EscapeDataString also escapes what JavaScript leaves (RFC 3986's reserved characters).
function escapeDataString(value: string): string {
  return encodeURIComponent(value).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
}
