import type { CloudEvent } from './cloud-event.ts'

/** Text that travels beside the body. */
export type Attributes = Readonly<Record<string, string>>

/** A message of a queue, as a handler of `onMessage` gets it: one a call. */
export interface Message<Body = unknown> extends CloudEvent<Body> {
  /**
   * The body: the value that was sent, or what a foreign sender wrote. Text that is a JSON object, array or string is
   * parsed; other text stays text; bytes that are no text are a `Uint8Array`.
   */
  readonly body: Body
  readonly attributes: Attributes
  /** How often it was delivered, from 1. Where the provider does not count (`message.attempt`), always 1. */
  readonly attempt: number
  readonly enqueuedAt: Date | undefined
  /** Messages of one group keep their order, on services that keep order. */
  readonly group: string | undefined
  /** The logical name of the queue. */
  readonly queue: string
}

/** An event of a topic, as a handler of `onEvent` gets it. */
export interface TopicEvent<Data = unknown> extends CloudEvent<Data> {
  readonly attributes: Attributes
  /** How often it was delivered, from 1. Where the provider does not count (`event.attempt`), always 1. */
  readonly attempt: number
  /** The logical name of the topic. */
  readonly topic: string
}

/** A time that has come, as a handler of `onSchedule` gets it. */
export interface Tick extends CloudEvent<unknown> {
  /** When it was due, where the provider says (`schedule.time`); otherwise when it came. */
  readonly scheduledAt: Date
}

/** What happened to an object. */
export type ObjectKind = 'created' | 'deleted'

/** An object that was written or deleted, as a handler of `onObject` gets it. */
export interface ObjectEvent extends CloudEvent<unknown> {
  /** `created` also when an object was overwritten. */
  readonly kind: ObjectKind
  /** The logical name of the bucket. */
  readonly bucket: string
  /** The object's key, decoded. */
  readonly key: string
  /** Bytes; undefined where the provider does not say. */
  readonly size: number | undefined
  /** Without quotation marks; undefined where the provider does not say. */
  readonly etag: string | undefined
  /** The media type of the object; undefined where the provider does not say. */
  readonly contentType: string | undefined
  /** The object's version or generation; undefined where the provider does not say. */
  readonly version: string | undefined
}

/** What happened to a value. */
export type ChangeKind = 'created' | 'updated' | 'deleted'

/** A value that changed in a key-value store, as a handler of `onChange` gets it. */
export interface Change<Value = unknown> extends CloudEvent<unknown> {
  /** Where a provider does not tell `created` from `updated` (`change.kind`), it is `updated`. */
  readonly kind: ChangeKind
  readonly key: string
  /** The value before; undefined for `created`, and where the provider does not give it (`change.before`). */
  readonly before: Value | undefined
  /** The value after; undefined for `deleted`. */
  readonly after: Value | undefined
  /** The logical name of the store. */
  readonly store: string
}
