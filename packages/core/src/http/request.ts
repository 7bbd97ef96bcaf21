import { RoveError } from '../errors.ts'
import { isStream, type RawBody, toBytes, toReadable, toText } from './body.ts'
import { type HeaderRecord, LightHeaders } from './headers.ts'
import { type RequestLine, toUrl } from './url.ts'

/** What a codec reads out of a native HTTP event. Core builds the lazy `Request` from it; nothing is copied. */
export interface DecodedRequest extends RequestLine {
  /** Upper case. */
  readonly method: string
  /** As received, in any case; values are never joined by the codec. */
  readonly headers: HeaderRecord | null | undefined
  /** Request cookies that arrive beside the headers, one `name=value` each. */
  readonly cookies?: readonly string[] | undefined
  /** Text stands for its UTF-8 bytes; an empty text is no body. */
  readonly body: RawBody
  /** The client's address from the field that the provider defines for it, without a port. */
  readonly clientIp: string | undefined
}

/**
 * A `Request` that is made of a decoded event and loads nothing of the platform's Fetch until it is asked for a part
 * that only the platform has (`clone`, `formData`, `blob`, `body`). It is not an `instanceof Request`: code that needs
 * the platform's own class gets one from {@link toPlatformRequest}.
 */
export class LazyRequest implements Request {
  readonly method: string
  readonly #parts: DecodedRequest
  readonly #path: string
  readonly #owner: { readonly signal: AbortSignal }
  #url: string | undefined
  #headers: LightHeaders | undefined
  #body: RawBody
  #used = false
  #readable: ReadableStream<Uint8Array<ArrayBuffer>> | undefined

  /**
   * @param owner whose signal is the request's; it is read when it is asked for
   * @param path in place of the decoded one, when a base path was taken off
   */
  constructor(parts: DecodedRequest, owner: { readonly signal: AbortSignal }, path: string = parts.path) {
    this.method = parts.method
    this.#parts = parts
    this.#path = path
    this.#body = parts.body === '' ? null : parts.body
    this.#owner = owner
  }

  get url(): string {
    const { scheme, host, query } = this.#parts
    this.#url ??= toUrl({ scheme, host, path: this.#path, query })
    return this.#url
  }

  get headers(): LightHeaders {
    this.#headers ??= LightHeaders.received(this.#parts.headers, this.#parts.cookies)
    return this.#headers
  }

  get signal(): AbortSignal {
    return this.#owner.signal
  }

  get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    if (this.#body === null) return null
    this.#readable ??= toReadable(this.#body, () => {
      this.#used = true
    })
    return this.#readable
  }

  get bodyUsed(): boolean {
    return this.#used
  }

  async text(): Promise<string> {
    return toText(this.#take())
  }

  async json(): Promise<unknown> {
    const body = this.#take()
    const text = await toText(body)
    if (text === '') throw new RoveError('InvalidArgument', 'The request has no body; JSON was expected.')
    try {
      return JSON.parse(text)
    } catch (cause) {
      throw new RoveError('InvalidArgument', 'The request body is not valid JSON.', { cause })
    }
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return (await toBytes(this.#take())) as Uint8Array<ArrayBuffer>
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    const bytes = await this.bytes()
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  }

  async blob(): Promise<Blob> {
    return new Blob([await this.bytes()], { type: this.headers.get('content-type') ?? '' })
  }

  async formData(): Promise<FormData> {
    const init = { headers: { 'content-type': this.headers.get('content-type') ?? '' } }
    try {
      return await new Response(await this.bytes(), init).formData()
    } catch (cause) {
      throw new RoveError('InvalidArgument', 'The request body is not valid form data of its content type.', { cause })
    }
  }

  clone(): LazyRequest {
    if (this.#used || this.#readable?.locked) throw alreadyRead()
    const copy = new LazyRequest(this.#parts, this.#owner, this.#path)
    copy.#headers = new LightHeaders(this.headers)
    if (isStream(this.#body)) {
      const [mine, theirs] = toReadable(this.#body).tee()
      this.#body = mine
      this.#readable = undefined
      copy.#body = theirs
    }
    return copy
  }

  // The remaining members have one value on a server.
  // Source: https://fetch.spec.whatwg.org/#request-class, the defaults.
  readonly cache = 'default'
  readonly credentials = 'same-origin'
  readonly destination = ''
  readonly duplex = 'half'
  readonly integrity = ''
  readonly keepalive = false
  readonly mode = 'cors'
  readonly redirect = 'follow'
  readonly referrer = 'about:client'
  readonly referrerPolicy = ''

  #take(): RawBody {
    if (this.#used || this.#readable?.locked) throw alreadyRead()
    this.#used = this.#body !== null
    return this.#body
  }
}

/**
 * The platform's own `Request` for a request: for `fetch`, for frameworks that check the class, for `instanceof`.
 * It takes over the body; the request it was made of can no longer be read.
 */
export function toPlatformRequest(request: Request): Request {
  if (!(request instanceof LazyRequest)) return request
  const { method, body, signal } = request
  const headers = [...request.headers]
  // Fetch forbids a body with these methods (https://fetch.spec.whatwg.org/#dom-request, step 36).
  if (body === null || method === 'GET' || method === 'HEAD')
    return new Request(request.url, { method, headers, signal })
  return new Request(request.url, { method, headers, signal, body, duplex: 'half' })
}

function alreadyRead(): TypeError {
  return new TypeError('The request body was already read. Read it once, or read request.clone() first.')
}
