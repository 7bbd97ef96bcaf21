import type { ConformanceCase } from '../case.ts'
import type { CaseReport, Report } from '../report/report.ts'

/** What the program ends with. */
export const exitCodes = {
  /** Every case that counts passed. */
  good: 0,
  /** A `must` failed, a gap is closed, or a harness did not start, did not stop or left something. */
  mustFailed: 1,
  /** Nothing but `should` failed, and they count. */
  shouldFailed: 2,
  /** The program was called wrongly, or it broke: nothing was proved. */
  wrongUse: 3,
  /** It was ended by a signal. */
  interrupted: 130,
} as const

/** The exit code for a report. @param level the lowest level that counts */
export function exitCodeOf({ harnesses }: Pick<Report, 'harnesses'>, level: ConformanceCase['level']): number {
  const failed = harnesses.flatMap(({ cases }) => cases.filter(({ outcome }) => outcome === 'failed'))
  const broke =
    harnesses.length === 0 || harnesses.some(({ problems, cases }) => problems.length + Number(cases.length === 0) > 0)
  if (broke || failed.some(isGrave)) return exitCodes.mustFailed
  return failed.length > 0 && level === 'should' ? exitCodes.shouldFailed : exitCodes.good
}

// A gap that is closed fails at any level: the entry must go.
function isGrave({ level, expected }: CaseReport): boolean {
  return level === 'must' || expected !== undefined
}
