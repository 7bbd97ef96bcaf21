import type { DriverFeature } from './subject.ts'

/** One statement about a driver and the portable client on it, the same for every service. */
export interface DriverCase<Bench> {
  /** Unique, and starts with the kind: `kv.condition.absent`. */
  readonly id: string
  /** The statement, as a sentence. */
  readonly title: string
  /** Address of the document that the statement comes from. */
  readonly why: string
  /** `must`: a driver without it is wrong. `should`: a difference that users can live with. */
  readonly level: 'must' | 'should'
  /** What the statement rests on. Where the service is without it, `otherwise` runs; a case of faults is not run. */
  readonly needs?: DriverFeature
  /** Only run on subjects that have the field of this name, `throttled` on those whose `faults` have it. */
  readonly optIn?: 'large' | 'throttled'
  /** Asserts the statement on a key space of its own; it rejects when it does not hold. */
  run(bench: Bench): Promise<void>
  /** Asserts what holds without the feature. Default: `run` is refused early and clearly. */
  otherwise?(bench: Bench): Promise<void>
}
