/** What every driver source of Google takes. */
export interface DriverOptions<Client> {
  /**
   * A client of your own, for every resource of this source; it stays yours to close. Make it so that it repeats nothing:
   * core repeats what is safe to repeat, and a conditional write that a client repeats may fail over its own first attempt.
   * Default: one for the process, made when it is first needed, with project and credentials as the client finds them.
   */
  readonly client?: Client
  /** The logical names that the source is for. Default: every resource of its kind. */
  readonly only?: readonly string[]
}

/**
 * How soon a client connects again whose connection broke, milliseconds. By itself gRPC waits a second first, and then core's
 * three attempts are over.
 * Source: https://grpc.github.io/grpc/core/group__grpc__arg__keys.html
 */
export const reconnecting = {
  'grpc.initial_reconnect_backoff_ms': 50,
  'grpc.max_reconnect_backoff_ms': 1000,
} as const
