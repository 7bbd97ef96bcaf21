import { afterAll, beforeAll, describe, it } from 'vitest'
import type { CaseGroup } from './case.ts'
import { cases } from './cases/index.ts'
import type { Harness } from './harness.ts'
import { type Running, runCase, startHarness } from './run.ts'

export { type BuiltHarness, builtHarness } from './built.ts'
export { deliveryGroups, requestGroups } from './case.ts'
export type { HttpAnswer } from './drivers/faults/http-answer.ts'
export { bucketSuite, kvSuite, queueSuite, secretSuite, topicSuite } from './drivers/register.ts'
export type { DriverFeature, DriverSubject, FaultySubject, SecretSubject, SendSubject } from './drivers/subject.ts'

/**
 * Registers the suite with Vitest: one test a case, on one host that is started before and stopped after them. A case
 * that hangs fails with its reason.
 *
 * @param groups which cases; default: all. A further configuration of an adapter may differ in requests or in deliveries only.
 * @example conformance(builtHarness({ name: 'aws function URL', capabilities, codec: 'http-v2', target, start }))
 */
export function conformance(harness: Harness, groups?: readonly CaseGroup[]): void {
  describe(`conformance: ${harness.name}`, () => {
    let running: Running | undefined
    beforeAll(async () => {
      running = await startHarness(harness)
      console.info(
        `${harness.name}: on ${running.host.name}${running.host.real ? '' : ' (not the provider’s own code)'}`,
      )
    }, 120_000)
    afterAll(() => running?.stop(), 60_000)
    for (const one of cases.filter(({ group }) => groups?.includes(group) ?? true)) {
      it(`${one.id}: ${one.title}`, async () => {
        if (running === undefined) throw new Error('The host was not started.')
        const result = await runCase(one, running)
        if (!result.passed) throw result.error
      }, 60_000)
    }
  })
}
