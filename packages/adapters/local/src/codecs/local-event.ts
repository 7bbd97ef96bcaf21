import type { ChangeKind, ObjectKind } from '@rove/core'

/** What the records of every in-process service have. */
export interface LocalRecord {
  /** The same on every delivery of the record. */
  readonly id: string
  /** How often it was delivered, from 1. */
  readonly attempt: number
  /** When it was sent, RFC 3339. */
  readonly time: string
}

/** A batch that an in-process service hands to the function that is to handle it. */
export interface LocalEventOf<Service extends string, Item extends LocalRecord> {
  /** Which service it comes from. */
  readonly service: Service
  /** The logical name of the queue, topic, bucket or store; of a schedule, the function's name. */
  readonly name: string
  /** The function that it is for; absent when the app has none for it. */
  readonly function?: string
  /** In the order in which they are to be handled. */
  readonly records: readonly Item[]
}

/** What may go with a message or an event beside its content. */
export interface LocalContent {
  /** The media type of the content, where the sender said it. */
  readonly contentType?: string
  readonly attributes?: Readonly<Record<string, string>>
}

/** A message as the in-process queue delivers it. */
export interface LocalMessage extends LocalRecord, LocalContent {
  readonly body: string | Uint8Array
  readonly group?: string
}

/** An event as the in-process topic delivers it. */
export interface LocalTopicRecord extends LocalRecord, LocalContent {
  readonly data: string | Uint8Array
}

/** A time that has come, as the scheduler delivers it. */
export interface LocalTick extends LocalRecord {
  /** When it was due, RFC 3339. */
  readonly scheduledAt: string
}

/** What a bucket tells of an object. */
export interface LocalObject extends LocalRecord {
  readonly kind: ObjectKind
  readonly key: string
  readonly size?: number
  readonly etag?: string
  readonly contentType?: string
  readonly version?: string
}

/** What a key-value store tells of a value. */
export interface LocalChange extends LocalRecord {
  readonly kind: ChangeKind
  readonly key: string
  /** JSON text, as it was stored. */
  readonly before?: string
  /** JSON text, as it is stored. */
  readonly after?: string
}

/** A batch of a queue. `ordered` when the messages of a group are to be handled one after the other. */
export interface LocalQueueEvent extends LocalEventOf<'rove.queue', LocalMessage> {
  readonly ordered: boolean
}

/** A batch of a topic. */
export type LocalTopicEvent = LocalEventOf<'rove.topic', LocalTopicRecord>

/** Times of a schedule. */
export type LocalScheduleEvent = LocalEventOf<'rove.schedule', LocalTick>

/** A batch of a bucket. */
export type LocalBucketEvent = LocalEventOf<'rove.bucket', LocalObject>

/** A batch of a key-value store; the changes of a key are in order. */
export type LocalKvEvent = LocalEventOf<'rove.kv', LocalChange>

/** What the in-process services hand to a function: `platform.event` of an event's context. */
export type LocalEvent = LocalQueueEvent | LocalTopicEvent | LocalScheduleEvent | LocalBucketEvent | LocalKvEvent
