import type { Invocation } from '../adapter/definition.ts'
import type { DecodedDelivery } from '../adapter/delivery.ts'
import type { EventContext } from '../context.ts'
import type { Envelope } from '../events/envelope.ts'
import { InvocationContext, type InvocationScope } from '../invocation-context.ts'
import { parseTraceparent, type Trace } from '../trace.ts'

/** What the context of a delivery is made of. */
export interface DeliveryContextParts {
  readonly delivery: DecodedDelivery
  readonly envelope: Envelope | undefined
  /** The function's name; empty when none was found. */
  readonly function: string
  readonly scope: InvocationScope
}

/** The context of one delivery of an event. */
export class DeliveryContext extends InvocationContext implements EventContext {
  readonly attempt: number
  readonly idempotencyKey: string
  readonly #parts: DeliveryContextParts

  constructor(invocation: Invocation, parts: DeliveryContextParts) {
    super(invocation, parts.scope)
    const { delivery, envelope, scope } = parts
    this.function = parts.function
    this.attempt = delivery.attempt ?? 1
    this.idempotencyKey = `${parts.function}/${envelope?.id ?? `${delivery.source}#${delivery.id ?? scope.id}`}`
    this.#parts = parts
  }

  // What came with the event was said by its sender; the platform's own trace begins at the platform.
  protected received(): Trace | undefined {
    const { delivery, envelope } = this.#parts
    return (
      parseTraceparent(envelope?.traceparent, envelope?.tracestate) ??
      parseTraceparent(delivery.traceparent, delivery.tracestate) ??
      this.invocation.trace
    )
  }

  protected describe(): string {
    return `The function "${this.function}"`
  }
}
