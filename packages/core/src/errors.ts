/**
 * The codes of {@link RoveError}: gRPC's canonical codes, less those that a serverless handler never sees.
 * Source: https://grpc.io/docs/guides/status-codes/
 */
export type ErrorCode =
  | 'NotFound'
  | 'AlreadyExists'
  | 'InvalidArgument'
  | 'FailedPrecondition'
  | 'PermissionDenied'
  | 'ResourceExhausted'
  | 'DeadlineExceeded'
  | 'Canceled'
  | 'Unimplemented'
  | 'Unavailable'
  | 'Internal'
  | 'Unknown'

/** What a {@link RoveError} may carry beside its code and message. */
export interface RoveErrorOptions {
  /** The error that caused this one; it is logged, never sent to a client. */
  readonly cause?: unknown
  /** The provider whose service failed (`aws`, `azure` …). An error with a provider never shows its message to a client. */
  readonly provider?: string
  /** What was being done, for example `kv.get orders`. */
  readonly operation?: string
  /** Whether the same call may succeed later. Default: true for `Unavailable`, `ResourceExhausted` and `DeadlineExceeded`. */
  readonly retryable?: boolean
  /** The HTTP status to answer with when the error ends a request, 400 to 599. Default: by the code. */
  readonly status?: number
  /**
   * Whether the message may be shown to the client as the problem's `detail`.
   * Default: true for a status below 500 when no `provider` is named.
   */
  readonly expose?: boolean
  /** Response headers that belong to the failure, for example `Allow` or `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>
  /** More members for the problem details, for example a list of validation issues. They are shown to the client. */
  readonly extensions?: Readonly<Record<string, unknown>>
}

const brand = Symbol.for('rove.error')

const retryableCodes: ReadonlySet<ErrorCode> = new Set(['Unavailable', 'ResourceExhausted', 'DeadlineExceeded'])

const statusOfCode: Readonly<Record<ErrorCode, number>> = {
  NotFound: 404,
  AlreadyExists: 409,
  InvalidArgument: 400,
  FailedPrecondition: 412,
  PermissionDenied: 403,
  ResourceExhausted: 429,
  DeadlineExceeded: 504,
  Canceled: 499,
  Unimplemented: 501,
  Unavailable: 503,
  Internal: 500,
  Unknown: 500,
}

/**
 * The one error class of Rove. Recognise it with {@link isRoveError}, never with `instanceof`: two copies of this
 * package may be loaded in one process.
 *
 * @example
 * throw new RoveError('NotFound', `There is no order "${id}".`)
 */
export class RoveError extends Error {
  override readonly name = 'RoveError'
  readonly code: ErrorCode
  readonly provider: string | undefined
  readonly operation: string | undefined
  readonly retryable: boolean
  readonly status: number
  readonly expose: boolean
  readonly headers: Readonly<Record<string, string>> | undefined
  readonly extensions: Readonly<Record<string, unknown>> | undefined

  constructor(code: ErrorCode, message: string, options: RoveErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    Object.defineProperty(this, brand, { value: true })
    this.code = code
    this.provider = options.provider
    this.operation = options.operation
    this.retryable = options.retryable ?? retryableCodes.has(code)
    this.status = options.status ?? statusOfCode[code] ?? 500
    this.expose = options.expose ?? (this.status < 500 && options.provider === undefined)
    this.headers = options.headers
    this.extensions = options.extensions
  }
}

/** Whether a value is a {@link RoveError}, of this or of another copy of this package. */
export function isRoveError(value: unknown): value is RoveError {
  return typeof value === 'object' && value !== null && (value as { [brand]?: unknown })[brand] === true
}

/** Turns whatever was thrown (an `Error`, a string, `undefined`, a frozen object) into a {@link RoveError}. */
export function toRoveError(thrown: unknown): RoveError {
  if (isRoveError(thrown)) return thrown
  if (thrown instanceof Error) return new RoveError('Internal', thrown.message, { cause: thrown })
  return new RoveError('Internal', `A value that is not an Error was thrown: ${describe(thrown)}`, { cause: thrown })
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 200))
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.prototype.toString.call(value)
}
