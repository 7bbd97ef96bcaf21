import { type Duration, toMilliseconds } from './duration.ts'

const brand = Symbol.for('rove.outcome')

/** The event was handled. What a handler returns that is no outcome, nothing included, means the same. */
export interface Done {
  readonly kind: 'done'
  /** For callers that wait for an answer: a direct invocation, a record transformation. Others never see it. */
  readonly result?: unknown
}

/** The event shall be delivered again. */
export interface Retry {
  readonly kind: 'retry'
  /** Milliseconds to wait before, where the provider can (`message.retry.after`); undefined for its own pace. */
  readonly after?: number
  /** What went wrong, when something was thrown. */
  readonly error?: unknown
  /** True when the handler was not called: an earlier event of the same group failed, or the time was over. */
  readonly skipped?: boolean
}

/** The event can never be handled and shall be kept aside. */
export interface DeadLetter {
  readonly kind: 'dead-letter'
  readonly reason: string
  /** What went wrong, when something was thrown. */
  readonly error?: unknown
}

/** What became of an event: the value that a handler of an event returns. To throw is to retry. */
export type Outcome = Done | Retry | DeadLetter

/**
 * Says that the event was handled, with a result for callers that wait for one.
 * @example return done({ total: 3 })
 */
export function done(result?: unknown): Done {
  return branded({ kind: 'done', ...(result === undefined ? {} : { result }) })
}

/**
 * Asks for another delivery, as a throw does, but without an error in the log.
 *
 * @throws RoveError `InvalidArgument` when `after` is not a duration
 * @example return retry({ after: '30s' })
 */
export function retry(options: { readonly after?: Duration } = {}): Retry {
  return branded({ kind: 'retry', ...(options.after === undefined ? {} : { after: toMilliseconds(options.after) }) })
}

/**
 * Gives an event up: it goes to the dead-letter queue, at once where the provider can (`message.dead-letter.now`),
 * after the remaining attempts where it cannot. It is never counted as handled.
 * @example return deadLetter('the courier does not exist')
 */
export function deadLetter(reason: string): DeadLetter {
  return branded({ kind: 'dead-letter', reason })
}

/** Whether a value is an outcome made by {@link done}, {@link retry} or {@link deadLetter}, of this or another copy of this package. */
export function isOutcome(value: unknown): value is Outcome {
  return typeof value === 'object' && value !== null && (value as { [brand]?: unknown })[brand] === true
}

function branded<T extends object>(outcome: T): T {
  return Object.defineProperty(outcome, brand, { value: true })
}
