import { type ErrorCode, isRoveError } from '@rove/core'
import { type Fields, fieldsOf, isObject } from '../codecs/shape.ts'

/**
 * Refused for load, or because of another write at the same moment: nothing was done, and the call can be made again.
 * Source: https://github.com/smithy-lang/smithy-typescript/blob/main/packages/service-error-classification/src/constants.ts
 */
const refused = [
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'TransactionInProgressException',
  // SQS, SNS: https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html#API_PublishBatch_Errors
  'KMSThrottling',
  'KMSThrottlingException',
  'KmsThrottled',
  'OverLimit',
  // DynamoDB: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html#API_PutItem_Errors
  'TransactionConflictException',
  // S3 wants the request once more: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
  'ConditionalRequestConflict',
  'OperationAborted',
]

// https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html, and what the SDK says when it has no credentials
const denied = [
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'CredentialsProviderError',
  'DecryptionFailure',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'KMSAccessDenied',
  'KMSAccessDeniedException',
  'KmsAccessDenied',
  'MissingAuthenticationToken',
  'NotAuthorized',
  'SignatureDoesNotMatch',
  'TokenProviderError',
  'UnrecognizedClientException',
]

const missing = [
  'NoSuchBucket',
  'NotFound',
  'NotFoundException',
  'ParameterNotFound',
  'ParameterVersionNotFound',
  'QueueDoesNotExist',
  'ResourceNotFoundException',
  'AWS.SimpleQueueService.NonExistentQueue',
]

const unavailable = [
  'InternalError',
  'InternalFailure',
  'InternalServerError',
  'InternalServiceError',
  'ServiceUnavailable',
  // The SDK has corrected its clock by the answer; the next call has the right time.
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
]

// S3: NoSuchKey is thrown only where a write was to replace an object that is gone (`If-Match`).
const unmet = ['ConditionalCheckFailedException', 'PreconditionFailed', 'NoSuchKey', 'InvalidRequestException']

const byName: ReadonlyMap<unknown, ErrorCode> = new Map<unknown, ErrorCode>([
  ...refused.map((name) => [name, 'ResourceExhausted'] as const),
  ...denied.map((name) => [name, 'PermissionDenied'] as const),
  ...missing.map((name) => [name, 'NotFound'] as const),
  ...unavailable.map((name) => [name, 'Unavailable'] as const),
  ...unmet.map((name) => [name, 'FailedPrecondition'] as const),
  ['TimeoutError', 'DeadlineExceeded'],
  ['RequestTimeout', 'DeadlineExceeded'],
  ['RequestTimeoutException', 'DeadlineExceeded'],
  ['AbortError', 'Canceled'],
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
 * Classifies what a client of the SDK throws: by what Node says of the connection, then by the service's name for the error,
 * then by the HTTP status.
 */
export function errorCode(error: unknown): ErrorCode {
  if (isRoveError(error)) return error.code
  if (!isObject(error)) return 'Unknown'
  const status = fieldsOf(error.$metadata).httpStatusCode ?? fieldsOf(error.$response).statusCode
  // The SDK calls a broken connection a timeout, too.
  if (isNetwork(error)) return 'Unavailable'
  const known = byName.get(error.name) ?? byStatus.get(status)
  if (known) return known
  if (fieldsOf(error.$retryable).throttling === true) return 'ResourceExhausted'
  if (typeof status === 'number' && status >= 500) return 'Unavailable'
  if (typeof status === 'number' && status >= 400) return 'InvalidArgument'
  if (error.$fault === 'server') return 'Unavailable'
  if (error.$fault === 'client') return 'InvalidArgument'
  return error.message === 'Region is missing' ? 'FailedPrecondition' : 'Unknown'
}

// https://nodejs.org/api/errors.html#common-system-errors
function isNetwork({ code, message }: Fields): boolean {
  if (typeof code === 'string') {
    return /^(E(CONN\w+|PIPE|TIMEDOUT|NOTFOUND|AI_\w+|HOST\w+|NET\w+|PROTO)|ERR_(STREAM_PREMATURE_CLOSE|SSL_\w+|TLS_\w+))$/.test(
      code,
    )
  }
  // What the SDK says of a body that it was reading.
  return typeof message === 'string' && /^(Connection lost or stream closed|Checksum mismatch)/.test(message)
}
