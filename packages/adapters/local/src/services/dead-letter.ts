import type { EventTrigger } from '@rove/core/adapter'
import type { Address } from './address.ts'
import type { Entry, ItemOf } from './entry.ts'

/** What was put aside, and why. */
export interface DeadLettered {
  readonly trigger: EventTrigger
  /** The logical name of the queue, topic, bucket or store; of a schedule, the function's name. */
  readonly from: string
  /** The function that did not handle it; undefined when the app has none for it. */
  readonly function: string | undefined
  readonly id: string
  /** As it was sent, its envelope included. */
  readonly item: ItemOf[EventTrigger]
  /** How often it was delivered. */
  readonly attempts: number
  /** What `deadLetter(reason)` said, or that the attempts were used up, with the last failure. */
  readonly reason: string
  /** What was thrown at last, when something was. */
  readonly error?: unknown
}

/** Makes the record of an entry that was put aside. */
export function toDeadLettered(address: Address, entry: Entry): DeadLettered {
  const { id, item, attempts, fate } = entry
  const reason = fate?.outcome === 'dead-lettered' ? fate.reason : ''
  const error = fate?.outcome === 'dead-lettered' && 'error' in fate ? { error: fate.error } : {}
  return {
    trigger: address.trigger,
    from: address.name,
    function: address.function,
    id,
    item,
    attempts,
    reason,
    ...error,
  }
}
