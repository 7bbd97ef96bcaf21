import type { Attributes, ChangeKind, ObjectKind } from '@rove/core'

/** A message to be delivered. */
export interface MessageItem {
  readonly body: string | Uint8Array
  readonly contentType?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** An event to be delivered. */
export interface EventItem {
  readonly data: string | Uint8Array
  readonly contentType?: string | undefined
  readonly attributes?: Attributes | undefined
}

/** A tick to be delivered. */
export interface TickItem {
  readonly scheduledAt: Date
}

/** What happened to an object. */
export interface ObjectItem {
  readonly kind: ObjectKind
  readonly key: string
  /** Bytes. */
  readonly size?: number | undefined
  readonly etag?: string | undefined
  readonly contentType?: string | undefined
  readonly version?: string | undefined
}

/** What happened to a value. Values are JSON text, so that no delivery can change them for the next. */
export interface ChangeItem {
  readonly kind: ChangeKind
  readonly key: string
  readonly before?: string | undefined
  readonly after?: string | undefined
}

/** What each trigger delivers. */
export interface ItemOf {
  readonly message: MessageItem
  readonly event: EventItem
  readonly schedule: TickItem
  readonly object: ObjectItem
  readonly change: ChangeItem
}

/** How something is sent, whatever it is. */
export interface PostOptions {
  /** The sender's id of it. Default: one that is made up. */
  readonly id?: string
  /** Milliseconds to hold it back first. */
  readonly delay?: number
  /** How often it is delivered before it is put aside. Default: what its queue says, otherwise 5. */
  readonly maxAttempts?: number
  /**
   * Whether it is a failure when the app has no function for it: it is then delivered to nobody, and ends aside. Default:
   * true for messages and ticks, which are for one function; false for the others, which whoever listens gets.
   */
  readonly mustBeHeard?: boolean
}

/** What became of an entry in the end. */
export type Fate =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'dead-lettered'; readonly reason: string; readonly error?: unknown }

/** One thing on its way to one function. */
export interface Entry<Item = ItemOf[keyof ItemOf]> {
  readonly id: string
  readonly item: Item
  /** The group that the sender gave it. */
  readonly group: string | undefined
  /** Epoch milliseconds, by the clock that handlers see: what moves the services' clock must not change it. */
  readonly sentAt: number
  readonly maxAttempts: number
  /** How often it was delivered. */
  readonly attempts: number
  /** What was asked to be waited before each redelivery, milliseconds; undefined where nothing was asked. */
  readonly delays: ReadonlyArray<number | undefined>
  /** Undefined while it may be delivered again. */
  readonly fate: Fate | undefined
}

/** An entry, for the subscription that it belongs to: nobody else changes it. */
export interface OwnEntry extends Entry {
  /** What it keeps order with; undefined where there is no order. */
  readonly lane: string | undefined
  attempts: number
  delays: Array<number | undefined>
  fate: Fate | undefined
  /** Not to be delivered before, by the services' clock. */
  visibleAt: number
}
