import type { InvocationRequest, RetryContext } from '../rpc.ts'
import { withinTimeout } from '../within-timeout.ts'
import type { Worker } from '../worker-process.ts'
import type { EventFunction } from './event-function.ts'
import { type Input, toInvocation } from './invocation.ts'

/** What a run needs of the host. */
export interface Runtime {
  /** Milliseconds after which a function is ended. */
  readonly timeout: number
  /** The running worker; a new one when the last has ended. */
  worker(): Promise<Worker>
  log(line: string): void
}

/** Runs a function once; false when it failed, ran out of time, or took its worker with it. */
export async function runOnce(runtime: Runtime, one: EventFunction, input: Input): Promise<boolean> {
  return (await run(runtime, one, toInvocation(one, input))) === undefined
}

/** What became of a function that is run again by its own retry policy. */
export interface PolicyRun {
  readonly succeeded: boolean
  readonly attempts: number
}

/**
 * Runs a function until it succeeds, or as often as its retry policy says; once without one. Only timers, Event Hubs,
 * Kafka and Cosmos DB know such policies. One without a limit ends here after `unlimited` runs.
 * Sources: https://learn.microsoft.com/azure/azure-functions/functions-bindings-error-pages#retry-policies and
 * https://github.com/Azure/azure-webjobs-sdk, FunctionExecutorExtensions
 */
export async function runByPolicy(
  runtime: Runtime,
  one: EventFunction,
  { unlimited, ...input }: Input & { readonly unlimited: number },
): Promise<PolicyRun> {
  const runs = one.retries < 0 ? unlimited : one.retries + 1
  let retryContext: RetryContext | undefined
  for (let attempt = 1; ; attempt++) {
    const failure = await run(runtime, one, toInvocation(one, input, retryContext))
    if (failure === undefined) return { succeeded: true, attempts: attempt }
    if (attempt >= runs) return { succeeded: false, attempts: attempt }
    retryContext = { retryCount: attempt, maxRetryCount: one.retries, exception: { message: failure.message } }
  }
}

async function run(
  { timeout, worker, log }: Runtime,
  { name }: EventFunction,
  request: InvocationRequest,
): Promise<Error | undefined> {
  try {
    const one = await worker()
    await withinTimeout({ worker: one, timeout, function: name }, one.invoke(name, request))
    return undefined
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error))
    log(`[error] Executed '${name}' (Failed, Id=${request.invocationId}): ${failure.message}`)
    return failure
  }
}
