import { setTimeout as delay } from 'node:timers/promises'

/** Waits for a case, and rejects when it has not ended in its time. */
export async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  const ended = new AbortController()
  const late = delay(milliseconds, undefined, { signal: ended.signal }).then(
    () => {
      throw new Error(`The case did not end within ${milliseconds} ms.`)
    },
    () => undefined,
  )
  // What the case does after its time is nobody's any more.
  work.catch(() => undefined)
  try {
    await Promise.race([work, late])
  } finally {
    ended.abort()
  }
}
