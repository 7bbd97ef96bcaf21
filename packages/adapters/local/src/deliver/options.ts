import type { Attributes, ChangeKind, Duration, ObjectKind } from '@rove/core'

/** How things are delivered in a test. */
export interface DeliverOptions {
  /** How often one is delivered before it is put aside. Default: what its queue says, otherwise 5. */
  readonly maxAttempts?: number
  /** How long each is held back first, by the client's clock: nobody waits, but what has no delay comes before. */
  readonly delay?: Duration
}

/** How messages and events are delivered in a test. */
export interface ContentOptions<Item = unknown> extends DeliverOptions {
  /** What travels beside the body. */
  readonly attributes?: Attributes
  /** The group of a message, or what tells it: `({ orderId }) => orderId`. Topics have none. */
  readonly group?: string | ((item: Item, index: number) => string)
  /** See {@link RawOptions}. */
  readonly raw?: false
}

/** How messages and events of foreign senders are delivered in a test: what is given is what is sent, without an envelope. */
export interface RawOptions extends Omit<ContentOptions<string | Uint8Array>, 'raw'> {
  readonly raw: true
  /** The media type that the sender states. */
  readonly contentType?: string
}

/** An object that was written or deleted, in a test. */
export interface ToldObject {
  /** Default: `created`. */
  readonly kind?: ObjectKind
  readonly key: string
  /** Bytes. */
  readonly size?: number
  readonly etag?: string
  readonly contentType?: string
  readonly version?: string
}

/** A value that was written or deleted, in a test. */
export interface ToldChange<Value = unknown> {
  readonly key: string
  /** Undefined when there was none. */
  readonly before?: Value
  /** Undefined when there is none any more. */
  readonly after?: Value
  /** Default: what `before` and `after` say. */
  readonly kind?: ChangeKind
}
