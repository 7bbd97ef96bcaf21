import { adapt } from '@rove/aws'
import {
  type AppFunction,
  app,
  bucket,
  type Change,
  type EventContext,
  kv,
  type Message,
  type ObjectEvent,
  type Outcome,
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

process.env.AWS_LAMBDA_LOG_LEVEL ??= 'FATAL'

/** What handlers were called with, by trigger. */
export interface Seen {
  readonly messages: Message[]
  readonly events: TopicEvent[]
  readonly ticks: Tick[]
  readonly objects: ObjectEvent[]
  readonly changes: Change[]
  readonly contexts: EventContext[]
  readonly result: unknown
}

/** Decides what becomes of a delivery, by its id. */
export type Decide = (id: string) => Outcome | undefined

const only = (names: readonly string[] | undefined, all: Readonly<Record<string, AppFunction>>) =>
  names ? Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name))) : all

/** Sends an event through the shop, or through some of its functions, and tells what its handlers saw. */
export async function deliver(
  event: unknown,
  options: { names?: readonly string[]; decide?: Decide } = {},
): Promise<Seen> {
  const seen = { messages: [], events: [], ticks: [], objects: [], changes: [], contexts: [] } as Omit<Seen, 'result'>
  const into =
    <One extends { readonly id: string }>(list: One[]) =>
    (one: One, context: EventContext) => {
      list.push(one)
      seen.contexts.push(context)
      void context.trace
      return options.decide?.(one.id)
    }
  const functions = only(options.names, {
    ship: onMessage(queue('shipments'), into(seen.messages)),
    notify: onEvent(topic('order-placed'), into(seen.events)),
    nightly: onSchedule('0 3 * * *', into(seen.ticks)),
    scan: onObject(bucket('receipts'), 'created', into(seen.objects)),
    forget: onObject(bucket('receipts'), 'deleted', into(seen.objects)),
    audit: onChange(kv('orders'), into(seen.changes)),
  })
  return { ...seen, result: await adapt(app('shop', functions))(deepFreeze(event)) }
}

/** An event that nobody can change. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null)
    for (const part of Object.values(Object.freeze(value))) deepFreeze(part)
  return value
}
