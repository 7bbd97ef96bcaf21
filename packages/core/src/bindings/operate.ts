import type { Driver } from '../adapter/driver.ts'
import { type ErrorCode, isRoveError, RoveError } from '../errors.ts'

/** One call of a driver. */
export interface Operation {
  /** For errors: `kv.get orders`. */
  readonly name: string
  readonly driver: Driver
  /**
   * Whether the call may be made again when nobody knows what became of it. Calls that may not are only repeated when the
   * service has refused them for its load, because then nothing was done.
   */
  readonly repeatable: boolean
  /** Ends waiting between attempts. */
  readonly signal: AbortSignal | undefined
}

const attempts = 3
// Full jitter: https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
const firstWait = 50
const longestWait = 1000

/**
 * Calls a driver: repeats what may be repeated, up to three times with growing random waits, and turns whatever it throws
 * into one error that names service and operation.
 * @throws RoveError with the driver's code, its own error as the cause
 */
export async function operate<T>(operation: Operation, call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call()
    } catch (error) {
      const failure = wrap(operation, error)
      if (attempt >= attempts || !mayRepeat(operation, failure.code)) throw failure
      await wait(Math.random() * Math.min(longestWait, firstWait * 2 ** attempt), operation.signal, failure)
    }
  }
}

function mayRepeat({ repeatable }: Operation, code: ErrorCode): boolean {
  return code === 'ResourceExhausted' || (repeatable && (code === 'Unavailable' || code === 'DeadlineExceeded'))
}

/** Turns what a driver threw into an error of ours, once. */
export function wrap({ name, driver }: Pick<Operation, 'name' | 'driver'>, error: unknown): RoveError {
  if (isRoveError(error)) return error
  const code = driver.errorCode(error)
  const said = error instanceof Error ? error.message : String(error)
  return new RoveError(code, `${name} failed on ${driver.service}: ${said}`, {
    cause: error,
    provider: driver.service,
    operation: name,
  })
}

function wait(milliseconds: number, signal: AbortSignal | undefined, failure: RoveError): Promise<void> {
  if (signal?.aborted) return Promise.reject(failure)
  return new Promise((resolve, reject) => {
    const over = (): void => {
      clearTimeout(timer)
      reject(failure)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', over)
      resolve()
    }, milliseconds)
    signal?.addEventListener('abort', over, { once: true })
  })
}
