import type { Env } from '@rove/core'

/** What every driver source of Azure takes. */
export interface DriverOptions<Client> {
  /**
   * A client of your own, for every resource of this source; it stays yours to close. Make it without retries: core
   * repeats what is safe to repeat, and a conditional write that the SDK repeats may fail over its own first attempt.
   * Default: one for the process, made when it is first needed, from the settings of the function app.
   */
  readonly client?: Client
  /** The logical names that the source is for. Default: every resource of its kind. */
  readonly only?: readonly string[]
}

/** A client that is made when it is first asked for. */
export interface ServiceClient<Client> {
  /** @param env where its connection comes from */
  of(env: Env): Client
  /** Closes what was made here. */
  close(): Promise<void>
}

/**
 * The client of a source: the given one, or one that is made when it is first needed.
 *
 * @param end lets go of the connections of a client, where there are any beside Node's own agents
 */
export function clientOf<Client>(
  given: Client | undefined,
  make: (env: Env) => Client,
  end: (client: Client) => unknown = () => undefined,
): ServiceClient<Client> {
  // A process has one environment; a test may have more.
  const made = new Map<Env, Client>()
  return {
    of: (env) => {
      const client = given ?? made.get(env) ?? make(env)
      if (given === undefined) made.set(env, client)
      return client
    },
    close: async () => {
      const clients = [...made.values()]
      made.clear()
      await Promise.all(clients.map(end))
    },
  }
}

/**
 * No retries, in the words of the clients that are made with `@azure/core-client` (Table Storage, Event Grid, Key Vault).
 * Source: https://learn.microsoft.com/javascript/api/@azure/core-rest-pipeline/pipelineretryoptions
 */
export const withoutRetries: { readonly retryOptions: { readonly maxRetries: number } } = {
  retryOptions: { maxRetries: 0 },
}
