/** What Lambda tells a caller of a function that failed. */
export interface FailureReport {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace?: readonly string[]
}

/** The function failed; the invocation itself worked. Lambda calls it a function error. */
export class FunctionFailure extends Error {
  /** The JSON that a caller gets as the payload. */
  readonly payload: Buffer

  constructor(
    readonly errorType: string,
    payload: Uint8Array | FailureReport,
  ) {
    super(`The function failed: ${errorType}`)
    this.payload = payload instanceof Uint8Array ? Buffer.from(payload) : Buffer.from(JSON.stringify(payload))
  }

  /** Type and message in a line. */
  describe(): string {
    try {
      const { errorType, errorMessage } = JSON.parse(this.payload.toString()) as FailureReport
      return `${errorType}: ${errorMessage}`
    } catch {
      return `${this.errorType}: ${this.payload.toString()}`
    }
  }
}

/** A failure that Lambda itself reports, not the runtime: it names the request as Lambda's messages do. */
export function platformFailure(errorType: string, requestId: string, message: string): FunctionFailure {
  return new FunctionFailure(errorType, { errorType, errorMessage: `RequestId: ${requestId} Error: ${message}` })
}
