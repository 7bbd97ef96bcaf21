import type {
  Answer,
  BufferedAnswer,
  BufferedHttpCodec,
  ByteStream,
  DecodedRequest,
  StreamHttpCodec,
} from '@rove/core/adapter'
import type { NativeRequest, NativeResult } from '../native.ts'
import { routeParameter } from '../route.ts'
import { parseSetCookie } from './cookies.ts'
import { Decoded } from './decoded.ts'

/** What the streaming codec gives: the library's result, and the cookies it cannot write as they are. */
export interface StreamResult extends NativeResult {
  /** All `Set-Cookie` lines, when `cookies` is only close to them. */
  readonly exactCookies?: readonly string[]
}

/** With HTTP streams enabled: bodies pass through in both directions while they are made. */
export const http: StreamHttpCodec<NativeRequest, StreamResult> = {
  name: 'http',
  title: 'Azure Functions HTTP trigger, programming model v4',
  trigger: 'request',
  answers: 'stream',
  matches,
  decode: (request) => new Decoded(request, streamedBody(request)),
  encode(answer) {
    const result: StreamResult = toResult(answer)
    if (answer.cookies.length === 0) return result
    const parsed = answer.cookies.map((line) => parseSetCookie(line, 'library'))
    const cookies = parsed.flatMap(({ cookie }) => (cookie ? [cookie] : []))
    if (parsed.every(({ exact }) => exact)) return { ...result, cookies }
    // The library sets headers one by one, the last of a name wins: one line can go as it is, several cannot.
    if (answer.cookies.length === 1) {
      result.headers.push(['set-cookie', answer.cookies[0] as string])
      return result
    }
    return { ...result, cookies, exactCookies: answer.cookies }
  },
}

/** Without HTTP streams: the host hands over and takes back whole bodies. */
export const httpBuffered: BufferedHttpCodec<NativeRequest, NativeResult> = {
  name: 'http-buffered',
  title: 'Azure Functions HTTP trigger, programming model v4, without HTTP streams',
  trigger: 'request',
  answers: 'buffered',
  matches,
  decode: (request) => new Decoded(request, request.body ? wholeBody(request) : null),
  encode(answer: BufferedAnswer) {
    const result = toResult(answer)
    if (answer.cookies.length === 0) return result
    const parsed = answer.cookies.map((line) => parseSetCookie(line, 'host'))
    // The host adds the cookies to a Set-Cookie header of the result: one line at most can go as it is.
    const asHeader = parsed.findIndex(({ exact }) => !exact)
    if (asHeader >= 0) result.headers.push(['set-cookie', answer.cookies[asHeader] as string])
    const cookies = parsed.flatMap(({ cookie }, index) => (cookie && index !== asHeader ? [cookie] : []))
    return cookies.length === 0 ? result : { ...result, cookies }
  },
}

/**
 * The same codec for requests that are known to come by the app's catch-all route: where it caught nothing, all of the
 * path is the route prefix, whatever that is.
 */
export function behindCatchAll<Codec extends typeof http | typeof httpBuffered>(codec: Codec): Codec {
  const decode = (request: NativeRequest): DecodedRequest => {
    const decoded = codec.decode(request)
    return request.params?.[routeParameter] ? decoded : Object.assign(decoded, { path: '/' })
  }
  return { ...codec, decode }
}

function matches(event: unknown): event is NativeRequest {
  if (typeof event !== 'object' || event === null) return false
  const { method, url, arrayBuffer } = event as Partial<NativeRequest>
  return typeof method === 'string' && typeof url === 'string' && typeof arrayBuffer === 'function'
}

/**
 * When streaming, the library gives a stream for every request but GET and HEAD, even when nothing will come.
 * Without a length and without chunks a request has no body (RFC 9112, 6.3).
 */
function streamedBody(request: NativeRequest): ByteStream | null {
  const { body, headers } = request
  if (!body) return null
  const length = headers?.get('content-length')
  if (length === '0') return null
  if (!length) return headers?.get('transfer-encoding') ? body : null
  return Number(length) <= smallBody ? wholeBody(request) : body
}

// Reading a small body at once is cheaper than piece by piece, and nobody would see it arrive.
const smallBody = 65_536

function wholeBody(request: Pick<NativeRequest, 'arrayBuffer'>): ByteStream {
  return {
    async *[Symbol.asyncIterator]() {
      const bytes = await request.arrayBuffer()
      if (bytes.byteLength > 0) yield new Uint8Array(bytes)
    },
  }
}

function toResult({ status, headers, body }: Answer): NativeResult {
  const result: NativeResult = { status, headers: headers.map(([name, value]) => [name, value]) }
  if (body === null) return result
  // To a text without a content type the library's Response would add one.
  const untyped = typeof body === 'string' && !headers.some(([name]) => name === 'content-type')
  result.body = untyped ? Buffer.from(body as string) : body
  return result
}
