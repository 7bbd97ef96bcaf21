import { RoveError } from '../errors.ts'
import type { DecodedBatch, EventTrigger, Settled } from './delivery.ts'

/** Translates one native event shape of the other triggers. */
export interface EventCodec<Event, Result> {
  /** Short and unique within the adapter: `sqs`. */
  readonly name: string
  /** What it takes, for people: `Amazon SQS`. */
  readonly title: string
  readonly trigger: 'delivery'
  /** What it can decode to. */
  readonly triggers: readonly EventTrigger[]
  /** Whether this codec claims the event. It reads, never throws, and is cheap: it runs on every event. */
  matches(event: unknown): event is Event
  /**
   * Takes the event apart. Pure; the event is never changed. It throws only for an event that contradicts itself: the
   * invocation fails then, and nothing of it counts as handled.
   */
  decode(event: Event): DecodedBatch | Promise<DecodedBatch>
  /**
   * Builds the native result: what the platform takes as "these are done, those are not". Where a platform knows only
   * success and failure it throws, see {@link rejectFailures}. Pure.
   */
  encode(settled: readonly Settled[], event: Event): Result
}

/** Whether a delivery was not handled and must not count as such. */
export function isUnhandled({ outcome }: Settled): boolean {
  return outcome.kind !== 'done'
}

/**
 * Fails the invocation when anything in it was not handled, for platforms that deliver again what fails.
 * @throws RoveError `Internal` that names what was not handled, and how many
 */
export function rejectFailures(settled: readonly Settled[]): void {
  const unhandled = settled.filter(isUnhandled)
  const [first] = unhandled
  if (first === undefined) return
  throw new RoveError(
    'Internal',
    `${unhandled.length} of ${settled.length} deliveries were not handled; the first is ${describeSettled(first)}.`,
    { operation: 'deliver', cause: 'error' in first.outcome ? first.outcome.error : undefined },
  )
}

function describeSettled({ delivery, outcome }: Settled): string {
  const why = outcome.kind === 'dead-letter' ? ` (given up: ${outcome.reason})` : ''
  return `${delivery.trigger} ${delivery.id ?? '(of the invocation)'} of ${delivery.source}${why}`
}
