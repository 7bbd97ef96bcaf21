import type { Invocation } from '../adapter/definition.ts'
import type { App, DeliveryFunction, NamedFunction } from '../app.ts'
import { isRoveError, toRoveError } from '../errors.ts'
import type { Envelope } from '../events/envelope.ts'
import type { InvocationScope } from '../invocation-context.ts'
import { runMiddleware } from '../middleware.ts'
import { type DeadLetter, deadLetter, done, isOutcome, type Outcome, type Retry, retry } from '../outcome.ts'
import type { EventFunctionOf } from '../triggers/options.ts'
import { DeliveryContext } from './delivery-context.ts'
import type { Call } from './find-functions.ts'
import { envelopeOf, toPortableEvent } from './open-delivery.ts'

/** What all deliveries of an invocation share. */
export interface Shared {
  readonly app: App
  readonly invocation: Invocation
  readonly scope: InvocationScope
  /** Takes each context that was made, so that its `waitUntil` work is waited for. */
  readonly contexts: DeliveryContext[]
}

/** Calls one function with one delivery. It never rejects: whatever happens is an outcome, and is logged. */
export async function deliver({ delivery, target }: Call, shared: Shared): Promise<Outcome> {
  let envelope: Envelope | undefined
  let broken: unknown
  try {
    envelope = envelopeOf(delivery)
  } catch (error) {
    broken = error
  }
  const { name } = target
  const context = new DeliveryContext(shared.invocation, {
    delivery,
    envelope,
    function: name,
    scope: shared.scope,
  })
  shared.contexts.push(context)
  context.uses = target.function.use
  context.limitTo(target.function.timeout)
  const outcome =
    broken === undefined ? await call({ delivery, target }, envelope, { shared, context }) : unreadable(broken)
  logOutcome(context, outcome, delivery.id ?? context.id)
  return outcome
}

async function call(
  { delivery, target }: Call,
  envelope: Envelope | undefined,
  { shared, context }: { readonly shared: Shared; readonly context: DeliveryContext },
): Promise<Outcome> {
  const event = await toPortableEvent(delivery, target, { envelope, invocationId: context.id }).catch(
    (error: unknown) => unreadable(error),
  )
  if (isOutcome(event)) return event
  const { handler, middleware } = asFunction(target)
  try {
    const handle = () => runMiddleware(middleware, event, context, () => handler(event, context))
    const running = async () =>
      runMiddleware<unknown, DeliveryContext, unknown>(shared.app.eventMiddleware, event, context, handle)
    const returned = await context.withinDeadline(running())
    return isOutcome(returned) ? returned : done()
  } catch (thrown) {
    return failed(thrown)
  }
}

// Each trigger's handler takes its own event, which was made for this function.
function asFunction(target: NamedFunction<DeliveryFunction>): EventFunctionOf<unknown> {
  return target.function as unknown as EventFunctionOf<unknown>
}

/** To try again changes nothing for an event that is not what it should be, but a newer program may read it. */
function unreadable(error: unknown): Outcome {
  if (!isRoveError(error) || error.code !== 'InvalidArgument') return failed(error)
  return Object.assign(deadLetter(error.message), { error }) satisfies DeadLetter
}

function failed(error: unknown): Retry {
  return Object.assign(retry(), { error })
}

function logOutcome(context: DeliveryContext, outcome: Outcome, id: string): void {
  const { attempt } = context
  if (outcome.kind === 'dead-letter') {
    context.log.error(`given up: ${outcome.reason}`, { event: id, attempt, ...causeOf(outcome) })
  } else if (outcome.kind === 'retry' && 'error' in outcome) {
    const error = toRoveError(outcome.error)
    context.log.error(error.message, { event: id, attempt, code: error.code, error: error.cause ?? error })
  } else if (outcome.kind === 'retry') {
    const after = outcome.after === undefined ? {} : { after: outcome.after }
    context.log.warn('to be retried', { event: id, attempt, ...after })
  }
}

function causeOf(outcome: DeadLetter): Record<string, unknown> {
  return outcome.error === undefined ? {} : { error: outcome.error }
}
