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

/** The promises of the delivery contract that providers may keep differently, and what each means. */
export const deliveryPromises = {
  'message.acknowledge': 'A message is gone only after its handler has returned.',
  'message.partial': 'Of a batch, only what failed is delivered again.',
  'message.retry': 'A message that failed is delivered again.',
  'message.retry.after': 'retry({ after }) says when a message comes again.',
  'message.attempt': 'The attempts at a message are counted over all deliveries.',
  'message.dead-letter': 'A message that keeps failing ends in a dead-letter queue.',
  'message.dead-letter.now': 'deadLetter(reason) moves a message there at once.',
  'message.ordered':
    'With ordered: true, messages of a group come one after the other, and a failure holds up its group only.',
  'message.attributes': 'Attributes of foreign messages arrive as they were sent.',
  'message.text': 'The text of a foreign message arrives as it was sent.',
  'message.bytes': 'The bytes of a foreign message arrive as they were sent.',
  'event.retry': 'An event of a topic that failed is delivered again.',
  'event.retry.after': 'retry({ after }) says when an event comes again.',
  'event.attempt': 'The attempts at an event are counted over all deliveries.',
  'event.dead-letter': 'An event that keeps failing is kept aside.',
  'event.dead-letter.now': 'deadLetter(reason) puts an event aside at once.',
  'event.attributes': 'Attributes of foreign events arrive as they were sent.',
  'schedule.time': 'The time at which a tick was due is known.',
  'schedule.retry': 'A tick that failed is delivered again.',
  'object.created': 'A written object is told.',
  'object.deleted': 'A deleted object is told.',
  'object.properties': 'Size and etag of a written object are told.',
  'object.retry': 'An object event that failed is delivered again.',
  'change.written': 'A written value is told, with the value.',
  'change.kind': 'A new value is told apart from an updated one.',
  'change.before': 'The value before is told.',
  'change.deleted': 'A deleted value is told.',
  'change.ordered': 'Changes of a key come in order, and a failure holds up what follows.',
  'change.retry': 'A change that failed is delivered again.',
  'delivery.trace': 'The sender’s trace goes on in the handler.',
} as const

/** The name of a promise of the HTTP contract. */
export type HttpPromise = keyof typeof httpPromises

/** The name of a promise of the delivery contract. */
export type DeliveryPromise = keyof typeof deliveryPromises

/** The name of a promise of the portable contract. */
export type PortablePromise = HttpPromise | DeliveryPromise

/** The limits that providers state for deliveries: bytes of one message or event, items of one batch. */
export type DeliveryLimit = 'message.body' | 'message.batch' | 'event.body'

/** The limits that every provider states for HTTP. */
export type HttpLimit = 'http.request.body' | 'http.response.body' | 'http.response.stream' | 'http.timeout'

/** What a provider keeps and where it ends: data, read by the conformance suite, the documents and the command line. */
export interface Capabilities {
  /** The provider's short name: `aws`, `azure`, `gcp`, `local`. */
  readonly provider: string
  /** The product's name for people. */
  readonly title: string
  readonly supports: Readonly<Record<PortablePromise, Capability>>
  /** A missing limit means that the provider states none. */
  readonly limits: Readonly<Partial<Record<HttpLimit | DeliveryLimit, Limit>>>
}

/** What a provider does for a promise behind one of its codecs. */
export function supportOf(capabilities: Capabilities, promise: PortablePromise, codec?: string): Support {
  const capability = capabilities.supports[promise]
  return (codec === undefined ? undefined : capability.except?.[codec]?.support) ?? capability.support
}
