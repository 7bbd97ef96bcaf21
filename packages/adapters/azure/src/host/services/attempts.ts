import type { Delivered } from '@rove/core/adapter'

/** Items that are delivered again, each by itself, until they succeed or have been delivered often enough. */
export interface Attempts<Item> {
  readonly items: readonly Item[]
  readonly maxAttempts: number
  /** How many are delivered at the same time. */
  readonly concurrency: number
  /** What becomes of an item that never succeeded. */
  readonly failed: 'dead-lettered' | 'dropped'
  /** Delivers an item, the first time with 1. */
  deliver(item: Item, attempt: number): Promise<boolean>
}

/** Delivers in rounds: what failed becomes visible again, and is taken with the next batch. */
export async function deliverEach<Item>(attempts: Attempts<Item>): Promise<Delivered[]> {
  const { items, maxAttempts, concurrency, failed, deliver } = attempts
  const results = new Array<Delivered>(items.length)
  let pending = items.map((item, index) => ({ item, index }))
  for (let attempt = 1; pending.length > 0; attempt++) {
    const again: typeof pending = []
    for (let first = 0; first < pending.length; first += concurrency) {
      const batch = pending.slice(first, first + concurrency)
      const succeeded = await Promise.all(batch.map(({ item }) => deliver(item, attempt)))
      for (const [place, one] of batch.entries()) {
        if (succeeded[place]) results[one.index] = delivered('done', attempt)
        else if (attempt >= maxAttempts) results[one.index] = delivered(failed, attempt)
        else again.push(one)
      }
    }
    pending = again
  }
  return results
}

/** What became of an item. No function of Azure can say how long to wait. */
export function delivered(outcome: Delivered['outcome'], attempts: number): Delivered {
  return { outcome, attempts, delays: new Array<undefined>(Math.max(0, attempts - 1)).fill(undefined) }
}
