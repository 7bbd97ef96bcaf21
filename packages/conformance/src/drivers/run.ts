import type { DriverKind, Drivers } from '@rove/core/adapter'
import { within } from '../within.ts'
import type { DriverCase } from './case.ts'
import type { FaultBench } from './faults/fault.ts'
import { refusedFeature } from './refusal.ts'
import { type DriverFeature, type DriverSubject, featuresOf } from './subject.ts'

/** The cases of one kind of driver, and what they are run on. */
export interface DriverSuite<Kind extends DriverKind, Subject extends DriverSubject<Kind>, Bench> {
  readonly kind: Kind
  readonly cases: ReadonlyArray<DriverCase<Bench>>
  /** Cases for subjects whose service can be broken. */
  readonly faults: ReadonlyArray<DriverCase<FaultBench<Bench>>>
  /** Makes what one case works on: clients, and names that no other case has. */
  bench(opened: OpenedDriver<Kind, Subject>): Bench
}

/** A subject whose drivers are open. */
export interface OpenedDriver<Kind extends DriverKind, Subject extends DriverSubject<Kind>> {
  readonly subject: Subject
  readonly driver: Drivers[Kind]
  /** Another process's view of the same resource. */
  readonly other: Drivers[Kind]
}

/** What became of one case. */
export interface DriverCaseResult {
  readonly id: string
  readonly passed: boolean
  /** What the case needs and the service is without: the refusal was asserted. */
  readonly without: DriverFeature | undefined
  /** What was thrown, when something was. */
  readonly error: unknown
}

/** Opens a subject. @throws Error when it is said to be without what its kind does not have */
export async function openDriver<Kind extends DriverKind, Subject extends DriverSubject<Kind>>(
  kind: Kind,
  subject: Subject,
): Promise<OpenedDriver<Kind, Subject>> {
  const strange = Object.keys(subject.without ?? {}).filter((one) => !(featuresOf[kind] as string[]).includes(one))
  if (strange.length > 0) {
    throw new Error(
      `${subject.name} is said to be without ${strange.join(', ')}; a ${kind} can be without ${featuresOf[kind].join(', ') || 'nothing'}.`,
    )
  }
  const driver = await subject.open()
  return { subject, driver, other: (await subject.reopen?.()) ?? driver }
}

/** Runs one case on a subject. It never rejects and is over within the timeout. */
export async function runDriverCase<Kind extends DriverKind, Subject extends DriverSubject<Kind>, Bench>(
  test: DriverCase<Bench>,
  suite: DriverSuite<Kind, Subject, Bench>,
  opened: OpenedDriver<Kind, Subject>,
  timeout = 50_000,
): Promise<DriverCaseResult> {
  const { needs } = test
  const without = needs !== undefined && opened.subject.without?.[needs] !== undefined ? needs : undefined
  try {
    const bench = suite.bench(opened)
    await within(timeout, without ? refusal(test, bench, opened.driver.service) : test.run(bench))
    return { id: test.id, passed: true, without, error: undefined }
  } catch (error) {
    return { id: test.id, passed: false, without, error }
  }
}

function refusal<Bench>(test: DriverCase<Bench>, bench: Bench, service: string): Promise<void> {
  return test.otherwise ? test.otherwise(bench) : refusedFeature(test.run(bench), service)
}
