import { RoveError } from '../errors.ts'
import { isStream, type RawBody, toReadable, toText } from './body.ts'
import { FetchBody } from './fetch-body.ts'
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
export class LazyRequest extends FetchBody implements Request {
  readonly method: string
  readonly #parts: DecodedRequest
  readonly #path: string
  readonly #owner: { readonly signal: AbortSignal }
  #url: string | undefined
  #headers: LightHeaders | undefined

  /**
   * @param owner whose signal is the request's; it is read when it is asked for
   * @param path in place of the decoded one, when a base path was taken off
   */
  constructor(parts: DecodedRequest, owner: { readonly signal: AbortSignal }, path: string = parts.path) {
    super(parts.body === '' ? null : parts.body)
    this.method = parts.method
    this.#parts = parts
    this.#path = path
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

  /** @throws RoveError `InvalidArgument` (400) when there is no body, or when it is not JSON. */
  async json(): Promise<unknown> {
    const body = toText(this.takeBody())
    // A turn less of the event loop for what is in memory already, as most bodies are.
    const text = typeof body === 'string' ? body : await body
    if (text === '') throw new RoveError('InvalidArgument', 'The request has no body; JSON was expected.')
    try {
      return JSON.parse(text)
    } catch (cause) {
      throw new RoveError('InvalidArgument', 'The request body is not valid JSON.', { cause })
    }
  }

  /** @throws RoveError `InvalidArgument` (400) when the body is not form data of its content type. */
  override async formData(): Promise<FormData> {
    // To read it twice is the handler's mistake, not the client's.
    this.peekBody()
    try {
      return await super.formData()
    } catch (cause) {
      throw new RoveError('InvalidArgument', 'The request body is not valid form data of its content type.', { cause })
    }
  }

  clone(): LazyRequest {
    const body = this.peekBody()
    const copy = new LazyRequest(this.#parts, this.#owner, this.#path)
    copy.#headers = new LightHeaders(this.headers)
    if (isStream(body)) {
      const [mine, theirs] = toReadable(body).tee()
      this.replaceBody(mine)
      copy.replaceBody(theirs)
    }
    return copy
  }

  declare readonly cache: 'default'
  declare readonly credentials: 'same-origin'
  declare readonly destination: ''
  declare readonly duplex: 'half'
  declare readonly integrity: ''
  declare readonly keepalive: false
  declare readonly mode: 'cors'
  declare readonly redirect: 'follow'
  declare readonly referrer: 'about:client'
  declare readonly referrerPolicy: ''
}

// These members have one value on a server; on the prototype they cost nothing per request.
// Source: https://fetch.spec.whatwg.org/#request-class, the defaults.
Object.assign(LazyRequest.prototype, {
  cache: 'default',
  credentials: 'same-origin',
  destination: '',
  duplex: 'half',
  integrity: '',
  keepalive: false,
  mode: 'cors',
  redirect: 'follow',
  referrer: 'about:client',
  referrerPolicy: '',
})

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
