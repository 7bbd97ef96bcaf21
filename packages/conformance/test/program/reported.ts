import type { Host } from '@rove/core/adapter'
import type { ConformanceCase } from '../../src/case.ts'
import { cases } from '../../src/cases/index.ts'
import type { Harness, HarnessStart } from '../../src/harness.ts'
import type { ProgramTimes } from '../../src/program/harness-hosts.ts'
import { type RunAllOptions, runAll } from '../../src/program/run-all.ts'
import type { HarnessReport } from '../../src/report/report.ts'
import { plainHarness } from '../plain-harness.ts'

/** Quick cases, each of one request. */
export const three: readonly string[] = ['http.query.none', 'http.path.verbatim', 'http.query.repeated']
/** Short, because these hosts hang. */
export const times: ProgramTimes = { case: 1000, start: 1000, stop: 300, alive: 300 }

/** Runs three cases, or others, on a harness. */
export async function reportOf(harness: Harness, more: Partial<RunAllOptions> = {}): Promise<HarnessReport> {
  const chosen = three.map((id) => cases.find((one) => one.id === id) as ConformanceCase)
  const { harnesses } = await runAll({ harnesses: [harness], cases: chosen, times, ...more })
  return harnesses[0] as HarnessReport
}

/** A plain harness whose hosts are changed as they start. */
export function changing(
  change: (host: Host, options: HarnessStart) => Partial<Host>,
  more: Partial<Harness> = {},
): Harness {
  const plain = plainHarness({}, more)
  return {
    ...plain,
    async start(options) {
      const host = await plain.start(options)
      return { ...host, ...change(host, options) }
    },
  }
}

/** What became of each case. */
export const outcomes = ({ cases: all }: HarnessReport): string[] => all.map(({ outcome }) => outcome)
/** Why, of each case. */
export const reasons = ({ cases: all }: HarnessReport): (string | undefined)[] => all.map(({ reason }) => reason)
/** What a case of a test is made of. */
export const blank: Omit<ConformanceCase, 'id' | 'run'> = {
  group: 'http',
  title: 'A case.',
  why: 'https://example.com',
  level: 'must',
}
