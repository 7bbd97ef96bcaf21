import type { Worker } from './worker-process.ts'

/** What is ended when its time is over. */
export interface TimedInvocation {
  readonly worker: Worker
  /** Milliseconds. */
  readonly timeout: number
  /** The function's name. */
  readonly function: string
}

/**
 * Waits for an invocation no longer than a function may run; then the worker is ended with all that it is at, as the
 * platform does.
 * @throws Error that says so, or what the invocation rejects with
 */
export async function withinTimeout<T>({ worker, timeout, ...one }: TimedInvocation, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`Timeout value of ${timeout} ms was exceeded by function: Functions.${one.function}`))
      worker.kill()
    }, timeout)
  })
  work.catch(() => undefined)
  return Promise.race([work, over]).finally(() => clearTimeout(timer))
}
