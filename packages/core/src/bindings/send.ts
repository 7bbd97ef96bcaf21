import type { Duration } from '../duration.ts'
import type { RoveError } from '../errors.ts'

/** How a message is sent. */
export interface SendOptions {
  readonly attributes?: Readonly<Record<string, string>>
  /** How long it stays unseen (`queue.delay`). */
  readonly delay?: Duration
  /** Needed on an ordered queue: messages of one group are handled in the order they were sent. */
  readonly group?: string
  /** A message with a key that was sent a short time ago is dropped (`queue.dedupe`). */
  readonly dedupeKey?: string
}

/** What became of the messages of a batch. */
export interface SentBatch {
  /** The ids of those that were sent, in their order; undefined at the place of one that was not. */
  readonly ids: ReadonlyArray<string | undefined>
  readonly failed: ReadonlyArray<{ readonly index: number; readonly error: RoveError }>
}

/** Sends messages to a queue. */
export interface QueueSender<Body> {
  /**
   * Sends a message: a JSON value, or bytes.
   * @throws RoveError `InvalidArgument` when the queue's schema or a limit refuses it
   */
  send(body: Body, options?: SendOptions): Promise<{ readonly id: string }>
  /** Sends several; those that the service did not take are told, and can be sent again. */
  sendBatch(messages: ReadonlyArray<{ readonly body: Body } & SendOptions>): Promise<SentBatch>
}

/** How an event is published. */
export interface PublishOptions {
  readonly attributes?: Readonly<Record<string, string>>
  /** The event's `type`. Default: `rove.event`. */
  readonly type?: string
  readonly subject?: string
}

/** Publishes events to a topic. */
export interface TopicPublisher<Data> {
  /**
   * Publishes an event: a JSON value, or bytes.
   * @throws RoveError `InvalidArgument` when the topic's schema or a limit refuses it
   */
  publish(data: Data, options?: PublishOptions): Promise<{ readonly id: string }>
  /** Publishes several; those that the service did not take are told, and can be published again. */
  publishBatch(events: ReadonlyArray<{ readonly data: Data } & PublishOptions>): Promise<SentBatch>
}
