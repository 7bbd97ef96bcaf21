import type { Sent } from '../services/services.ts'

/** One thing that was delivered to one function. */
export interface DeliveredItem<Item> {
  /** As it was given to `deliver`. */
  readonly item: Item
  /** Its place in what was given to `deliver`. */
  readonly index: number
  /** The id that the handler saw. */
  readonly id: string
  /** The function that it was for. */
  readonly function: string
  /** How often it was delivered, from 1. */
  readonly attempts: number
}

/** One thing that was put aside. */
export interface DeadLetteredItem<Item> extends DeliveredItem<Item> {
  /** What `deadLetter(reason)` said, or that the attempts were used up, with the last failure. */
  readonly reason: string
  /** What was thrown at last, when something was. */
  readonly error?: unknown
}

/**
 * What became of everything that was given to `deliver`, in its order. What several functions listen to is there once
 * for each. Everything is either in `done` or in `deadLettered`.
 */
export interface DeliveryReport<Item> {
  /** What was handled. */
  readonly done: ReadonlyArray<DeliveredItem<Item>>
  /** Of all, those that were delivered more than once. */
  readonly retried: ReadonlyArray<DeliveredItem<Item>>
  /** What was given up: by the function, by a schema that it does not satisfy, or after the last attempt. */
  readonly deadLettered: ReadonlyArray<DeadLetteredItem<Item>>
}

/** Something that was sent for `deliver`. */
export interface Tracked<Item> {
  readonly item: Item
  readonly index: number
  readonly sent: Sent
}

/** Makes the report of what was sent, once it all has its fate. */
export function toReport<Item>(tracked: ReadonlyArray<Tracked<Item>>): DeliveryReport<Item> {
  const done: Array<DeliveredItem<Item>> = []
  const retried: Array<DeliveredItem<Item>> = []
  const deadLettered: Array<DeadLetteredItem<Item>> = []
  for (const { item, index, sent } of tracked) {
    const { id, attempts, fate } = sent.entry
    const one = { item, index, id, function: sent.function ?? '', attempts }
    if (attempts > 1) retried.push(one)
    if (fate?.outcome === 'done') done.push(one)
    else if (fate) {
      const { reason } = fate
      deadLettered.push({ ...one, reason, ...('error' in fate ? { error: fate.error } : {}) })
    }
  }
  return { done, retried, deadLettered }
}
