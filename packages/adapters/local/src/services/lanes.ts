import type { Disorder } from './chaos.ts'
import type { Clock } from './clock.ts'
import type { OwnEntry } from './entry.ts'

interface Lane {
  readonly key: string | undefined
  /** In the order in which they were sent; the first holds up the rest. */
  readonly entries: OwnEntry[]
}

/** What lanes need to know. */
export interface LanesOptions {
  readonly clock: Clock
  readonly disorder: Disorder
  /** Called when something has become visible. */
  onReady(): void
}

/**
 * Keeps what waits to be delivered: entries that keep order in one lane, in order; each other entry in a lane of its own. A
 * lane that something was taken from gives nothing more until it is given back.
 */
export class Lanes {
  readonly #options: LanesOptions
  readonly #named = new Map<string, Lane>()
  readonly #ready: Lane[] = []
  readonly #taken: Lane[] = []
  readonly #alarms = new Map<Lane, () => void>()
  #size = 0
  #isStopped = false

  constructor(options: LanesOptions) {
    this.#options = options
  }

  /** How many entries there are, those that were taken included. */
  get size(): number {
    return this.#size
  }

  add(entry: OwnEntry): void {
    this.#size += 1
    const { lane: key } = entry
    const known = key === undefined ? undefined : this.#named.get(key)
    if (known) {
      known.entries.push(entry)
      return
    }
    const lane = { key, entries: [entry] }
    if (key !== undefined) this.#named.set(key, lane)
    this.#place(lane)
  }

  /** Takes what is visible, at most so many, in the order in which it is to be handled. */
  take(most: number): OwnEntry[] {
    const { clock, disorder } = this.#options
    const now = clock.now()
    const batch: OwnEntry[] = []
    while (batch.length < most && this.#ready.length > 0) {
      const index = disorder.pick(this.#ready.length)
      const lane = (index === 0 ? this.#ready.shift() : this.#ready.splice(index, 1)[0]) as Lane
      this.#taken.push(lane)
      const hidden = lane.entries.findIndex(({ visibleAt }) => visibleAt > now)
      batch.push(
        ...lane.entries.slice(0, Math.min(most - batch.length, hidden < 0 ? Number.POSITIVE_INFINITY : hidden)),
      )
    }
    return batch
  }

  /** Gives back all that was taken: what has a fate leaves, the rest waits until it is visible. */
  giveBack(): void {
    for (const lane of this.#taken.splice(0)) {
      const kept = lane.entries.filter(({ fate }) => fate === undefined)
      this.#size -= lane.entries.length - kept.length
      lane.entries.splice(0, lane.entries.length, ...kept)
      if (kept.length > 0) this.#place(lane)
      else if (lane.key !== undefined) this.#named.delete(lane.key)
    }
  }

  /** Forgets the times that are waited for, and waits for none any more. */
  stop(): void {
    this.#isStopped = true
    for (const cancel of this.#alarms.values()) cancel()
    this.#alarms.clear()
  }

  #place(lane: Lane): void {
    const { clock, onReady } = this.#options
    const [first] = lane.entries
    if (first === undefined || this.#isStopped) return
    if (first.visibleAt <= clock.now()) {
      this.#ready.push(lane)
      onReady()
      return
    }
    const ring = (): void => {
      this.#alarms.delete(lane)
      this.#ready.push(lane)
      onReady()
    }
    this.#alarms.set(lane, clock.at(first.visibleAt, ring))
  }
}
