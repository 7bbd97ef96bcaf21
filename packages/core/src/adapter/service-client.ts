/** A vendor's client that is made when it is first asked for, once in a process. */
export interface ServiceClient<Client> {
  get(): Client
  /** Closes the client if it was made here. The next one who asks has a new one. */
  close(): Promise<void>
}

/**
 * The client of a driver source: the given one, or one that is made when it is first needed.
 * @param end closes one that was made here
 */
export function clientOf<Client>(
  given: Client | undefined,
  make: () => Client,
  end: (client: Client) => unknown = () => undefined,
): ServiceClient<Client> {
  let made: Client | undefined
  return {
    get() {
      if (given !== undefined) return given
      made ??= make()
      return made
    },
    async close() {
      const open = made
      made = undefined
      if (open !== undefined) await end(open)
    },
  }
}

/** Asks once, when it is first needed; an answer is kept, a failure is not. */
export function remembered<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined
  return () => {
    asked ??= ask().catch((error: unknown) => {
      asked = undefined
      throw error
    })
    return asked
  }
}
