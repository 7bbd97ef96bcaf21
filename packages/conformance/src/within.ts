import { setTimeout as delay } from 'node:timers/promises'

/**
 * Waits for a case, and rejects when it has not ended in its time.
 * @param what begins the sentence of the error. Default: `The case`
 */
export async function within<T>(milliseconds: number, work: Promise<T>, what: string = 'The case'): Promise<T> {
  const ended = new AbortController()
  const late = delay(milliseconds, undefined, { signal: ended.signal }).then(
    () => {
      throw new Error(`${what} did not end within ${milliseconds} ms.`)
    },
    () => new Promise<never>(() => undefined),
  )
  // What the case does after its time is nobody's any more.
  work.catch(() => undefined)
  try {
    return await Promise.race([work, late])
  } finally {
    ended.abort()
  }
}
