import type { CaseGroup, ConformanceCase } from '../case.ts'
import type { Exchange, ShownNative } from './exchange.ts'

/**
 * What became of a case. `otherwise`: it needs what the provider says not to keep, and what holds then was asserted.
 * `expected`: it failed, as the harness says that it does.
 */
export type CaseOutcome = 'passed' | 'otherwise' | 'expected' | 'failed'

/** Every outcome, the good ones first. */
export const caseOutcomes: readonly CaseOutcome[] = ['passed', 'otherwise', 'expected', 'failed']

/** What each outcome is called in reports. */
export const outcomeTitles: Readonly<Record<CaseOutcome, string>> = {
  passed: 'passed',
  otherwise: 'kept otherwise',
  expected: 'expected failure',
  failed: 'failed',
}

/** One case on one harness. */
export interface CaseReport {
  readonly id: string
  readonly group: CaseGroup
  readonly title: string
  /** Address of the issue or the document that the case comes from. */
  readonly why: string
  readonly level: ConformanceCase['level']
  readonly outcome: CaseOutcome
  /** What the provider does not keep of what the case needs, or the service that it does not have. */
  readonly without: readonly string[]
  /** Why it failed, in a sentence; of an expected failure too. */
  readonly reason?: string
  /** Why the harness says that it fails. With `failed`: it holds now. */
  readonly expected?: string
  readonly milliseconds: number
  /** The last requests and deliveries of a case that failed, expected or not, and what came of them. */
  readonly exchanges?: readonly Exchange[]
  /** The native events of such a case, as far as the host keeps them, and what the runtime gave back. */
  readonly natives?: readonly ShownNative[]
  /** What the runtime and the function printed during such a case, the last lines. */
  readonly logs?: readonly string[]
}

/** One harness. */
export interface HarnessReport {
  readonly name: string
  /** The provider's name, for people. */
  readonly provider: string
  /** What ran, with versions; undefined when it did not start. */
  readonly host?: string
  /** Whether the vendor's own runtime code ran. */
  readonly real: boolean
  /** What went wrong outside of cases: a start, a stop, a process that was left. Each counts as a `must` that failed. */
  readonly problems: readonly string[]
  readonly cases: readonly CaseReport[]
  readonly milliseconds: number
}

/** A run of the suite, as plain data: what every writer writes. */
export interface Report {
  /** Counts up with changes that are not compatible. */
  readonly format: 1
  /** ISO 8601. */
  readonly startedAt: string
  readonly milliseconds: number
  readonly node: string
  readonly platform: string
  /** The seed of the order, when it was shuffled. */
  readonly seed?: number
  readonly harnesses: readonly HarnessReport[]
}

/** How many cases have each outcome. */
export function countOutcomes(cases: readonly CaseReport[]): Readonly<Record<CaseOutcome, number>> {
  const counts = { passed: 0, otherwise: 0, expected: 0, failed: 0 }
  for (const { outcome } of cases) counts[outcome] += 1
  return counts
}

/** The groups of some cases, in their order. */
export function groupsOf(cases: readonly CaseReport[]): readonly CaseGroup[] {
  return [...new Set(cases.map(({ group }) => group))]
}

/** The cases of a report in their order, each once, with what became of it on each harness. */
export function rowsOf({
  harnesses,
}: Report): readonly { readonly one: CaseReport; readonly on: readonly (CaseReport | undefined)[] }[] {
  const found = harnesses.map(({ cases }) => new Map(cases.map((one) => [one.id, one])))
  const all = new Map<string, CaseReport>()
  for (const { cases } of harnesses) for (const one of cases) if (!all.has(one.id)) all.set(one.id, one)
  return [...all.values()].map((one) => ({ one, on: found.map((cases) => cases.get(one.id)) }))
}
