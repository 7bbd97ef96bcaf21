import type { ErrorCode } from '@rove/core'
import type { Driver } from '@rove/core/adapter'

const codes = new WeakMap<object, ErrorCode>()

/** What the services in memory fail with. */
export function failed(code: ErrorCode, message: string = code): Error {
  const error = new Error(message)
  codes.set(error, code)
  return error
}

/** What all drivers of these services have. */
export const memoryService: Driver = {
  service: 'memory',
  native: undefined,
  errorCode: (error) => (typeof error === 'object' && error !== null && codes.get(error)) || 'Unknown',
}
