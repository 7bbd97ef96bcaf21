import { type ErrorCode, isRoveError } from '@rove/core'
import { type Fields, isObject } from '../codecs/fields.ts'

/** Refused for load: nothing was done, and the call can be made again. */
const refused = [
  // https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes
  'ServerBusy',
  'TooManyRequests',
  'ServiceBusy',
]

const denied = [
  'AuthenticationFailed',
  'AuthorizationFailure',
  'AuthorizationPermissionMismatch',
  'AuthorizationServiceMismatch',
  'InsufficientAccountPermissions',
  'InvalidAuthenticationInfo',
  'KeyBasedAuthenticationNotPermitted',
  'NoAuthenticationInformation',
]

const missing = ['BlobNotFound', 'ContainerNotFound', 'QueueNotFound', 'ResourceNotFound', 'TableNotFound']

// What cannot be done at this moment: https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes.
// A block list is invalid when another upload of the blob was committed, which removes the blocks of this one.
const unavailable = [
  'ContainerBeingDeleted',
  'InternalError',
  'InvalidBlockList',
  'QueueBeingDeleted',
  'TableBeingDeleted',
]

const unmet = [
  'BlobAlreadyExists',
  'ConditionNotMet',
  'EntityAlreadyExists',
  'TargetConditionNotMet',
  'UpdateConditionNotSatisfied',
]

const byCode: ReadonlyMap<unknown, ErrorCode> = new Map<unknown, ErrorCode>([
  ...refused.map((code) => [code, 'ResourceExhausted'] as const),
  ...denied.map((code) => [code, 'PermissionDenied'] as const),
  ...missing.map((code) => [code, 'NotFound'] as const),
  ...unavailable.map((code) => [code, 'Unavailable'] as const),
  ...unmet.map((code) => [code, 'FailedPrecondition'] as const),
  ['OperationTimedOut', 'DeadlineExceeded'],
])

// What the SDK and @azure/identity call their errors, where they are no answers of a service.
const byName: ReadonlyMap<unknown, ErrorCode> = new Map<unknown, ErrorCode>([
  // Nobody aborts a call but the clock, here or in a client that was given its own.
  ['AbortError', 'DeadlineExceeded'],
  ['TimeoutError', 'DeadlineExceeded'],
  ['UnmetCondition', 'FailedPrecondition'],
  ['AuthenticationError', 'PermissionDenied'],
  ['AuthenticationRequiredError', 'PermissionDenied'],
  ['AggregateAuthenticationError', 'PermissionDenied'],
  ['CredentialUnavailableError', 'PermissionDenied'],
  ['ChainedTokenCredentialError', 'PermissionDenied'],
])

const byStatus: ReadonlyMap<unknown, ErrorCode> = new Map<unknown, ErrorCode>([
  [401, 'PermissionDenied'],
  [403, 'PermissionDenied'],
  [404, 'NotFound'],
  [408, 'DeadlineExceeded'],
  [409, 'FailedPrecondition'],
  [412, 'FailedPrecondition'],
  [429, 'ResourceExhausted'],
  [501, 'Unimplemented'],
])

/**
 * Classifies what a client on `@azure/core-rest-pipeline` throws: by what Node says of the connection, then by the service's
 * code for the error, then by the HTTP status.
 */
export function errorCode(error: unknown): ErrorCode {
  if (isRoveError(error)) return error.code
  if (!isObject(error)) return 'Unknown'
  if (isNetwork(error)) return 'Unavailable'
  const status = statusOf(error)
  const known = byCode.get(serviceCode(error)) ?? byStatus.get(status) ?? byName.get(error.name)
  if (known) return known
  if (status !== undefined && status >= 500) return 'Unavailable'
  if (status !== undefined && status >= 400) return 'InvalidArgument'
  return 'Unknown'
}

/** The HTTP status of the answer behind an error; undefined where there was none. */
export function statusOf(error: unknown): number | undefined {
  const { statusCode, response } = fieldsOf(error)
  const status = statusCode ?? fieldsOf(response).status
  return typeof status === 'number' ? status : undefined
}

/**
 * What the service calls the error: `BlobNotFound`. Storage says it in a header, too, which an answer to HEAD has; Table
 * Storage in the body only; the SDK puts it in one of four places.
 */
export function serviceCode(error: unknown): string | undefined {
  const { code, details, response } = fieldsOf(error)
  const { errorCode: inHeader, code: inDetails, odataError } = fieldsOf(details)
  const parsed = fieldsOf(fieldsOf(fieldsOf(response).parsedBody).odataError)
  return [inHeader, inDetails, fieldsOf(odataError).code, parsed.code, code].find(isText)
}

function fieldsOf(value: unknown): Fields {
  return isObject(value) ? value : {}
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

// https://nodejs.org/api/errors.html#common-system-errors; the others are RestError's own.
function isNetwork({ code, statusCode }: Fields): boolean {
  if (typeof code !== 'string') return false
  if (code === 'PARSE_ERROR') return statusCode === undefined || statusCode === 200
  return /^(REQUEST_SEND_ERROR|E(CONN\w+|PIPE|TIMEDOUT|NOTFOUND|AI_\w+|HOST\w+|NET\w+|PROTO)|ERR_(STREAM_PREMATURE_CLOSE|SSL_\w+|TLS_\w+)|CERT_\w+)$/.test(
    code,
  )
}
