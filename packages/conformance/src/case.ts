import type { HttpPromise } from '@rove/core'
import type { Subject } from './subject.ts'

/** What a case is about. */
export type CaseGroup = 'http' | 'streaming' | 'lifecycle' | 'errors' | 'security'

/** One statement about what an app's clients see, the same behind every adapter. */
export interface ConformanceCase {
  /** Unique, and starts with the group: `http.query.repeated`. */
  readonly id: string
  readonly group: CaseGroup
  /** The statement, as a sentence. */
  readonly title: string
  /** Address of the issue or the document that the statement comes from. */
  readonly why: string
  /** `must`: an adapter without it is wrong. `should`: a difference that users can live with. */
  readonly level: 'must' | 'should'
  /** The promises that the statement rests on. Where the provider does not keep one of them, `otherwise` runs. */
  readonly needs?: readonly HttpPromise[]
  /** Asserts the statement, over the wire alone; it rejects when it does not hold. */
  run(subject: Subject): Promise<void>
  /**
   * Asserts what holds where a needed promise is not kept. Without it, `run` must fail there: a promise marked as not
   * kept although it is breaks the build.
   */
  otherwise?(subject: Subject): Promise<void>
}

/** Gives cases their group. */
export function ofGroup(
  group: CaseGroup,
  cases: ReadonlyArray<Omit<ConformanceCase, 'group'>>,
): readonly ConformanceCase[] {
  return cases.map((one) => ({ group, ...one }))
}
