import type { FrontResponse } from './front.ts'

/** Something is wrong with what the function gave back; each front has its own answer to it. */
export class MalformedResult extends Error {}

/** A function's result that may be a response. */
export type ResultObject = Readonly<Record<string, unknown>>

/** Parses a payload as JSON; undefined when it is none. */
export function parsePayload(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString())
  } catch {
    return undefined
  }
}

/** Whether a parsed payload is an object. */
export function isObject(value: unknown): value is ResultObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A status code: an integer, or one written as text, of a final response: 200 to 599. */
export function toStatus(value: unknown): number {
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599)
    throw new MalformedResult(`statusCode is ${JSON.stringify(value)}`)
  return status
}

/** A body: text, or base64 when it says so; absent and null are empty. */
export function toBody(body: unknown, isBase64Encoded: unknown): Buffer {
  if (body === undefined || body === null) return Buffer.alloc(0)
  if (typeof body !== 'string') throw new MalformedResult('body is not a string')
  return Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8')
}

/** Headers with one value each. Numbers and booleans become text. */
export function toHeaders(headers: unknown): Array<readonly [string, string]> {
  if (headers === undefined || headers === null) return []
  if (!isObject(headers)) throw new MalformedResult('headers is not an object')
  return Object.entries(headers).map(([name, value]) => [name.toLowerCase(), toText(name, value)])
}

/** Headers with a list of values each. */
export function toHeaderLists(headers: unknown): Array<readonly [string, string]> {
  if (headers === undefined || headers === null) return []
  if (!isObject(headers)) throw new MalformedResult('multiValueHeaders is not an object')
  return Object.entries(headers).flatMap(([name, values]) => {
    if (!Array.isArray(values)) throw new MalformedResult(`multiValueHeaders.${name} is not a list`)
    return values.map((value) => [name.toLowerCase(), toText(name, value)] as const)
  })
}

/** A list of cookies, one Set-Cookie header each. */
export function toSetCookies(cookies: unknown): Array<readonly [string, string]> {
  if (cookies === undefined || cookies === null) return []
  if (!Array.isArray(cookies)) throw new MalformedResult('cookies is not a list')
  return cookies.map((cookie) => ['set-cookie', toText('cookies', cookie)])
}

function toText(name: string, value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new MalformedResult(`the value of ${name} is ${value === null ? 'null' : typeof value}`)
}

/** The headers with a content type, when they have none. */
export function withContentType(
  headers: ReadonlyArray<readonly [string, string]>,
  contentType: string,
): ReadonlyArray<readonly [string, string]> {
  return headers.some(([name]) => name === 'content-type') ? headers : [...headers, ['content-type', contentType]]
}

/** A response of a front's own, in JSON. */
export function ownJson(status: number, text: string, headers: Readonly<Record<string, string>> = {}): FrontResponse {
  return {
    status,
    headers: [['content-type', 'application/json'], ...Object.entries(headers)],
    body: Buffer.from(text),
  }
}
