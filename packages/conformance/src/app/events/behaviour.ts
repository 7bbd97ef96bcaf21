import { setTimeout as delay } from 'node:timers/promises'
import { deadLetter, done, type EventContext, RoveError, retry } from '@rove/core'
import { instructionOf, type PortableEvent, report } from './sighting.ts'

/** One call of a handler. */
export interface Call {
  readonly event: PortableEvent
  readonly context: EventContext
  /** The instruction's text, which makes each line of the log its case's own. */
  readonly told: string
}

const forever = (): Promise<void> => delay(60_000, undefined, { ref: false })

function mutate(event: PortableEvent): void {
  for (const held of [event, event.data, (event as { attributes?: unknown }).attributes]) {
    if (typeof held !== 'object' || held === null || held instanceof Uint8Array) continue
    const fields = held as Record<string, unknown>
    for (const name of Object.keys(fields)) if (fields[name] === 'untouched') fields[name] = 'touched'
    fields.added = 'by the handler'
  }
}

// What a handler may do; what it returns or throws is what is looked at.
const steps: Readonly<Record<string, (call: Call) => unknown>> = {
  done: () => undefined,
  'done-result': () => done({ total: 3 }),
  'done-value': () => ({ kind: 'retry', after: 1 }),
  'done-false': () => false,
  throw: ({ told }) => {
    throw new Error(`inner-detail ${told}`)
  },
  reject: ({ told }) => delay(5).then(() => Promise.reject(new TypeError(`inner-detail ${told}`))),
  'throw-text': ({ told }) => {
    throw `inner-detail ${told}`
  },
  'throw-undefined': () => {
    throw undefined
  },
  'throw-null': () => {
    throw null
  },
  'throw-frozen': ({ told }) => {
    throw Object.freeze(new Error(`inner-detail ${told}`))
  },
  'throw-invalid': ({ told }) => {
    throw new RoveError('InvalidArgument', `inner-detail ${told}`)
  },
  'throw-outcome': () => {
    throw done()
  },
  'layer-catch': ({ told }) => {
    throw new Error(`caught by the layer ${told}`)
  },
  retry: () => retry(),
  'retry-after': () => retry({ after: '30s' }),
  'dead-letter': ({ told }) => deadLetter(`the reason is ${told}`),
  hang: () => forever(),
  signal: async ({ event, context }) => {
    await new Promise((resolve) => context.signal.addEventListener('abort', resolve, { once: true }))
    report('aborted', event, context)
    await forever()
  },
  slow: async ({ event, context }) => {
    await delay(30)
    report('finished', event, context)
  },
  'wait-until': ({ event, context }) => {
    context.waitUntil(delay(80).then(() => report('finished', event, context)))
  },
  'wait-nested': ({ event, context }) => {
    const { waitUntil } = context
    waitUntil(delay(30).then(() => waitUntil(delay(50).then(() => report('finished', event, context)))))
  },
  'wait-reject': ({ context, told }) => {
    context.waitUntil(delay(20).then(() => Promise.reject(new Error(`inner-detail later ${told}`))))
    context.waitUntil(Promise.reject(new Error(`inner-detail at once ${told}`)))
  },
  log: ({ context, told }) => {
    const circular: Record<string, unknown> = { told }
    circular.self = circular
    context.log.info(`an event’s message ${told}`, { count: 10n, circular })
    context.log.warn(`a warning\nof two lines ${told}`)
  },
  mutate: ({ event }) => mutate(event),
  'mutate-throw': ({ event, told }) => {
    mutate(event)
    throw new Error(`inner-detail ${told}`)
  },
}

const calls = new Map<string, number>()
const stepOfCall = new WeakMap<EventContext, string>()

/** The step of the plan that this call takes; the same for layers and handler of one call. */
export function stepOf(event: PortableEvent, context: EventContext): string {
  const known = stepOfCall.get(context)
  if (known !== undefined) return known
  const { text, plan } = instructionOf(event) ?? { text: '', plan: ['done'] }
  const name = `${context.function} ${text}`
  const count = calls.get(name) ?? 0
  calls.set(name, count + 1)
  const step = plan[Math.min(count, plan.length - 1)] ?? 'done'
  stepOfCall.set(context, step)
  return step
}

/** Reports what a handler saw, and does as the event says. */
export function behave(event: PortableEvent, context: EventContext): unknown {
  const step = stepOf(event, context)
  report('called', event, context)
  const told = instructionOf(event)?.text ?? ''
  // Steps that only layers know leave the handler nothing to do.
  return Object.hasOwn(steps, step) ? steps[step]?.({ event, context, told }) : undefined
}
