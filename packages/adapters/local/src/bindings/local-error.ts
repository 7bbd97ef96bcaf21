import type { ErrorCode } from '@rove/core'

/** What a driver of this machine fails with, where the operating system has no error of its own for it. */
export class LocalError extends Error {
  override readonly name = 'LocalError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** What a secret's version is refused with where only the current one is there. */
export function noVersions(where: string): LocalError {
  return new LocalError('Unimplemented', `${where} has only the current version of a secret.`)
}

// Source: https://nodejs.org/api/errors.html#common-system-errors
const systemCodes: Readonly<Record<string, ErrorCode>> = {
  EACCES: 'PermissionDenied',
  EPERM: 'PermissionDenied',
  EROFS: 'PermissionDenied',
  ENOSPC: 'ResourceExhausted',
  EDQUOT: 'ResourceExhausted',
  EMFILE: 'ResourceExhausted',
  ENFILE: 'ResourceExhausted',
  EBUSY: 'Unavailable',
  EIO: 'Unavailable',
  // A file where a folder is to be, or the reverse: the folder that was given is not one.
  ENOTDIR: 'FailedPrecondition',
  EISDIR: 'FailedPrecondition',
  EEXIST: 'FailedPrecondition',
}

/** Classifies what a driver of this machine threw: one of its own errors, or the operating system's. */
export function errorCodeOf(error: unknown): ErrorCode {
  if (error instanceof LocalError) return error.code
  return systemCodes[systemCodeOf(error) ?? ''] ?? 'Unknown'
}

/** The operating system's code of an error: `ENOENT`. */
export function systemCodeOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { readonly code?: unknown }
  return typeof code === 'string' ? code : undefined
}

/** Resolves with undefined when a file is not there. */
export async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
