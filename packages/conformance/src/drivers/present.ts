import assert from 'node:assert/strict'

/** What was read must be there. */
export function present<T>(found: T | undefined, what: string): T {
  return found ?? assert.fail(`${what} is not there`)
}
