import type { EventTrigger } from '@rove/core/adapter'
import type { NativeContext } from './native.ts'

/** The services of Azure that call functions with events; each has codecs of its own. */
export type Service =
  | 'storage-queue'
  | 'service-bus'
  | 'event-hubs'
  | 'kafka'
  | 'event-grid'
  | 'blob'
  | 'timer'
  | 'cosmos-db'

/** What a native event is made of. */
export interface NativeEventParts {
  /** What the function was registered for. */
  readonly service: Service
  /** What the function in the app listens to. */
  readonly trigger: EventTrigger
  /** The function's name in the app, under which it is registered. */
  readonly function: string
  /** What the library handed to the handler, untouched. */
  readonly input: unknown
  readonly context: NativeContext
  /** How often the host runs the function by its retry policy before it goes on; 1 without a policy. */
  readonly attempts: number
  /**
   * The names that the resource may have, where the registration does not bind the function to it: an event subscription
   * may be wider than one container.
   */
  readonly expected?: readonly string[] | undefined
}

/**
 * One invocation of a function that is registered for events. `@azure/functions` hands over the bare input; what it is
 * can only be told from the registration. A class, so that nothing which came from outside can be taken for one.
 */
export class NativeEvent implements NativeEventParts {
  readonly service: Service
  readonly trigger: EventTrigger
  readonly function: string
  readonly input: unknown
  readonly context: NativeContext
  readonly attempts: number
  readonly expected: readonly string[] | undefined

  constructor(parts: NativeEventParts) {
    this.service = parts.service
    this.trigger = parts.trigger
    this.function = parts.function
    this.input = parts.input
    this.context = parts.context
    this.attempts = parts.attempts
    this.expected = parts.expected
  }
}

/** Whether an event came from a function that is registered for a service. */
export function isFrom(event: unknown, service: Service): event is NativeEvent {
  return event instanceof NativeEvent && event.service === service
}

/** A text option that the function was registered with: `queueName`. */
export function registered({ context }: NativeEvent, option: string): string | undefined {
  const value = (context.options?.trigger as Readonly<Record<string, unknown>> | undefined)?.[option]
  return typeof value === 'string' && value !== '' ? value : undefined
}
