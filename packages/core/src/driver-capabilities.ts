import type { Capability, Limit } from './capabilities.ts'

/** What drivers may keep differently, by kind of resource, and what each promise means. */
export const bindingPromises = {
  kv: {
    'kv.consistent': 'Reads and lists see every write that ended before them, of other processes too.',
    'kv.batch-get': 'getMany asks the service for many keys at once.',
    'kv.list.order': 'Keys are listed in the order of their UTF-8 bytes.',
    'kv.expiry': 'A value is not read any more from its expiresAt on.',
    'kv.expiry.removed': 'The service removes values that have expired.',
  },
  bucket: {
    'bucket.if-absent': 'A write can ask that there is no object.',
    'bucket.if-match': 'A write can ask that the object has still an etag.',
    'bucket.etag': 'An etag changes with every write, of the same content too.',
    'bucket.metadata': 'Texts are kept with an object.',
    'bucket.stream': 'An object of unknown size is written and read piece by piece.',
    'bucket.list.order': 'Keys are listed in the order of their UTF-8 bytes.',
    'bucket.signed-url': 'A URL lets anyone read or write one object for a while.',
  },
  queue: {
    'queue.batch': 'Several messages go in one call.',
    'queue.batch.part': 'Of a batch, what could be sent is sent, and the rest is told.',
    'queue.delay': 'A message can stay unseen for a while.',
    'queue.order': 'With ordered: true, messages of a group keep their order.',
    'queue.dedupe': 'A message with a key that was sent a short time ago is dropped.',
  },
  topic: {
    'topic.batch': 'Several events go in one call.',
    'topic.batch.part': 'Of a batch, what could be published is published, and the rest is told.',
  },
  secret: {
    'secret.versions': 'An earlier version can be read by its name.',
    'secret.rewrite': 'Writing the same value again gives another version.',
  },
} as const

/** A kind of resource that has drivers. */
export type BindingKind = keyof typeof bindingPromises

/** The name of a promise that the drivers of a kind may keep differently. */
export type BindingPromise<Kind extends BindingKind = BindingKind> = Kind extends BindingKind
  ? keyof (typeof bindingPromises)[Kind]
  : never

interface LimitsOf {
  readonly kv: 'key' | 'value'
  readonly bucket: 'key' | 'object' | 'metadata'
  readonly queue: 'message' | 'batchBytes' | 'batchItems' | 'delay'
  readonly topic: 'message' | 'batchBytes' | 'batchItems' | 'delay'
  readonly secret: never
}

/** The name of a limit of the drivers of a kind, as in their `limits`. */
export type BindingLimit<Kind extends BindingKind = BindingKind> = LimitsOf[Kind]

/** What one driver keeps and where it ends: data, read by the driver suites, the documents and the command line. */
export interface DriverCapabilities<Kind extends BindingKind = BindingKind> {
  readonly kind: Kind
  /** As the driver calls it: `dynamodb`. */
  readonly service: string
  /** The product's name for people: `Amazon DynamoDB`. */
  readonly title: string
  /** What it is imported from: `@rove/aws/dynamodb`. */
  readonly module: string
  /** `except` is by variant, where a service has several: `fifo`. */
  readonly supports: Readonly<Record<BindingPromise<Kind>, Capability>>
  readonly limits: Readonly<Record<BindingLimit<Kind>, Limit>>
}

/** The capabilities of one driver, of whatever kind. */
export type AnyDriverCapabilities = { [Kind in BindingKind]: DriverCapabilities<Kind> }[BindingKind]
