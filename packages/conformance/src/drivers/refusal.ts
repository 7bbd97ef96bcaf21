import assert from 'node:assert/strict'
import { type ErrorCode, isRoveError, type RoveError } from '@rove/core'

/** Asserts that something fails with an error of Rove's, and gives it. */
export async function refused(
  work: Promise<unknown>,
  codes: ErrorCode | readonly ErrorCode[],
  said?: RegExp,
): Promise<RoveError> {
  const thrown = await work.then(
    (value) => assert.fail(`it was not refused, but gave ${JSON.stringify(value)?.slice(0, 200)}`),
    (error: unknown) => error,
  )
  if (thrown instanceof assert.AssertionError) throw thrown
  assert.ok(isRoveError(thrown), `it failed with ${String(thrown)}, which is no RoveError`)
  assert.ok([codes].flat().includes(thrown.code), `it failed with ${thrown.code}, not ${codes}: ${thrown.message}`)
  if (said) assert.match(thrown.message, said)
  return thrown
}

/** Asserts that a service says clearly that it is without a feature. */
export async function refusedFeature(work: Promise<unknown>, service: string): Promise<void> {
  const error = await refused(work, ['Unimplemented', 'InvalidArgument'])
  const named = error.provider === service || error.message.includes(service)
  assert.ok(named, `the refusal does not name ${service}: ${error.message}`)
}

/** How many of several calls succeeded, with what; the others must have been refused with the code. */
export async function winnersOf<T>(calls: ReadonlyArray<Promise<T>>, code: ErrorCode): Promise<T[]> {
  const results = await Promise.allSettled(calls)
  const failed = results.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
  for (const error of failed) await refused(Promise.reject(error), code)
  return results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
}
