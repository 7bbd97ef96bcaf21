import { type Duration, RoveError, toMilliseconds } from '@rove/core'
import { createRandom } from './random.ts'

/** What a service is allowed to do to those who rely on more than it promises. */
export interface ChaosOptions {
  /** The same seed gives the same disorder. */
  readonly seed: number
  /**
   * The share of handled events whose acknowledgement gets lost, so that they are delivered once more, 0 to 1.
   * Default: 0.1. The last attempt's is never lost.
   */
  readonly duplicates?: number
  /** Whether what is not ordered comes in any order, and groups in any order among themselves. Default: true. */
  readonly reorder?: boolean
  /** The longest that a delivery is held back, by the services' clock. Default: `'1m'`. */
  readonly delays?: Duration
}

/** What a subscription asks before it does things. */
export interface Disorder {
  /** Which of so many comes first. */
  pick(count: number): number
  /** How many of at most so many come together. */
  size(most: number): number
  /** Milliseconds to hold a delivery back. */
  delay(): number
  losesAcknowledgement(): boolean
}

/** Everything in order, at once, and once. */
export const order: Disorder = {
  pick: () => 0,
  size: (most) => most,
  delay: () => 0,
  losesAcknowledgement: () => false,
}

/**
 * Makes the disorder of one subscription.
 * @throws RoveError `InvalidArgument` for an option that is not valid
 */
export function createDisorder(options: ChaosOptions, subscription: string): Disorder {
  const { seed, duplicates = 0.1, reorder = true, delays = '1m' } = options
  if (!Number.isFinite(seed)) throw new RoveError('InvalidArgument', 'The seed of chaos must be a number.')
  if (!(duplicates >= 0 && duplicates <= 1)) {
    throw new RoveError('InvalidArgument', 'The duplicates of chaos are a share: a number from 0 to 1.')
  }
  const longest = toMilliseconds(delays)
  const random = createRandom(seed, subscription)
  const below = (count: number): number => Math.floor(random() * count)
  return {
    pick: reorder ? below : order.pick,
    size: reorder ? (most) => 1 + below(most) : order.size,
    delay: () => (longest === 0 ? 0 : below(longest + 1)),
    losesAcknowledgement: () => random() < duplicates,
  }
}
