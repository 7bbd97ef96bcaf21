import type { NativeCookie } from '../native.ts'

/** A `Set-Cookie` line as the library's cookie, and whether what is written from it means exactly the same. */
export interface ParsedCookie {
  /** Undefined when the line has no name that a cookie may have. */
  readonly cookie: NativeCookie | undefined
  readonly exact: boolean
}

/** Who writes the cookie: the library's own server when streaming, ASP.NET in the host otherwise. */
export type CookieWriter = 'library' | 'host'

// What the writers leave as it is: `encodeURIComponent` (library) and `Uri.EscapeDataString` (host), which also escapes
// these. Source: https://github.com/dotnet/aspnetcore, ResponseCookies
const escapedByHost = /[!'()*]/

const tokenShape = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
// A value outside of these makes the library throw in the middle of the answer. Source: npm package cookie 0.7, index.js
const domainShape = /^\.?[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i
const pathShape = /^[ -:=-~]*$/

/** Reads a `Set-Cookie` line. What a {@link NativeCookie} cannot carry is left out, and the result is not `exact`. */
export function parseSetCookie(line: string, writer: CookieWriter): ParsedCookie {
  const [pair = '', ...attributes] = line.split(';')
  const equals = pair.indexOf('=')
  const name = pair.slice(0, Math.max(0, equals)).trim()
  if (!tokenShape.test(name)) return { cookie: undefined, exact: false }
  const written = pair.slice(equals + 1).trim()
  const value = decodedValue(written)
  const cookie: NativeCookie = { name, value }
  let exact = encodeURIComponent(value) === written && !(writer === 'host' && escapedByHost.test(written))
  for (const attribute of attributes) exact = addAttribute(cookie, attribute, writer) && exact
  // ASP.NET makes a missing path `/`; an empty one keeps the browser's default (RFC 6265, 5.2.4).
  if (writer === 'host') cookie.path ??= ''
  return { cookie, exact }
}

function decodedValue(written: string): string {
  try {
    return decodeURIComponent(written)
  } catch {
    // Not percent-encoded text: it is written as it stands.
    return written
  }
}

/** Sets what one attribute says; false when the cookie cannot say it. */
function addAttribute(cookie: NativeCookie, attribute: string, writer: CookieWriter): boolean {
  const equals = attribute.indexOf('=')
  const value = equals < 0 ? '' : attribute.slice(equals + 1).trim()
  switch ((equals < 0 ? attribute : attribute.slice(0, equals)).trim().toLowerCase()) {
    case '':
      return true
    case 'secure':
      cookie.secure = true
      return true
    case 'httponly':
      cookie.httpOnly = true
      return true
    case 'samesite':
      return setSameSite(cookie, value)
    case 'domain':
      if (domainShape.test(value)) cookie.domain = value
      return domainShape.test(value) || value === ''
    case 'path':
      if (pathShape.test(value)) cookie.path = value
      return pathShape.test(value)
    case 'max-age':
      return setMaxAge(cookie, value, writer)
    case 'expires':
      return setExpires(cookie, value, writer)
    default:
      return false
  }
}

function setSameSite(cookie: NativeCookie, value: string): boolean {
  const known = (['Strict', 'Lax', 'None'] as const).find((one) => one.toLowerCase() === value.toLowerCase())
  if (known) cookie.sameSite = known
  return known !== undefined
}

function setMaxAge(cookie: NativeCookie, value: string, writer: CookieWriter): boolean {
  if (!/^-?\d{1,15}$/.test(value)) return false
  // ASP.NET refuses a negative age; zero ends the cookie as well.
  cookie.maxAge = writer === 'host' ? Math.max(0, Number(value)) : Number(value)
  return true
}

function setExpires(cookie: NativeCookie, value: string, writer: CookieWriter): boolean {
  const time = Date.parse(value)
  if (Number.isNaN(time)) return false
  // Without streaming the library loses a time of 0, with which cookies are deleted; a second later is as past.
  cookie.expires = writer === 'host' ? Math.max(1000, time) : time
  return true
}
