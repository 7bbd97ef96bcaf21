import { type ErrorCode, isRoveError } from '@rove/core'
import { isObject } from '../codecs/fields.ts'
import { errorCode as restErrorCode } from './error-code.ts'

/**
 * What the client of Service Bus calls its errors.
 * Source: https://learn.microsoft.com/azure/service-bus-messaging/service-bus-messaging-exceptions-latest
 */
const byCode: ReadonlyMap<unknown, ErrorCode> = new Map<unknown, ErrorCode>([
  ['MessagingEntityNotFound', 'NotFound'],
  ['MessagingEntityDisabled', 'FailedPrecondition'],
  ['MessageSizeExceeded', 'InvalidArgument'],
  // The entity is full: nothing was taken.
  ['QuotaExceeded', 'ResourceExhausted'],
  ['ServiceBusy', 'ResourceExhausted'],
  ['ServiceTimeout', 'DeadlineExceeded'],
  ['ServiceCommunicationProblem', 'Unavailable'],
  ['UnauthorizedAccess', 'PermissionDenied'],
])

// Of a `GeneralError` the client puts what AMQP calls it before the message.
// Source: the SDK's src/serviceBusError.ts, @azure/core-amqp's src/errors.ts
const byPrefix: ReadonlyMap<string, ErrorCode> = new Map<string, ErrorCode>([
  ['ArgumentError', 'InvalidArgument'],
  ['ArgumentOutOfRangeError', 'InvalidArgument'],
  ['InvalidOperationError', 'InvalidArgument'],
  ['DecodeError', 'InvalidArgument'],
  ['NotImplementedError', 'Unimplemented'],
  ['PublisherRevokedError', 'PermissionDenied'],
  ['ResourceDeletedError', 'NotFound'],
])

/** Classifies what the client of Service Bus throws: errors of AMQP, of Node's sockets, and of `@azure/identity`. */
export function errorCode(error: unknown): ErrorCode {
  if (isRoveError(error)) return error.code
  if (!isObject(error)) return 'Unknown'
  // Several addresses of one host were tried, or one call several times.
  if (Array.isArray(error.errors) && error.errors.length > 0) return errorCode(error.errors.at(-1))
  const known = byCode.get(error.code)
  if (known) return known
  const [prefix = ''] = String(error.message).split(':')
  const general = byPrefix.get(prefix)
  if (general && error.code === 'GeneralError') return general
  // The client refuses by itself what has no valid type or is too long.
  if (error instanceof TypeError) return 'InvalidArgument'
  if (error.name === 'OperationTimeoutError') return 'DeadlineExceeded'
  // A connection that ended before it was open. Source: the sources of rhea-promise 3, lib/connection.js
  if (error.message === 'Failed to connect') return 'Unavailable'
  // Links and connections that end, and what may be repeated by the client's own rules.
  if (error.retryable === true || error.code === 'GeneralError') return 'Unavailable'
  return restErrorCode(error)
}
