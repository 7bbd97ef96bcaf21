import type { Outcome } from '@rove/core'
import type { Disorder } from './chaos.ts'
import type { OwnEntry } from './entry.ts'

/** What decides on an entry beside its outcome. */
export interface SettleOptions {
  /** Epoch milliseconds, by the services' clock. */
  readonly now: number
  readonly disorder: Disorder
}

/**
 * Notes what became of a batch: each entry gets a fate, or the time from which it is delivered again.
 * @param outcomes in the entries' order; one that is missing counts as a failure
 */
export function settleBatch(
  batch: readonly OwnEntry[],
  outcomes: ReadonlyArray<Outcome | undefined>,
  options: SettleOptions,
): void {
  // A batch in which nothing was begun counts, or it could come for ever.
  const begun = outcomes.some((outcome) => outcome !== undefined && !isSkipped(outcome))
  batch.forEach((entry, index) => {
    const outcome = outcomes[index] ?? {
      kind: 'retry',
      error: new Error('The function did not say what became of it.'),
    }
    if (begun && isSkipped(outcome)) entry.attempts -= 1
    else settle(entry, outcome, { ...options, isLast: isLastOfLane(batch, index) })
  })
}

function isSkipped(outcome: Outcome): boolean {
  return outcome.kind === 'retry' && outcome.skipped === true
}

// One that was handled may come again only before what follows it in its lane.
function isLastOfLane(batch: readonly OwnEntry[], index: number): boolean {
  const lane = batch[index]?.lane
  return lane === undefined || !batch.slice(index + 1).some((entry) => entry.lane === lane)
}

function settle(entry: OwnEntry, outcome: Outcome, options: SettleOptions & { readonly isLast: boolean }): void {
  const { now, disorder, isLast } = options
  const isOver = entry.attempts >= entry.maxAttempts
  if (outcome.kind === 'done') {
    if (isOver || !isLast || !disorder.losesAcknowledgement()) entry.fate = { outcome: 'done' }
    else deliverAgain(entry, undefined, now + disorder.delay())
  } else if (outcome.kind === 'dead-letter') {
    const { reason, error } = outcome
    entry.fate = { outcome: 'dead-lettered', reason, ...(error === undefined ? {} : { error }) }
  } else if (isOver) {
    const reason = `It was delivered ${times(entry.attempts)} and not handled${lastWord(outcome)}`
    const { error } = outcome
    entry.fate = { outcome: 'dead-lettered', reason, ...(error === undefined ? {} : { error }) }
  } else {
    deliverAgain(entry, outcome.after, now + disorder.delay())
  }
}

function deliverAgain(entry: OwnEntry, after: number | undefined, from: number): void {
  entry.delays.push(after)
  entry.visibleAt = from + (after ?? toBackoff(entry.attempts))
}

/** Milliseconds before a redelivery that nobody timed: 1 s, then twice as long each time, at most a minute. */
function toBackoff(attempts: number): number {
  return Math.min(1000 * 2 ** (attempts - 1), 60_000)
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}

function lastWord(outcome: Outcome): string {
  if (!('error' in outcome)) return '.'
  const { error } = outcome
  return `; at last: ${error instanceof Error ? error.message : String(error)}`
}
