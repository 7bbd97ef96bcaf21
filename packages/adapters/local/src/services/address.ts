import { type App, functionsOf } from '@rove/core'
import type { EventTrigger } from '@rove/core/adapter'

/** What a subscription listens to, and for whom. */
export interface Address {
  readonly trigger: EventTrigger
  /** The logical name of the queue, topic, bucket or store; of a schedule, the function's name. */
  readonly name: string
  /** Undefined when the app has no function for it. */
  readonly function: string | undefined
  /** Whether entries of a group keep their order. */
  readonly ordered: boolean
  /** Of objects, the kind that the function wants. */
  readonly kind: string | undefined
  readonly maxAttempts: number
}

/** How often anything is delivered that does not say: as often as a queue's messages are by default. */
export const defaultMaxAttempts = 5

/** Everything that the functions of an app listen to. */
export function addressesOf(app: App): Address[] {
  const plain = { ordered: false, kind: undefined, maxAttempts: defaultMaxAttempts }
  return [
    ...functionsOf(app, 'message').map(({ name, function: { queue } }) => ({
      ...plain,
      trigger: 'message' as const,
      name: queue.name,
      function: name,
      ordered: queue.ordered,
      maxAttempts: queue.maxAttempts,
    })),
    ...functionsOf(app, 'event').map(({ name, function: { topic } }) => ({
      ...plain,
      trigger: 'event' as const,
      name: topic.name,
      function: name,
    })),
    ...functionsOf(app, 'schedule').map(({ name }) => ({
      ...plain,
      trigger: 'schedule' as const,
      name,
      function: name,
      ordered: true,
    })),
    ...functionsOf(app, 'object').map(({ name, function: { bucket, kind } }) => ({
      ...plain,
      trigger: 'object' as const,
      name: bucket.name,
      function: name,
      kind,
    })),
    ...functionsOf(app, 'change').map(({ name, function: { store } }) => ({
      ...plain,
      trigger: 'change' as const,
      name: store.name,
      function: name,
      ordered: true,
    })),
  ]
}

/** The address of what the app has no function for: what is sent there fails, says so, and ends aside. */
export function toNobody(trigger: EventTrigger, name: string, kind: string | undefined): Address {
  const ordered = trigger === 'change' || trigger === 'schedule'
  return { trigger, name, function: undefined, ordered, kind, maxAttempts: defaultMaxAttempts }
}
