import { type ByteStream, isStream } from './body.ts'
import { FetchBody } from './fetch-body.ts'
import { type HeaderPairs, type HeaderRecord, LightHeaders } from './headers.ts'

/** How {@link json}, {@link text}, {@link html} and {@link stream} are told status and headers. */
export interface AnswerInit {
  /** 200 to 599. Default: 200. */
  readonly status?: number
  readonly statusText?: string
  /** One value or a list a name, pairs, or a `Headers`. A list makes several fields, as `Set-Cookie` needs. */
  readonly headers?: HeaderRecord | HeaderPairs
}

/** What a light response holds: text stands for its UTF-8 bytes. */
export type LightBody = string | Uint8Array | ByteStream | null

/**
 * A `Response` of our own, light enough not to load the platform's Fetch classes. Handlers make one with {@link json},
 * {@link text}, {@link html}, {@link redirect} or {@link stream}; a platform `Response` is welcome in its place.
 */
export class LightResponse extends FetchBody implements Response {
  readonly status: number
  readonly statusText: string
  readonly headers: LightHeaders

  /** @throws RangeError for a status outside 200 to 599; TypeError for a body on 204, 205 or 304. */
  constructor(body: LightBody, init: AnswerInit = {}, contentType?: string) {
    super(body)
    this.status = init.status ?? 200
    if (!Number.isInteger(this.status) || this.status < 200 || this.status > 599) {
      throw new RangeError(`${String(this.status)} is not an HTTP status from 200 to 599.`)
    }
    if (body !== null && isNullBodyStatus(this.status)) {
      throw new TypeError(`A response with the status ${this.status} cannot have a body.`)
    }
    this.statusText = init.statusText ?? ''
    this.headers = headersOf(init, contentType)
  }

  get ok(): boolean {
    return this.status < 300
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text())
  }

  clone(): Response {
    const body = this.peekBody()
    if (isStream(body)) throw new TypeError('A streamed response cannot be cloned: its source can be read once.')
    return new LightResponse(body, this)
  }

  readonly redirected = false
  readonly type = 'default'
  readonly url = ''
}

function headersOf(init: AnswerInit, contentType: string | undefined): LightHeaders {
  if (init.headers === undefined) {
    return contentType === undefined ? new LightHeaders() : LightHeaders.of('content-type', contentType)
  }
  const headers = new LightHeaders(init.headers)
  if (contentType !== undefined && !headers.has('content-type')) headers.set('content-type', contentType)
  return headers
}

/**
 * Answers with a value as JSON (`application/json`).
 * @throws TypeError when the value has no JSON form: undefined, a function, a circular object, a bigint.
 * @example return json({ id }, { status: 201, headers: { location: `/orders/${id}` } })
 */
export function json(value: unknown, init?: AnswerInit): Response {
  const body = JSON.stringify(value)
  if (body === undefined) throw new TypeError(`json() was given ${typeof value}, which has no JSON form.`)
  return new LightResponse(body, init, 'application/json')
}

/** Answers with text (`text/plain;charset=UTF-8`). */
export function text(body: string, init?: AnswerInit): Response {
  return new LightResponse(String(body), init, 'text/plain;charset=UTF-8')
}

/** Answers with a page (`text/html;charset=UTF-8`). */
export function html(body: string, init?: AnswerInit): Response {
  return new LightResponse(String(body), init, 'text/html;charset=UTF-8')
}

/** Answers with bytes (`application/octet-stream` unless the headers say otherwise). They are sent without a copy. */
export function bytes(body: Uint8Array | ArrayBuffer, init?: AnswerInit): Response {
  const view = body instanceof ArrayBuffer ? new Uint8Array(body) : body
  return new LightResponse(view, init, 'application/octet-stream')
}

/** Answers without a body, 204 by default. */
export function empty(init?: AnswerInit): Response {
  return new LightResponse(null, { ...init, status: init?.status ?? 204 })
}

/** Sends the client elsewhere: 302 by default. The location may be relative and is sent as given. */
export function redirect(location: string | URL, status: 301 | 302 | 303 | 307 | 308 = 302): Response {
  if (![301, 302, 303, 307, 308].includes(status)) throw new RangeError(`${status} is not a redirect status.`)
  return new LightResponse(null, { status, headers: { location: String(location) } })
}

/**
 * Answers with pieces as they come (`application/octet-stream` unless the headers say otherwise); text becomes UTF-8.
 * The source is read no faster than the client takes it, and is cancelled when the client goes away. On a platform
 * that buffers (`http.stream.response`), it is collected first.
 * @example return stream(rowsAsCsv(), { headers: { 'content-type': 'text/csv' } })
 */
export function stream(
  source: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
  init?: AnswerInit,
): Response {
  return new LightResponse(toByteStream(source), init, 'application/octet-stream')
}

async function* toByteStream(
  source: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk
}

/** Statuses that never carry a body. Source: https://fetch.spec.whatwg.org/#null-body-status */
export function isNullBodyStatus(status: number): boolean {
  return status === 204 || status === 205 || status === 304 || status < 200
}
