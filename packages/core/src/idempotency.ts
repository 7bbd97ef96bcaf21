import type { ClientsOf } from './bindings/access.ts'
import type { KvReadWriter } from './bindings/kv.ts'
import type { EventContext } from './context.ts'
import { type Duration, toMilliseconds } from './duration.ts'
import { isRoveError } from './errors.ts'
import type { InvocationContext } from './invocation-context.ts'
import { done, isOutcome, type Outcome, retry } from './outcome.ts'
import type { Kv } from './resources/kv.ts'
import type { EventMiddleware } from './triggers/options.ts'

/** How {@link idempotent} remembers. */
export interface IdempotencyOptions<Event = unknown> {
  /** Where it is kept what was handled: a store of the app, best one of its own. */
  readonly store: Kv
  /**
   * What tells one event from another, for one function: an order's number, say. Default: `context.idempotencyKey`, which
   * is the same for every delivery of what was sent once.
   */
  readonly key?: (event: Event, context: EventContext) => string
  /** How long it is remembered that an event was handled. Default: a day. */
  readonly expiresAfter?: Duration
  /**
   * How long an event is taken to be in progress where the provider does not say when an invocation ends. Default: 15
   * minutes, the longest that AWS Lambda gives.
   */
  readonly lease?: Duration
}

/** What is kept of an event. */
interface Mark {
  readonly state: 'in-progress' | 'done'
  /** The idempotency key, for people: the store has it under its hash. */
  readonly of: string
  /** Who has it in progress. */
  readonly owner: string
  /** What `done(result)` said. */
  readonly result?: unknown
}

/** An event that nobody else handles meanwhile. */
interface Claim {
  readonly store: KvReadWriter<Mark>
  readonly key: string
  readonly mark: Mark
  readonly version: string
}

// Clocks of machines differ, and an invocation may run on for a moment after its deadline: Lambda has been seen to end one
// 0.68 s late. Source: https://github.com/aws-powertools/powertools-lambda-python/issues/4759
const grace = 5000

/**
 * A layer that lets the handler succeed once for each event, also where the event is delivered several times. What was
 * handled is kept in a store: a duplicate is done without a call of the handler, with the result of the first (as JSON);
 * one that comes while the handler is at work is retried when that must be over. A handler that throws, asks for a retry
 * or gives up lets the event go. When the store cannot be reached the handler is not called, and the event is retried.
 *
 * What a process does between the handler's effect and its return is lost with the process: then the handler is called
 * again. Give `context.idempotencyKey` on to services that take one.
 *
 * The grant for the store comes with the layer: it is not to be listed in `use`.
 *
 * @throws TypeError without a store; RoveError `InvalidArgument` when a duration is not valid
 * @example onMessage(payments, { middleware: [idempotent({ store: kv('handled') })] }, async ({ body }) => charge(body))
 */
export function idempotent<Event = unknown>(options: IdempotencyOptions<Event>): EventMiddleware<Event> {
  const { store, key, expiresAfter = '1d', lease = '15m' } = options
  if (store?.kind !== 'kv') throw new TypeError("idempotent needs a store: idempotent({ store: kv('handled') }).")
  const [retention, longest] = [toMilliseconds(expiresAfter), toMilliseconds(lease)]
  const use = { marks: store.readWrite }
  const layer: EventMiddleware<Event> = async (event, context, next) => {
    const of = key === undefined ? context.idempotencyKey : `${context.function}/${key(event, context)}`
    const { marks } = clientsOf(context, use)
    const now = Date.now()
    const until = Math.max(now, context.deadline ?? now + longest) + grace
    const claimed = await claim(marks as KvReadWriter<Mark>, { of, owner: ownerOf(context), until })
    if (!isOutcome(claimed)) return handle(claimed, { next, context, retention })
    if (claimed.kind === 'done') context.log.debug('handled before', { idempotencyKey: of })
    return claimed
  }
  return Object.assign(layer, { use })
}

/** Takes an event, or says what is to become of it. @throws RoveError when the store cannot be reached */
async function claim(
  store: KvReadWriter<Mark>,
  { of, owner, until }: { readonly of: string; readonly owner: string; readonly until: number },
): Promise<Claim | Outcome> {
  const key = await hash(of)
  const mark: Mark = { state: 'in-progress', of: of.slice(0, 200), owner }
  for (let round = 0; round < 3; round += 1) {
    try {
      const { version } = await store.set(key, mark, { ifAbsent: true, expiresAt: new Date(until) })
      return { store, key, mark, version }
    } catch (error) {
      const found = await store.get(key)
      // It was written, and the answer was lost; or a layer like this one is around this one.
      if (found?.value?.owner === owner) return { store, key, mark, version: found.version }
      if (found?.value?.state === 'done') return done(found.value.result)
      if (found) return retry(found.expiresAt ? { after: Math.max(1, found.expiresAt.getTime() - Date.now()) } : {})
      if (!isRoveError(error) || error.code !== 'AlreadyExists') throw error
    }
  }
  // Each time it had been let go before it could be read.
  return retry()
}

async function handle(
  claimed: Claim,
  {
    next,
    context,
    retention,
  }: { readonly next: () => Promise<unknown>; readonly context: EventContext; readonly retention: number },
): Promise<unknown> {
  let returned: unknown
  try {
    returned = await next()
  } catch (error) {
    await letGo(claimed, context)
    throw error
  }
  if (!isOutcome(returned)) await remember(claimed, undefined, { context, retention })
  else if (returned.kind === 'done') await remember(claimed, returned.result, { context, retention })
  else await letGo(claimed, context)
  return returned
}

/**
 * Keeps that the event was handled, whoever has it in progress by now: that it was handled stays true. The event is done
 * also when that cannot be kept; to have it delivered again would surely handle it twice.
 */
async function remember(
  { store, key, mark }: Claim,
  result: unknown,
  { context, retention }: { readonly context: EventContext; readonly retention: number },
): Promise<void> {
  const options = { expiresAt: new Date(Date.now() + retention) }
  const handled: Mark = { ...mark, state: 'done' }
  try {
    await store.set(key, { ...handled, result }, options).catch((error: unknown) => {
      // Too large, or no JSON.
      if (result === undefined || !isRoveError(error) || error.code !== 'InvalidArgument') throw error
      context.log.warn('handled, but a duplicate will be given no result', { idempotencyKey: mark.of, error })
      return store.set(key, handled, options)
    })
  } catch (error) {
    context.log.error('handled, but a duplicate may be handled again', { idempotencyKey: mark.of, error })
  }
}

/** Lets others have the event at once. Where that fails they have it when the lease is over. */
async function letGo({ store, key, mark, version }: Claim, context: EventContext): Promise<void> {
  try {
    await store.delete(key, { ifVersion: version })
  } catch (error) {
    // The lease was over, and others have it already.
    if (isRoveError(error) && error.code === 'FailedPrecondition') return
    context.log.warn('not handled, and held back until its lease is over', { idempotencyKey: mark.of, error })
  }
}

const owners = new WeakMap<EventContext, string>()

/** A text that is another one for each delivery, and the same for all layers around it. */
function ownerOf(context: EventContext): string {
  const owner = owners.get(context) ?? crypto.randomUUID()
  owners.set(context, owner)
  return owner
}

// A layer brings its own bindings, so it has its own clients: those of the handler are the handler's.
function clientsOf<U extends NonNullable<EventMiddleware['use']>>(context: EventContext, use: U): ClientsOf<U> {
  return (context as EventContext & Pick<InvocationContext, 'clientsOf'>).clientsOf(use)
}

/** 64 letters, whatever letters the key has and however long it is: services limit both. */
async function hash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
