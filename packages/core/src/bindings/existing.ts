import { isRoveError, RoveError } from '../errors.ts'

/**
 * What a write with `ifAbsent` fails with when there is something already; every other error stays what it is. It names the
 * service as the driver's error did, so that its message, which holds the key, is not shown to clients.
 * @param what for the message: `a value of "a"`
 */
export function asExisting(error: unknown, what: string): unknown {
  if (!isRoveError(error) || error.code !== 'FailedPrecondition') return error
  return new RoveError('AlreadyExists', `There is ${what} already.`, {
    cause: error,
    ...(error.provider === undefined ? {} : { provider: error.provider }),
    ...(error.operation === undefined ? {} : { operation: error.operation }),
  })
}
