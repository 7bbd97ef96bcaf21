import type { Delivered } from '@rove/core/adapter'

/** Keeps count of what becomes of the items of a delivery, by their place in it. */
export interface Tally {
  /** Items are in an event that the function gets. */
  attempt(items: readonly number[]): void
  settle(items: readonly number[], outcome: Delivered['outcome']): void
  /**
   * @throws Error when an item was never settled: a service that lost one must not look as if it had worked
   */
  result(): readonly Delivered[]
}

/** Makes a tally for so many items. */
export function createTally(size: number): Tally {
  const attempts = new Array<number>(size).fill(0)
  const outcomes = new Array<Delivered['outcome'] | undefined>(size).fill(undefined)
  return {
    attempt(items) {
      for (const item of items) attempts[item] = (attempts[item] ?? 0) + 1
    },
    settle(items, outcome) {
      for (const item of items) outcomes[item] = outcome
    },
    result: () => outcomes.map((outcome, item) => toDelivered(outcome, attempts[item] ?? 0, item)),
  }
}

/** What became of one item. AWS takes no word of the function on when to deliver again, so no delay is known. */
export function toDelivered(outcome: Delivered['outcome'] | undefined, attempts: number, item: number): Delivered {
  if (outcome === undefined) throw new Error(`Item ${item + 1} was neither handled nor put aside.`)
  return { outcome, attempts, delays: new Array<undefined>(Math.max(attempts - 1, 0)).fill(undefined) }
}
