import { after, before, describe, it } from 'node:test'
import type { CaseGroup } from './case.ts'
import type { Harness } from './harness.ts'
import { registerCases, type TestRunner } from './tests.ts'

export { type BuiltHarness, builtHarness } from './built.ts'
export { deliveryGroups, requestGroups } from './case.ts'

const runner: TestRunner = {
  describe: (name, body) => void describe(name, body),
  test: (name, timeout, run) => void it(name, { timeout }, run),
  before: (timeout, run) => before(run, { timeout }),
  after: (timeout, run) => after(run, { timeout }),
}

/**
 * Registers the suite with node:test: one test a case, on one host that is started before and stopped after them. A case
 * that hangs fails with its reason.
 *
 * @param groups which cases; default: all. A further configuration of an adapter may differ in requests or in deliveries only.
 * @example conformance(builtHarness({ name: 'aws function URL', capabilities, codec: 'http-v2', target, start }))
 */
export function conformance(harness: Harness, groups?: readonly CaseGroup[]): void {
  registerCases(runner, harness, groups)
}
