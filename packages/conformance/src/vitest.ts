import { afterAll, beforeAll, describe, it } from 'vitest'
import type { CaseGroup } from './case.ts'
import type { Harness } from './harness.ts'
import { registerCases, type TestRunner } from './tests.ts'

export { type BuiltHarness, builtHarness } from './built.ts'
export { deliveryGroups, requestGroups } from './case.ts'
export type { HttpAnswer } from './drivers/faults/http-answer.ts'
export { bucketSuite, kvSuite, queueSuite, secretSuite, topicSuite } from './drivers/register.ts'
export type { DriverFeature, DriverSubject, FaultySubject, SecretSubject, SendSubject } from './drivers/subject.ts'

const runner: TestRunner = {
  describe: (name, body) => void describe(name, body),
  test: (name, timeout, run) => void it(name, run, timeout),
  before: (timeout, run) => void beforeAll(run, timeout),
  after: (timeout, run) => void afterAll(run, timeout),
}

/**
 * Registers the suite with Vitest: one test a case, on one host that is started before and stopped after them. A case
 * that hangs fails with its reason.
 *
 * @param groups which cases; default: all. A further configuration of an adapter may differ in requests or in deliveries only.
 * @example conformance(builtHarness({ name: 'aws function URL', capabilities, codec: 'http-v2', target, start }))
 */
export function conformance(harness: Harness, groups?: readonly CaseGroup[]): void {
  registerCases(runner, harness, groups)
}
