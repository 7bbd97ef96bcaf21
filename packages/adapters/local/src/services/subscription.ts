import type { Outcome } from '@rove/core'
import type { Disorder } from './chaos.ts'
import type { Clock } from './clock.ts'
import type { ItemOf, OwnEntry, PostOptions } from './entry.ts'
import { Lanes } from './lanes.ts'
import { settleBatch } from './settle.ts'

/** What a subscription delivers with. */
export interface SubscriptionOptions {
  readonly clock: Clock
  readonly disorder: Disorder
  /** How often an entry is delivered that does not say. */
  readonly maxAttempts: number
  /** How many entries a batch has at most. */
  readonly batchSize: number
  /** Milliseconds after which a batch that is not settled is delivered again. */
  readonly visibility: number
  /** Hands a batch over; the outcomes in its order. It may reject: then nothing of it was handled. */
  invoke(batch: readonly OwnEntry[]): Promise<readonly Outcome[]>
  /** Called when an entry was put aside. */
  onDeadLetter(entry: OwnEntry): void
}

/** How something is taken. */
export interface AddOptions extends PostOptions {
  readonly id: string
  readonly group: string | undefined
  /** What it keeps order with; undefined where there is no order. */
  readonly lane: string | undefined
}

/**
 * Delivers to one function, at least once: an entry is gone only when the function has said that it was handled, or when
 * it was put aside. One batch at a time; what fails is delivered again, later each time, or when the function asked for.
 */
export class Subscription {
  readonly #options: SubscriptionOptions
  readonly #lanes: Lanes
  readonly #running = new Set<Promise<void>>()
  #isPumping = false
  #isStopped = false

  constructor(options: SubscriptionOptions) {
    this.#options = options
    this.#lanes = new Lanes({
      clock: options.clock,
      disorder: options.disorder,
      onReady: () => this.#pump(),
    })
  }

  /** Takes something to deliver. */
  add(item: ItemOf[keyof ItemOf], options: AddOptions): OwnEntry {
    const { clock, disorder, maxAttempts } = this.#options
    const entry: OwnEntry = {
      id: options.id,
      item,
      group: options.group,
      lane: options.lane,
      sentAt: Date.now(),
      maxAttempts: options.maxAttempts ?? maxAttempts,
      attempts: 0,
      delays: [],
      fate: undefined,
      visibleAt: clock.now() + (options.delay ?? 0) + disorder.delay(),
    }
    this.#lanes.add(entry)
    return entry
  }

  /** How many entries have no fate yet. */
  get size(): number {
    return this.#lanes.size
  }

  /** What is being delivered now. It settles with the batch, also with one that took too long. */
  get running(): ReadonlySet<Promise<void>> {
    return this.#running
  }

  /** Begins no further batch. */
  stop(): void {
    this.#isStopped = true
    this.#lanes.stop()
  }

  #pump(): void {
    if (this.#isPumping || this.#isStopped) return
    this.#isPumping = true
    this.#track(this.#deliverReady())
  }

  #track(work: Promise<void>): void {
    this.#running.add(work)
    work.finally(() => this.#running.delete(work))
  }

  async #deliverReady(): Promise<void> {
    // What is sent in one go makes one batch.
    await Promise.resolve()
    const { batchSize, disorder } = this.#options
    for (;;) {
      const batch = this.#isStopped ? [] : this.#lanes.take(disorder.size(batchSize))
      if (batch.length === 0) break
      await this.#deliver(batch)
    }
    this.#isPumping = false
  }

  /** Resolves when the batch is settled or its visibility is over, whichever is first. */
  #deliver(batch: readonly OwnEntry[]): Promise<void> {
    const { clock, visibility, disorder, invoke, onDeadLetter } = this.#options
    for (const entry of batch) entry.attempts += 1
    return new Promise((resolve) => {
      let isOpen = true
      const end = (outcomes: readonly Outcome[]): void => {
        if (!isOpen) return
        isOpen = false
        cancel()
        settleBatch(batch, outcomes, { now: clock.now(), disorder })
        this.#lanes.giveBack()
        for (const entry of batch) if (entry.fate?.outcome === 'dead-lettered') onDeadLetter(entry)
        resolve()
      }
      const fail = (error: unknown): void => end(batch.map(() => ({ kind: 'retry', error })))
      const cancel = clock.at(clock.now() + visibility, () => {
        fail(new Error(`The function had not answered after ${visibility} ms; what it answers later is not heard.`))
      })
      this.#track(invoke(batch).then(end, fail))
    })
  }
}
