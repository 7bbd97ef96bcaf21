import type { DriverKind } from '@rove/core/adapter'
import { capabilitiesHold } from './capabilities-hold.ts'
import type { DriverCase } from './case.ts'
import { type FaultBench, faultSuite, openFault } from './faults/fault.ts'
import { type DriverCaseResult, type DriverSuite, type OpenedDriver, runDriverCase } from './run.ts'
import type { DriverSubject } from './subject.ts'

/** One test of a suite on one subject, as a test runner registers it. */
export interface DriverTest<Kind extends DriverKind, Subject extends DriverSubject<Kind>> {
  readonly name: string
  /** Rejects when the test is red. */
  run(opened: OpenedDriver<Kind, Subject>): Promise<void>
}

/** Everything that a suite tests on a subject: its cases, and what the subject says of itself and of them. */
export function driverTests<Kind extends DriverKind, Subject extends DriverSubject<Kind>, Bench extends object>(
  suite: DriverSuite<Kind, Subject, Bench>,
  subject: Subject,
): ReadonlyArray<DriverTest<Kind, Subject>> {
  const gaps = new Map(Object.entries(subject.gaps ?? {}))
  const cases = suite.cases.filter(({ optIn }) => isChosen(subject, optIn))
  // Without what it needs, a service that is broken says nothing that a case could assert.
  const faults = suite.faults.filter(
    ({ needs, optIn }) => subject.faults && isChosen(subject, optIn) && !(needs && subject.without?.[needs]),
  )
  const ids = [...cases, ...faults].map(({ id }) => id)
  return [
    ...cases.map((one) =>
      caseTest<Kind, Subject>(one, gaps.get(one.id), (opened) => runDriverCase(one, suite, opened)),
    ),
    ...faults.map((one) =>
      caseTest<Kind, Subject>(one, gaps.get(one.id), (opened) => runFaultCase(one, suite, opened)),
    ),
    ...(gaps.size > 0 ? [gapsTest<Kind, Subject>(suite.kind, { gaps: [...gaps.keys()], ids })] : []),
    ...(subject.capabilities ? [capabilitiesTest<Kind, Subject>(suite.kind)] : []),
  ]
}

/** What a subject says that a case may rest on. */
interface Chosen {
  readonly large?: true
  readonly faults?: { readonly throttled?: object }
}

function isChosen(subject: Chosen, optIn: DriverCase<never>['optIn']): boolean {
  if (optIn === undefined) return true
  return optIn === 'large' ? subject.large === true : subject.faults?.throttled !== undefined
}

/** Runs one case of a service that breaks: with a proxy and a driver of its own. */
export async function runFaultCase<Kind extends DriverKind, Subject extends DriverSubject<Kind>, Bench extends object>(
  one: DriverCase<FaultBench<Bench>>,
  suite: DriverSuite<Kind, Subject, Bench>,
  opened: OpenedDriver<Kind, Subject>,
): Promise<DriverCaseResult> {
  const { name, faults } = opened.subject
  if (faults === undefined) throw new Error(`"${name}" does not say how its service can be broken.`)
  const fault = await openFault<Kind>(faults)
  try {
    return await runDriverCase(one, faultSuite(suite, fault), opened)
  } finally {
    await fault.close()
  }
}

function caseTest<Kind extends DriverKind, Subject extends DriverSubject<Kind>>(
  { id, title }: Pick<DriverCase<never>, 'id' | 'title'>,
  gap: string | undefined,
  result: (opened: OpenedDriver<Kind, Subject>) => Promise<DriverCaseResult>,
): DriverTest<Kind, Subject> {
  return {
    name: `${id}: ${title}${gap === undefined ? '' : ` GAP: ${gap}`}`,
    async run(opened) {
      const { passed, error } = await result(opened)
      if (gap === undefined) {
        if (!passed) throw error
      } else if (passed) {
        throw new Error(`${id} passes now: remove it from the gaps of "${opened.subject.name}" (${gap}).`)
      }
    },
  }
}

function gapsTest<Kind extends DriverKind, Subject extends DriverSubject<Kind>>(
  kind: Kind,
  { gaps, ids }: { readonly gaps: readonly string[]; readonly ids: readonly string[] },
): DriverTest<Kind, Subject> {
  return {
    name: `${kind}.gaps: Every gap is a case that is run.`,
    async run({ subject }) {
      const strange = gaps.filter((id) => !ids.includes(id))
      if (strange.length > 0) throw new Error(`"${subject.name}" has gaps that no case has: ${strange.join(', ')}.`)
    },
  }
}

function capabilitiesTest<Kind extends DriverKind, Subject extends DriverSubject<Kind>>(
  kind: Kind,
): DriverTest<Kind, Subject> {
  return {
    name: `${kind}.capabilities: What is said of the driver is what it has.`,
    run: async (opened) => capabilitiesHold(kind, opened),
  }
}
