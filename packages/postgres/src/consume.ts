import type { Outcome } from '@rove/core'
import type { Inbox, Received } from './received.ts'
import { settle } from './settle.ts'
import { type TakeOptions, take } from './take.ts'

/** How messages are handled, one batch after the other. */
export interface ConsumeOptions extends TakeOptions {
  /**
   * Handles a batch within `visibility`, and says what became of each message, in their order; one that is missing counts
   * as a failure, and so do all when it throws.
   */
  readonly handler: (messages: readonly Received[]) => Promise<ReadonlyArray<Outcome | undefined>>
  /** Milliseconds to wait when there is nothing, or the server is away. Default: 500. */
  readonly pause?: number
  /** Is told what fails beside the handler: the server is away, a lease was over before its message was settled. */
  readonly onError?: (error: unknown) => void
}

/** What takes messages until it is closed. */
export interface Consumer {
  /** Takes nothing more, and waits for the batch that is being handled. It never rejects, and can be called twice. */
  close(): Promise<void>
}

/**
 * Takes messages and gives them to a handler until it is closed. Any number of consumers, here and elsewhere, may work on
 * one inbox: each message is with one of them, and comes again when that one dies.
 * @example const consumer = consume({ pool, queue: 'shop-jobs' }, { handler: deliverTo(app, { queue: 'jobs' }) })
 */
export function consume(inbox: Inbox, options: ConsumeOptions): Consumer {
  const { handler, pause = 500 } = options
  const closing = new AbortController()
  const handle: ConsumeOptions['handler'] = async (messages) => {
    try {
      return await handler(messages)
    } catch (error) {
      return messages.map((): Outcome => ({ kind: 'retry', error }))
    }
  }
  const tell = (error: unknown): void => {
    try {
      options.onError?.(error)
    } catch {
      // Nobody is left to be told, and the messages are still to be taken.
    }
  }
  const step = async (): Promise<boolean> => {
    const messages = await take(inbox, options)
    if (messages.length === 0) return false
    const outcomes = await handle(messages)
    const settled = messages.map((message, index) => ({ message, outcome: outcomes[index] }))
    const held = await settle(inbox, settled, options)
    const lost = messages.filter((_, index) => !held[index])
    if (lost.length > 0) tell(new Error(`The lease was over before ${lost.map(({ id }) => id)} was settled.`))
    return true
  }
  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const found = await step().catch((error: unknown) => {
        tell(error)
        return false
      })
      if (!found) await wait(pause, closing.signal)
    }
  }
  const running = run()
  return {
    async close() {
      closing.abort()
      await running
    },
  }
}

function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const over = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', over)
      resolve()
    }
    const timer = setTimeout(over, milliseconds)
    signal.addEventListener('abort', over, { once: true })
  })
}
