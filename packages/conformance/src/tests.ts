import type { CaseGroup } from './case.ts'
import { cases } from './cases/index.ts'
import type { Harness } from './harness.ts'
import { type Running, runCase, startHarness } from './run.ts'

/** What a test runner offers. The times are milliseconds. */
export interface TestRunner {
  describe(name: string, body: () => void): void
  test(name: string, timeout: number, run: () => Promise<void>): void
  before(timeout: number, run: () => Promise<void>): void
  after(timeout: number, run: () => Promise<void>): void
}

/** Registers the suite with a test runner: one test a case, on one host that is started before and stopped after them. */
export function registerCases(runner: TestRunner, harness: Harness, groups?: readonly CaseGroup[]): void {
  runner.describe(`conformance: ${harness.name}`, () => {
    let running: Running | undefined
    runner.before(120_000, async () => {
      running = await startHarness(harness)
      console.info(
        `${harness.name}: on ${running.host.name}${running.host.real ? '' : ' (not the provider’s own code)'}`,
      )
    })
    runner.after(60_000, async () => running?.stop())
    for (const one of cases.filter(({ group }) => groups?.includes(group) ?? true)) {
      const gap = harness.gaps?.[one.id]
      const name = `${one.id}: ${one.title}${gap === undefined ? '' : ` GAP: ${gap}`}`
      runner.test(name, 60_000, async () => {
        if (running === undefined) throw new Error('The host was not started.')
        const result = await runCase(one, running)
        if (!result.passed) throw result.error
      })
    }
  })
}
