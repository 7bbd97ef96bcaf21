import type { DeliveryPromise } from '@rove/core'
import { type Delivered, type Delivery, type Envelope, type SentMessage, seal } from '@rove/core/adapter'
import { tell } from './app/events/instruction.ts'
import type { Sighting } from './app/events/sighting.ts'
import { freshMark } from './assertions.ts'
import type { CaseGroup } from './case.ts'
import type { Subject } from './subject.ts'

type Shared<Name extends string> = Name extends `message.${infer Rest}`
  ? `event.${Rest}` extends DeliveryPromise
    ? Rest
    : never
  : never

/** What both queues and topics promise, in a provider's words for each. */
export type ChannelPromise = Shared<DeliveryPromise>

/** A queue or a topic of the app: what is true of the messages of one is true of the events of the other. */
export interface Channel {
  readonly group: CaseGroup & ('messages' | 'events')
  readonly trigger: 'message' | 'event'
  /** The resource that takes anything, and the one with a schema; with their functions. */
  readonly open: { readonly to: string; readonly function: string }
  readonly checked: { readonly to: string; readonly function: string }
  /** The name of the promise for this trigger. */
  promise(name: ChannelPromise): DeliveryPromise
  /** Puts items to a resource of this kind; default the open one. */
  delivery(items: readonly SentMessage[], to?: string): Delivery
}

export const queues: Channel = {
  group: 'messages',
  trigger: 'message',
  open: { to: 'jobs', function: 'handleJob' },
  checked: { to: 'checked', function: 'handleChecked' },
  promise: (name) => `message.${name}`,
  delivery: (items, to = 'jobs') => ({ trigger: 'message', to, items }),
}

export const topics: Channel = {
  group: 'events',
  trigger: 'event',
  open: { to: 'news', function: 'hearNews' },
  checked: { to: 'bulletin', function: 'hearBulletin' },
  promise: (name) => `event.${name}`,
  delivery: (items, to = 'news') => ({
    trigger: 'event',
    to,
    items: items.map(({ body, attributes }) => ({ data: body, ...(attributes ? { attributes } : {}) })),
  }),
}

/** A JSON body that tells the handler what to do. */
export function jsonBody(instruction: string, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ tell: instruction, ...more })
}

/** An envelope as a sender of Rove's writes it; its id tells the handler what to do. */
export function sealed(id: string, more: Partial<Envelope> = {}): string {
  return seal({
    id,
    time: '2026-11-01T10:00:00.000Z',
    type: undefined,
    subject: undefined,
    data: { sent: true },
    attributes: {},
    traceparent: undefined,
    tracestate: undefined,
    ...more,
  })
}

/** How plans are delivered. */
export interface PlanOptions {
  readonly to?: string
  readonly maxAttempts?: number
  /** The group of each item. */
  readonly groups?: readonly string[]
  /** More for each body. */
  readonly more?: Readonly<Record<string, unknown>>
}

/** What came of plans: by item, and what handlers saw of all of them. */
export interface Played {
  readonly run: string
  readonly delivered: readonly Delivered[]
  readonly seen: readonly Sighting[]
}

/** Delivers one item for each plan (`throw_done`), numbered from 1, and gives what was seen of them. */
export async function play(
  subject: Subject,
  channel: Channel,
  plans: readonly string[],
  options: PlanOptions = {},
): Promise<Played> {
  const { to, maxAttempts, groups, more } = options
  const run = freshMark()
  const items = plans.map((plan, index) => {
    const group = groups?.[index]
    return { body: jsonBody(tell(run, index + 1, plan), more), ...(group === undefined ? {} : { group }) }
  })
  const delivery = channel.delivery(items, to)
  const delivered = await subject.deliver(maxAttempts === undefined ? delivery : { ...delivery, maxAttempts })
  const attempts = delivered.reduce((sum, one) => sum + one.attempts, 0)
  return { run, delivered, seen: await subject.seen({ text: run }, attempts) }
}

/** How often each item was seen, in the order of the items. */
export function callsOf({ delivered, seen }: Played): number[] {
  return delivered.map((_, index) => seen.filter(({ item }) => item === String(index + 1)).length)
}
