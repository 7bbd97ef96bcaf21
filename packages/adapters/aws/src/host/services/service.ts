import type { Delivered, Delivery, EventTrigger } from '@rove/core/adapter'
import type { InvocationRecord } from '../async-queue.ts'
import type { FunctionResult } from '../fronts/front.ts'

/** The function, as AWS's services reach it. */
export interface Lambda {
  /** Whether the event source mapping has `ReportBatchItemFailures`; without it, what the function answers is ignored. */
  readonly reportsItems: boolean
  /** Invokes the function and waits. Rejects when Lambda refuses the call. */
  invoke(event: unknown): Promise<FunctionResult>
  /** Hands the event over, and waits for the record that Lambda writes when it has stopped trying. */
  invokeAsync(event: unknown): Promise<InvocationRecord>
}

/** A delivery of one trigger. */
export type DeliveryOf<Trigger extends EventTrigger> = Extract<Delivery, { readonly trigger: Trigger }>

/** A service of AWS that delivers to Lambda. It resolves when it has nothing left to deliver. */
export type Service<Trigger extends EventTrigger> = (
  delivery: DeliveryOf<Trigger>,
  lambda: Lambda,
) => Promise<readonly Delivered[]>

const defaultMaxAttempts = 5

/** How often an item is delivered before it is put aside, where a service lets that be set. */
export function maxAttemptsOf({ maxAttempts = defaultMaxAttempts }: Delivery): number {
  return maxAttempts
}
