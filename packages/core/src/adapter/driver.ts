import type { ErrorCode } from '../errors.ts'

/**
 * What every driver behind a binding has. A driver is small: it makes one call to its service, throws the service's
 * own error untouched, never retries and never logs; the portable type does that once for all of them.
 */
export interface Driver {
  /** The service, for errors and reports: `dynamodb`, `azure-tables`. */
  readonly service: string
  /** Classifies an error that this driver threw. */
  errorCode(error: unknown): ErrorCode
  /** Lets go of connections. Called once, when the process ends. */
  close?(): Promise<void>
}
