import { type ErrorCode, isRoveError } from '@rove/core'
import { isObject } from '../codecs/fields.ts'
import { errorCode as restErrorCode } from './error-code.ts'

// Source: https://learn.microsoft.com/rest/api/cosmos-db/http-status-codes-for-cosmosdb
const byStatus: ReadonlyMap<unknown, ErrorCode> = new Map<unknown, ErrorCode>([
  [401, 'PermissionDenied'],
  [403, 'PermissionDenied'],
  [404, 'NotFound'],
  [408, 'DeadlineExceeded'],
  [409, 'FailedPrecondition'],
  // The partition is on its way to another machine.
  [410, 'Unavailable'],
  [412, 'FailedPrecondition'],
  [429, 'ResourceExhausted'],
  // Another write to the same document at the same moment: nothing was done.
  [449, 'ResourceExhausted'],
])

// What an answer of several meanings means. Source: the SDK's src/common/statusCodes.ts
const bySubstatus: ReadonlyMap<string, ErrorCode> = new Map<string, ErrorCode>([
  // The region takes no writes (any more).
  ['403/3', 'Unavailable'],
  ['403/1008', 'Unavailable'],
  // A logical partition is full.
  ['403/1014', 'ResourceExhausted'],
  // The replica has not yet what this client has seen; it says nothing of whether the document is there.
  ['404/1002', 'Unavailable'],
])

/**
 * Classifies what `@azure/cosmos` throws: its own errors, whose code is the HTTP status, and those of the pipeline below it
 * and of `@azure/identity`.
 */
export function errorCode(error: unknown): ErrorCode {
  if (isRoveError(error)) return error.code
  if (!isObject(error)) return 'Unknown'
  const { code, substatus, name, message } = error
  // What the SDK says of an answer that is not JSON, or has no body: it comes from something on the way.
  if (name === 'SyntaxError' || /reading 'message'/.test(String(message))) return 'Unavailable'
  if (code === 'TimeoutError') return 'DeadlineExceeded'
  const known = bySubstatus.get(`${code}/${substatus}`) ?? byStatus.get(code)
  if (known) return known
  if (typeof code === 'number' && code >= 500) return 'Unavailable'
  if (typeof code === 'number' && code >= 400) return 'InvalidArgument'
  return restErrorCode(error)
}
