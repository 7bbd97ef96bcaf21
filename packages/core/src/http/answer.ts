import { RoveError } from '../errors.ts'
import { type ByteStream, discard, isStream, type RawBody, toBytes } from './body.ts'
import { isNullBodyStatus, LightResponse } from './response.ts'

/** A response in the plain parts that codecs encode. */
export interface Answer {
  /** 200 to 599. */
  readonly status: number
  /** Names in lower case, values in the order of first mention; never Set-Cookie, never hop-by-hop fields. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  /** One `Set-Cookie` value each. */
  readonly cookies: readonly string[]
  /** Text stands for its UTF-8 bytes. Null for HEAD, 204, 205 and 304. */
  readonly body: RawBody
}

/** An {@link Answer} whose body is in memory, for platforms that take no stream. */
export interface BufferedAnswer extends Answer {
  readonly body: string | Uint8Array | null
}

// They speak of one connection, not of the response. Source: RFC 9110, 7.6.1.
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

// What the platform's `fetch` undoes before user code sees the body.
const decodedByFetch = /^\s*(?:(?:x-)?gzip|deflate|br)(?:\s*,\s*(?:(?:x-)?gzip|deflate|br))*\s*$/i

/**
 * Takes a handler's response apart.
 * @throws RoveError `Internal` when the handler gave something that is not a `Response`, or one that was already read.
 */
export function toAnswer(response: unknown, method: string): Answer {
  if (!isResponse(response)) {
    throw new RoveError(
      'Internal',
      `The handler returned ${response === null ? 'null' : typeof response}, not a Response; return json(…), text(…) or a new Response(…).`,
    )
  }
  if (response.bodyUsed) {
    throw new RoveError(
      'Internal',
      'The handler returned a Response whose body was already read; return response.clone() instead.',
    )
  }
  if (response.status < 200 || response.status > 599) {
    throw new RoveError(
      'Internal',
      `The handler returned a Response with the status ${response.status}, which cannot be sent.`,
    )
  }
  const headers: Array<readonly [string, string]> = []
  const refetched = response.url !== '' && decodedByFetch.test(response.headers.get('content-encoding') ?? '')
  // Only the platform knows what it will send; a HEAD answer is the one that may state another size.
  const keepLength = method === 'HEAD' && !refetched
  const keep = (name: string, value: string): void => {
    if (hopByHop.has(name) || (name === 'content-length' && !keepLength)) return
    if (refetched && name === 'content-encoding') return
    headers.push([name, value])
  }
  if (response instanceof LightResponse) response.headers.eachField(keep)
  else for (const [name, value] of response.headers) if (name !== 'set-cookie') keep(name, value)
  const body = response instanceof LightResponse ? response.takeBody() : (response.body as ByteStream | null)
  const bodiless = method === 'HEAD' || isNullBodyStatus(response.status)
  // A source that is not sent lets go of what it holds; the answer does not wait for it, nor depend on it.
  if (bodiless) discard(body).catch(() => undefined)
  return { status: response.status, headers, cookies: response.headers.getSetCookie(), body: bodiless ? null : body }
}

/**
 * Brings an answer's body into memory for a platform that cannot stream; at once when it is there already.
 * @throws RoveError `ResourceExhausted` that names the limit when the body is larger.
 */
export function toBuffered(
  answer: Answer,
  maxBytes: number = Number.POSITIVE_INFINITY,
): BufferedAnswer | Promise<BufferedAnswer> {
  const tooLarge = (): RoveError =>
    new RoveError(
      'ResourceExhausted',
      `The response is larger than the ${maxBytes} bytes that this platform takes back.`,
      { status: 500, expose: true },
    )
  const { body } = answer
  if (isStream(body)) return toBytes(body, maxBytes, tooLarge).then((bytes) => ({ ...answer, body: bytes }))
  // Counting UTF-8 is only needed when the length in characters leaves room for doubt.
  const isOver = typeof body === 'string' ? body.length * 3 > maxBytes && Buffer.byteLength(body) > maxBytes : false
  if (isOver || (body instanceof Uint8Array && body.byteLength > maxBytes)) throw tooLarge()
  return answer as BufferedAnswer
}

/** Ends what an answer that will not be sent still holds. */
export async function discardAnswer(response: unknown): Promise<void> {
  if (!isResponse(response) || response.bodyUsed) return
  await discard(response instanceof LightResponse ? response.takeBody() : (response.body as ByteStream | null))
}

function isResponse(value: unknown): value is Response {
  if (value instanceof LightResponse) return true
  if (typeof value !== 'object' || value === null) return false
  const { status, headers } = value as Partial<Response>
  return typeof status === 'number' && typeof headers?.getSetCookie === 'function' && 'body' in value
}

/** The first value of a header of an answer. */
export function headerOf(answer: Answer, name: string): string | undefined {
  return answer.headers.find(([key]) => key === name)?.[1]
}
