import { cases } from './cases/index.ts'
import type { Harness } from './harness.ts'
import type { CaseResult } from './run.ts'

/** Holds the gaps of a harness against the cases. @throws Error for ids that no case has, and for gaps without a reason */
export function checkGaps({ name, gaps = {} }: Pick<Harness, 'name' | 'gaps'>): void {
  const ids = new Set(cases.map(({ id }) => id))
  const strange = Object.keys(gaps).filter((id) => !ids.has(id))
  if (strange.length > 0) throw new Error(`"${name}" has gaps that no case has: ${strange.join(', ')}.`)
  const silent = Object.keys(gaps).filter((id) => !gaps[id]?.trim())
  if (silent.length > 0) throw new Error(`"${name}" has gaps without a reason: ${silent.join(', ')}.`)
}

/** Turns a result around where the case is expected to fail. */
export function heedGap(result: CaseResult, expected: string | undefined): CaseResult {
  if (expected === undefined) return result
  if (!result.passed) return { ...result, passed: true, expected }
  const error = new Error(`${result.id} is a gap of the harness (${expected}); remove it: it passes now.`)
  return { ...result, passed: false, expected, reason: error.message, error }
}
