import type { ChangeKind } from '@rove/core'
import type { WriteCondition } from '@rove/core/adapter'
import { LocalError } from './local-error.ts'

interface Expiring {
  readonly expiresAt: number | undefined
}

/** A value, unless it has expired. */
export function live<T extends Expiring>(value: T | undefined): T | undefined {
  return value?.expiresAt !== undefined && value.expiresAt <= Date.now() ? undefined : value
}

/**
 * @param found the version, or etag, of what is there
 * @throws LocalError `FailedPrecondition` when a write's condition does not hold
 */
export function checkCondition(found: string | undefined, condition: WriteCondition): void {
  if (condition === undefined) return
  if ('absent' in condition) {
    if (found !== undefined) throw new LocalError('FailedPrecondition', 'It is there already.')
  } else if (found !== condition.version) {
    const what = found === undefined ? 'It is not there' : 'It was changed'
    throw new LocalError('FailedPrecondition', `${what}; the version that was asked for is gone.`)
  }
}

/** What a write did. */
export function toKind(before: unknown, after: unknown): ChangeKind {
  if (after === undefined) return 'deleted'
  return before === undefined ? 'created' : 'updated'
}
