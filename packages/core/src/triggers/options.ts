import type { NoUses, Uses } from '../bindings/access.ts'
import { checkUses } from '../bindings/check-uses.ts'
import type { EventContext } from '../context.ts'
import { type Duration, toMilliseconds } from '../duration.ts'
import { RoveError } from '../errors.ts'
import type { Layer } from '../middleware.ts'
import type { Outcome } from '../outcome.ts'

/** Handles an event. To return is to be done, to throw is to retry; `retry()` and `deadLetter()` say so as a value. */
export type EventHandler<Event, U extends Uses = NoUses> = (
  event: Event,
  context: EventContext<U>,
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler that returns nothing is done
) => void | Outcome | Promise<void | Outcome>

/** A layer around the handlers of events: it may change the outcome, or catch what `next` throws. */
export interface EventMiddleware<Event = unknown> extends Layer<Event, EventContext, unknown> {
  /** What the layer itself uses, as {@link idempotent} does: grants for it go to every function that it is around. */
  readonly use?: Uses
}

/** How a function for events differs from the defaults. */
export interface EventOptions<Event = unknown, U extends Uses = NoUses> {
  /** What the handler uses, and how: it finds the clients in `context.use`, and grants are made of this. */
  readonly use?: U
  /** Layers around this handler, inside those of the app. */
  readonly middleware?: ReadonlyArray<EventMiddleware<Event>>
  /** The longest one event may take; the provider's own deadline still holds. After it the event is retried. */
  readonly timeout?: Duration
  /** How many events of one batch are handled at once, 1 to 1,000. Default: 10. */
  readonly concurrency?: number
}

/** What every function for events has. */
export interface EventFunctionOf<Event> {
  readonly use: Uses
  readonly middleware: ReadonlyArray<EventMiddleware<Event>>
  /** Milliseconds; undefined when only the provider's deadline holds. */
  readonly timeout: number | undefined
  readonly concurrency: number
  readonly handler: EventHandler<Event>
}

/** Reads `(options, handler)` or `(handler)`. @throws RoveError `InvalidArgument`, TypeError without a handler */
export function readDeclaration<Event>(
  what: string,
  optionsOrHandler: EventOptions<Event, Uses> | EventHandler<Event, never>,
  maybeHandler: EventHandler<Event, never> | undefined,
): EventFunctionOf<Event> {
  const options = typeof optionsOrHandler === 'function' ? {} : optionsOrHandler
  const handler = typeof optionsOrHandler === 'function' ? optionsOrHandler : maybeHandler
  if (typeof handler !== 'function') throw new TypeError(`${what} needs a handler as its last argument.`)
  const { concurrency = 10, middleware = [], timeout, use = {} } = options
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 1000) {
    throw new RoveError('InvalidArgument', `The concurrency of ${what} must be a whole number from 1 to 1,000.`)
  }
  checkUses(what, use)
  return {
    use,
    middleware,
    timeout: timeout === undefined ? undefined : toMilliseconds(timeout),
    concurrency,
    handler: handler as EventHandler<Event>,
  }
}

/** Checks that a trigger was given a resource of the right kind. @throws TypeError that says what to write */
export function requireResource(what: string, kind: string, resource: unknown): void {
  if ((resource as { kind?: unknown } | undefined)?.kind === kind) return
  throw new TypeError(`${what} needs a ${kind} as its first argument; declare it with ${kind}('name').`)
}
