/** What every driver source of AWS takes. */
export interface DriverOptions<Client> {
  /**
   * A client of your own, for every resource of this source; it stays yours to close. Make it with `maxAttempts: 1`: core
   * repeats what is safe to repeat, and a conditional write that the SDK repeats may fail over its own first attempt.
   * Default: one for the process, made when it is first needed, with region, endpoint and credentials as the SDK finds them.
   */
  readonly client?: Client
  /** The logical names that the source is for. Default: every resource of its kind. */
  readonly only?: readonly string[]
}

/** What clients that are made here have in common. */
export interface ClientConfig {
  readonly maxAttempts: number
  readonly requestHandler: { readonly connectionTimeout: number; readonly socketTimeout: number }
}

/**
 * The configuration of clients that are made here. The SDK waits without end by default: a service that takes no
 * connection, or says nothing for a while, shall be an error while the invocation still has time.
 * Source: https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/migrate-client-constructors.html
 *
 * @param silence milliseconds without a byte
 */
export function clientConfig(silence: number = 30_000): ClientConfig {
  return { maxAttempts: 1, requestHandler: { connectionTimeout: 3000, socketTimeout: silence } }
}
