import type { NativeExchange } from '../adapter/host.ts'

// Enough for what one case does; an event may have megabytes.
const kept = 12

/** Keeps the last events that a runtime was given, and what it gave back. */
export class NativeLog {
  readonly #exchanges: NativeExchange[] = []

  /**
   * Keeps an event with what comes of it, and gives that on.
   * @param show what of the result is kept
   */
  async watch<T>(event: unknown, work: () => Promise<T>, show: (result: T) => unknown): Promise<T> {
    const exchange: { event: unknown; result?: unknown; error?: string } = { event }
    this.#exchanges.push(exchange)
    if (this.#exchanges.length > kept) this.#exchanges.shift()
    try {
      const result = await work()
      exchange.result = show(result)
      return result
    } catch (error) {
      exchange.error = error instanceof Error ? error.message : String(error)
      throw error
    }
  }

  /** The exchanges, the newest last. */
  all(): readonly NativeExchange[] {
    return [...this.#exchanges]
  }
}
