import {
  type App,
  app,
  bucket,
  type Change,
  type DeliveryFunction,
  type EventContext,
  kv,
  type Message,
  type ObjectEvent,
  onChange,
  onEvent,
  onMessage,
  onObject,
  onSchedule,
  queue,
  type Tick,
  type TopicEvent,
  topic,
} from '@rove/core'
import { type AdaptOptions, adapt } from '../src/index.ts'
import { installCore, type RegisteredFunction, takeRegistered } from './library.ts'

installCore()

/** An event that a handler got. */
export type Seen = Message & TopicEvent & Tick & ObjectEvent & Change

/** An adapted app whose handlers keep what they get. */
export interface Adapted {
  readonly functions: ReadonlyMap<string, RegisteredFunction>
  readonly seen: Seen[]
  readonly contexts: EventContext[]
  /** What the handlers do with an event; it may throw or return an outcome. */
  behave: (event: Seen) => unknown
}

/** Adapts an app with one function for each trigger: `ship`, `notify`, `nightly`, `scan`, `purge` and `audit`. */
export function adaptEvents(
  options: AdaptOptions & { readonly ordered?: boolean; readonly maxAttempts?: number } = {},
): Adapted {
  const adapted: Adapted & { functions: ReadonlyMap<string, RegisteredFunction> } = {
    functions: new Map(),
    seen: [],
    contexts: [],
    behave: () => undefined,
  }
  const handle = (event: unknown, context: EventContext): undefined => {
    adapted.seen.push(event as Seen)
    adapted.contexts.push(context)
    return adapted.behave(event as Seen) as undefined
  }
  const { ordered = false, maxAttempts = 5, ...rest } = options
  adapt(shopOf(handle, { ordered, maxAttempts }), rest)
  adapted.functions = takeRegistered()
  return adapted
}

function shopOf(
  handle: (event: unknown, context: EventContext) => undefined,
  { ordered, maxAttempts }: { readonly ordered: boolean; readonly maxAttempts: number },
): App {
  const functions: Record<string, DeliveryFunction> = {
    ship: onMessage(queue('shipments', { ordered, maxAttempts }), handle),
    notify: onEvent(topic('order-placed'), handle),
    nightly: onSchedule('0 3 * * 1-5', handle),
    scan: onObject(bucket('receipts'), 'created', handle),
    purge: onObject(bucket('receipts'), 'deleted', handle),
    audit: onChange(kv('orders'), handle),
  }
  return app('shop', functions)
}

/** A function by its name. */
export function functionOf({ functions }: Adapted, name: string): RegisteredFunction {
  const found = functions.get(name)
  if (found === undefined) throw new Error(`${name} is not registered.`)
  return found
}
