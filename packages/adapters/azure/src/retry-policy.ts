import type { RetryOptions } from '@azure/functions'

/** How often a function is run for what has no attempts of its own: a tick, a change. */
export const defaultAttempts = 5

/**
 * The retry policy of a function whose service does not deliver again: the host runs it again with the same input, and
 * then goes on as if it had succeeded. Undefined for one attempt.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-bindings-error-pages#retry-policies
 */
export function retryPolicy(attempts: number): RetryOptions | undefined {
  if (attempts < 2) return undefined
  return {
    strategy: 'exponentialBackoff',
    maxRetryCount: attempts - 1,
    minimumInterval: { seconds: 2 },
    maximumInterval: { minutes: 5 },
  }
}
