import { RoveError } from '@rove/core'

/** The largest result a platform takes. */
export interface ResponseLimit {
  readonly bytes: number
  /** Whose limit it is, for the error: `AWS Lambda`. */
  readonly of: string
}

/**
 * What Lambda takes back from a buffered invocation: 6 MB of JSON and a little more, as its own error states.
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, and the runtime's message "Exceeded
 * maximum allowed payload size (6291556 bytes)", https://github.com/DataBiosphere/azul/issues/8258
 */
export const lambdaLimit: ResponseLimit = { bytes: 6_291_556, of: 'AWS Lambda' }

// Room for status and headers in the quick check; a header block larger than this is measured like a large body.
const envelope = 65_536

interface JsonResult {
  readonly body?: string
  readonly isBase64Encoded: boolean
}

/**
 * Passes a result on when it fits.
 * @throws RoveError `ResourceExhausted` that names size and limit
 */
export function checkJsonSize<Result extends JsonResult>(result: Result, limit: ResponseLimit): Result {
  const length = result.body?.length ?? 0
  // A UTF-16 unit takes at most six bytes in JSON, so most answers need no measuring.
  if ((result.isBase64Encoded ? length : length * 6) + envelope <= limit.bytes) return result
  const size = result.isBase64Encoded
    ? length + Buffer.byteLength(JSON.stringify({ ...result, body: '' }))
    : Buffer.byteLength(JSON.stringify(result))
  if (size > limit.bytes) throw tooLarge(size, limit)
  return result
}

/** The error for a response that a platform would refuse. */
export function tooLarge(size: number, limit: ResponseLimit): RoveError {
  return new RoveError(
    'ResourceExhausted',
    `The response takes ${size} bytes as ${limit.of} counts it, and the limit is ${limit.bytes}. Send less at a time, or redirect to an object in storage; function URLs and REST APIs can stream (adapt with stream: true).`,
    { status: 500, expose: true, retryable: false },
  )
}
