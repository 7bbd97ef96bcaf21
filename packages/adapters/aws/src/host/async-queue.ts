import { setTimeout as delay } from 'node:timers/promises'
import type { Environment } from './environment.ts'
import { FunctionFailure } from './function-failure.ts'
import type { Invocation } from './invocation.ts'

/** What became of an asynchronous invocation: what Lambda writes to an on-success or on-failure destination. */
export interface InvocationRecord {
  readonly condition: 'Success' | 'RetriesExhausted'
  readonly approximateInvokeCount: number
}

/**
 * Lambda's own queue behind `InvocationType: Event`.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
 */
export interface AsyncQueue {
  /** Takes an invocation and runs it, again when it fails. */
  accept(invocation: Invocation): void
  /** Waits for the destination's record of an accepted invocation. It can be asked for once. */
  recordOf(requestId: string): Promise<InvocationRecord>
}

// Two more times, after one minute and then two; the waits are cut short.
// Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
const maxRetries = 2
const retryMilliseconds = 1

/** Makes the queue before an environment. */
export function createAsyncQueue(environment: Pick<Environment, 'invoke'>): AsyncQueue {
  const records = new Map<string, Promise<InvocationRecord>>()

  // Each attempt has the same request id, as on Lambda.
  async function run(invocation: Invocation): Promise<InvocationRecord> {
    for (let count = 1; ; count += 1) {
      if (await succeeds(environment, invocation)) return { condition: 'Success', approximateInvokeCount: count }
      if (count > maxRetries) return { condition: 'RetriesExhausted', approximateInvokeCount: count }
      await delay(retryMilliseconds)
    }
  }

  return {
    accept(invocation) {
      const record = run(invocation)
      record.catch(() => undefined)
      records.set(invocation.id, record)
    },
    recordOf(requestId) {
      const record = records.get(requestId)
      records.delete(requestId)
      return record ?? Promise.reject(new Error(`No invocation ${requestId} was accepted, or its record was taken.`))
    },
  }
}

async function succeeds(environment: Pick<Environment, 'invoke'>, invocation: Invocation): Promise<boolean> {
  try {
    const { body } = await environment.invoke(invocation).response
    // Nobody reads the answer, but the function must be able to give it.
    for await (const _ of body);
    return true
  } catch (error) {
    if (error instanceof FunctionFailure) return false
    throw error
  }
}
