import { setTimeout as delay } from 'node:timers/promises'
import type { Tally } from './tally.ts'

/** A record of a batch, and which item it carries. */
export interface Carried {
  readonly item: number
}

/** How a batch is worked off. */
export interface BatchRetry<Record extends Carried> {
  readonly batch: readonly Record[]
  readonly maxAttempts: number
  readonly tally: Tally
  /** Invokes the function with what is left, for the so-manieth time; gives how many from the front are handled. */
  run(rest: readonly Record[], attempt: number): Promise<number>
}

// Waits between attempts grow on AWS; here they are cut short.
const retryMilliseconds = 1

/**
 * Delivers a batch until it is handled or its attempts are used up; then what is left of it goes to the on-failure
 * destination together, whatever in it was to blame, and the next batch follows.
 * Attempts are those of the batch: that a part of it was handled does not start them again.
 */
export async function retryBatch<Record extends Carried>(options: BatchRetry<Record>): Promise<void> {
  const { maxAttempts, tally, run } = options
  let rest = options.batch
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    if (attempt > 1) await delay(retryMilliseconds)
    tally.attempt(rest.map(({ item }) => item))
    const handled = await run(rest, attempt)
    tally.settle(
      rest.slice(0, handled).map(({ item }) => item),
      'done',
    )
    rest = rest.slice(handled)
    if (rest.length === 0) return
  }
  tally.settle(
    rest.map(({ item }) => item),
    'dead-lettered',
  )
}
