/** Keeps what nothing caught, which would end the process: errors of a harness outside of its calls. */
export class StrayErrors {
  #errors: unknown[] = []
  readonly #listener = (error: unknown): void => void this.#errors.push(error)

  constructor() {
    process.on('uncaughtException', this.#listener).on('unhandledRejection', this.#listener)
  }

  /** What there was since the last time, once everything that is about to be thrown was. */
  async take(): Promise<readonly unknown[]> {
    await new Promise((resolve) => setImmediate(resolve))
    return this.#errors.splice(0)
  }

  close(): void {
    process.off('uncaughtException', this.#listener).off('unhandledRejection', this.#listener)
  }
}
