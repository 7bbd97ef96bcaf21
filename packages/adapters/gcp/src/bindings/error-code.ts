import { type ErrorCode, isRoveError } from '@rove/core'
import { type Fields, isFields } from '../codecs/shape.ts'

/**
 * By gRPC's numbers. Some differ from their namesakes: a write that lost against another one at the same moment (ABORTED)
 * was not done and can be made again; INTERNAL is what Google says of its own failures, and gRPC of a stream that was reset.
 * Source: https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
 */
const byGrpc: ReadonlyMap<unknown, ErrorCode> = new Map<unknown, ErrorCode>([
  [1, 'Canceled'],
  [2, 'Unknown'],
  [3, 'InvalidArgument'],
  [4, 'DeadlineExceeded'],
  [5, 'NotFound'],
  [6, 'AlreadyExists'],
  [7, 'PermissionDenied'],
  [8, 'ResourceExhausted'],
  [9, 'FailedPrecondition'],
  [10, 'ResourceExhausted'],
  [11, 'InvalidArgument'],
  [12, 'Unimplemented'],
  [13, 'Unavailable'],
  [14, 'Unavailable'],
  [15, 'Internal'],
  [16, 'PermissionDenied'],
])

// https://cloud.google.com/storage/docs/json_api/v1/status-codes
const byHttp: ReadonlyMap<unknown, ErrorCode> = new Map<unknown, ErrorCode>([
  [401, 'PermissionDenied'],
  [403, 'PermissionDenied'],
  [404, 'NotFound'],
  [408, 'DeadlineExceeded'],
  [409, 'FailedPrecondition'],
  [412, 'FailedPrecondition'],
  [429, 'ResourceExhausted'],
  [499, 'Canceled'],
  [501, 'Unimplemented'],
  [504, 'DeadlineExceeded'],
])

const byName: ReadonlyMap<unknown, ErrorCode> = new Map<unknown, ErrorCode>([
  ['TimeoutError', 'DeadlineExceeded'],
  ['request-timeout', 'DeadlineExceeded'],
  ['body-timeout', 'DeadlineExceeded'],
  ['AbortError', 'Canceled'],
  ['aborted', 'Canceled'],
  // Cloud Storage's client: what came or went is not what was sent.
  ['CONTENT_DOWNLOAD_MISMATCH', 'Unavailable'],
  ['FILE_NO_UPLOAD', 'Unavailable'],
])

/**
 * Classifies what Google's clients throw: by what Node says of the connection, then by gRPC's or HTTP's number for it (one
 * field, `code`, holds the one or the other), then by name, then by what the client says of its own credentials and project.
 */
export function errorCode(error: unknown): ErrorCode {
  if (isRoveError(error)) return error.code
  if (!isFields(error)) return 'Unknown'
  if (isNetwork(error)) return 'Unavailable'
  if (isThrottled(error)) return 'ResourceExhausted'
  const known = ofStatus(error)
  if (known !== undefined && known !== 'Unknown') return known
  return byName.get(error.code) ?? byName.get(error.name) ?? byName.get(error.type) ?? ofMessage(error) ?? 'Unknown'
}

function ofStatus({ code, status, response }: Fields): ErrorCode | undefined {
  const numbers = [code, status, isFields(response) ? (response.status ?? response.statusCode) : undefined]
  const number = numbers.map(toNumber).find((candidate) => candidate !== undefined)
  if (number === undefined || number < 100) return byGrpc.get(number)
  return byHttp.get(number) ?? (number >= 500 ? 'Unavailable' : number >= 400 ? 'InvalidArgument' : undefined)
}

/** Some clients write the status as text. */
function toNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : value
  return typeof number === 'number' ? number : undefined
}

// Older APIs refuse load with 403: https://cloud.google.com/storage/docs/json_api/v1/status-codes
function isThrottled({ errors }: Fields): boolean {
  return Array.isArray(errors) && errors.some((one) => isFields(one) && /ateLimitExceeded$/.test(String(one.reason)))
}

// https://nodejs.org/api/errors.html#common-system-errors
const network =
  /^(E(CONN\w+|PIPE|TIMEDOUT|NOTFOUND|AI_\w+|HOST\w+|NET\w+|PROTO)|ERR_(STREAM_PREMATURE_CLOSE|SSL_\w+|TLS_\w+)|UND_ERR_SOCKET)$/

function isNetwork({ code, message, cause }: Fields): boolean {
  const deeper = isFields(cause) ? cause.code : undefined
  if ([code, deeper].some((name) => typeof name === 'string' && network.test(name))) return true
  return typeof message === 'string' && /(socket hang up|Premature close|socket connection timeout)$/i.test(message)
}

/** What google-auth-library throws has no code, and gRPC passes it on as UNKNOWN, in a sentence of its own. */
function ofMessage({ message }: Fields): ErrorCode | undefined {
  if (typeof message !== 'string') return undefined
  if (/Unable to detect a Project Id/.test(message)) return 'FailedPrecondition'
  const isCredentials =
    /Could not (load the default credentials|refresh access token)|Unable to find credentials|invalid_grant|Getting metadata from plugin failed/
  return isCredentials.test(message) ? 'PermissionDenied' : undefined
}
