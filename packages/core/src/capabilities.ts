/**
 * How far a provider goes with one promise of the portable contract: by itself (`native`), with Rove's or a
 * workaround's help (`emulated`), or not at all (`no`).
 */
export type Support = 'native' | 'emulated' | 'no'

/** What one provider does for one promise, with the document that says so. */
export interface Capability {
  readonly support: Support
  /** What differs, in one sentence, when `support` is not plain `native`. */
  readonly note?: string
  /** Address of the provider's document, or of the issue, that the entry comes from. */
  readonly source: string
  /** When that source was read, `YYYY-MM`. */
  readonly asOf: string
  /** Codecs of the provider for which the promise is kept otherwise, by name. */
  readonly except?: Readonly<Record<string, CapabilityException>>
}

/** What a provider does for a promise behind one codec, where it differs. */
export interface CapabilityException {
  readonly support: Support
  /** What differs, in one sentence. */
  readonly note: string
  /** Its document, when it is not the capability's own. */
  readonly source?: string
}

/** A provider's limit, with its source. */
export interface Limit {
  readonly value: number
  readonly unit: 'bytes' | 'seconds' | 'items'
  readonly source: string
  /** When that source was read, `YYYY-MM`. */
  readonly asOf: string
  /** False when no document was found that confirms the figure. */
  readonly verified: boolean
}

/** The promises of the HTTP contract that providers may keep differently, and what each means. */
export const httpPromises = {
  'http.stream.response': 'A response body is sent while it is being made.',
  'http.stream.request': 'A request body can be read while it is arriving.',
  'http.cookies.multiple': 'Several Set-Cookie headers of one response all arrive.',
  'http.headers.repeated': 'A repeated request header arrives with every value.',
  'http.query.raw': 'The query string arrives byte for byte.',
  'http.path.encoded': 'A percent-encoded path, `%2F` included, arrives as it was sent.',
  'http.body.any-method': 'A body arrives with every method, GET and DELETE included.',
  'http.body.chunked': 'A body without a content-length arrives.',
  'http.client-ip': 'The client’s address is known.',
  'http.deadline': 'The time at which the platform ends the invocation is known.',
  'http.signal.disconnect': 'The signal aborts when the client goes away.',
  'http.error.malformed-json': 'A malformed JSON body is answered by the portable 400.',
  'lifecycle.wait-until': 'Work given to waitUntil finishes before the environment is paused.',
  'lifecycle.shutdown': 'The app’s shutdown function runs before the process ends.',
} as const

/** The name of a promise of the HTTP contract. */
export type HttpPromise = keyof typeof httpPromises

/** The limits that every provider states for HTTP. */
export type HttpLimit = 'http.request.body' | 'http.response.body' | 'http.response.stream' | 'http.timeout'

/** What a provider keeps and where it ends: data, read by the conformance suite, the documents and the command line. */
export interface Capabilities {
  /** The provider's short name: `aws`, `azure`, `gcp`, `local`. */
  readonly provider: string
  /** The product's name for people. */
  readonly title: string
  readonly supports: Readonly<Record<HttpPromise, Capability>>
  /** A missing limit means that the provider states none. */
  readonly limits: Readonly<Partial<Record<HttpLimit, Limit>>>
}

/** What a provider does for a promise behind one of its codecs. */
export function supportOf(capabilities: Capabilities, promise: HttpPromise, codec?: string): Support {
  const capability = capabilities.supports[promise]
  return (codec === undefined ? undefined : capability.except?.[codec]?.support) ?? capability.support
}
