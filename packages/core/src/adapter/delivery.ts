import type { Payload } from '../events/payload.ts'
import type { Attributes, ChangeKind, ObjectKind } from '../events/types.ts'
import type { Outcome } from '../outcome.ts'

/** The triggers that are not a request. */
export type EventTrigger = 'message' | 'event' | 'schedule' | 'object' | 'change'

interface DeliveryOf<Trigger extends EventTrigger> {
  readonly trigger: Trigger
  /** The name of the function in the app, where the platform calls functions one by one. */
  readonly function?: string | undefined
  /**
   * The provider's own names of what it comes from, the most precise first, without account, region or `.fifo`: the
   * queue's, the topic's, the table's. Core finds the function by them. Empty when the platform does not say.
   */
  readonly names: readonly string[]
  /**
   * The provider's id, the same on every delivery of the same event; made of its position or content where it has none.
   * Undefined when the invocation's own id is that: a call that is repeated under one id.
   */
  readonly id: string | undefined
  /** A URI reference: the ARN, the resource's path. */
  readonly source: string
  /** The type that the sender or the provider gave; undefined for `rove.<trigger>`. */
  readonly type?: string | undefined
  readonly subject?: string | undefined
  /** RFC 3339. */
  readonly time?: string | undefined
  /** How often it was delivered, from 1; undefined when the platform does not count. */
  readonly attempt?: number | undefined
  /** What keeps order within itself: FIFO group, session, partition key, shard. */
  readonly group?: string | undefined
  readonly traceparent?: string | undefined
  readonly tracestate?: string | undefined
  /**
   * What it wraps, when it is a known event inside another: a notification inside a message, an object inside that. It
   * is asked only when the app has no function for the outside; all of what is inside must then be handled. An empty
   * list (a test event) is handled by nobody, and done.
   */
  readonly inner?: (() => readonly DecodedDelivery[]) | undefined
}

/** A message of a queue, before core has opened its envelope. */
export interface DecodedMessage extends DeliveryOf<'message'> {
  readonly payload: Payload
  /** The media type of the payload, where the platform says. */
  readonly datacontenttype?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** An event of a topic, before core has opened its envelope. */
export interface DecodedEvent extends DeliveryOf<'event'> {
  readonly payload: Payload
  readonly datacontenttype?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** A time that has come. `names` are those of the rule, the job or the timer. */
export interface DecodedTick extends DeliveryOf<'schedule'> {
  /** When it was due, where the platform says. */
  readonly scheduledAt?: Date | undefined
  /** What the schedule was set up to send. */
  readonly payload?: Payload | undefined
}

/** An object that was written or deleted. `names` are those of the bucket. */
export interface DecodedObject extends DeliveryOf<'object'> {
  readonly kind: ObjectKind
  /** Decoded. */
  readonly key: string
  readonly size?: number | undefined
  /** Without quotation marks. */
  readonly etag?: string | undefined
  readonly contentType?: string | undefined
  readonly version?: string | undefined
  /** The provider's own description of the object. */
  readonly payload?: Payload | undefined
}

/** A value that changed. `names` are those of the table. */
export interface DecodedChange extends DeliveryOf<'change'> {
  readonly kind: ChangeKind
  readonly key: string
  /** As plain JSON values. */
  readonly before?: unknown
  readonly after?: unknown
  /** The provider's own description of the change. */
  readonly payload?: Payload | undefined
}

/** One thing that a native event delivers. */
export type DecodedDelivery = DecodedMessage | DecodedEvent | DecodedTick | DecodedObject | DecodedChange

/** How a platform takes what became of a batch. */
export type Settlement =
  /** For each delivery by itself: the others are not delivered again. */
  | 'each'
  /** As a position: everything from the first failure on is delivered again. */
  | 'position'
  /** In one piece: a failure delivers all of it again. */
  | 'whole'
  /** Not at all: what fails is not delivered again, whatever is answered. */
  | 'none'

/** What a codec reads out of a native event. */
export interface DecodedBatch {
  /** In the order of the native event; empty when there is nothing to do. */
  readonly deliveries: readonly DecodedDelivery[]
  readonly settlement: Settlement
  /** Whether the service keeps order in a group, so that a failure must hold its group back. Default: false. */
  readonly ordered?: boolean
  /** Whether the codec's answer moves a delivery to a dead-letter queue at once. Default: false. */
  readonly deadLetters?: boolean
}

/** What became of one delivery. */
export interface Settled {
  readonly delivery: DecodedDelivery
  readonly outcome: Outcome
}
