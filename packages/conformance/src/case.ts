import type { PortablePromise } from '@rove/core'
import type { EventTrigger } from '@rove/core/adapter'
import type { Service } from './harness.ts'
import type { Subject } from './subject.ts'

/** What a case is about. */
export type CaseGroup =
  | 'http'
  | 'streaming'
  | 'lifecycle'
  | 'errors'
  | 'security'
  | 'messages'
  | 'events'
  | 'schedules'
  | 'objects'
  | 'changes'

/** The groups whose cases send requests. */
export const requestGroups: readonly CaseGroup[] = ['http', 'streaming', 'lifecycle', 'errors', 'security']

/** The groups whose cases deliver events. */
export const deliveryGroups: readonly CaseGroup[] = ['messages', 'events', 'schedules', 'objects', 'changes']

/** One statement about what an app's clients and senders see, the same behind every adapter. */
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
  readonly needs?: readonly PortablePromise[]
  /** What delivers, when it is not what the group says: `ordered` for messages of an ordered queue. */
  readonly service?: Service
  /** Asserts the statement, from outside alone; it rejects when it does not hold. */
  run(subject: Subject): Promise<void>
  /**
   * Asserts what holds where a needed promise is not kept. Without it, `run` must fail there: a promise marked as not
   * kept although it is breaks the build.
   */
  otherwise?(subject: Subject): Promise<void>
}

/** A case before it has its group. */
export type UngroupedCase = Omit<ConformanceCase, 'group'>

/** Gives cases their group. */
export function ofGroup(group: CaseGroup, cases: readonly UngroupedCase[]): readonly ConformanceCase[] {
  return cases.map((one) => ({ group, ...one }))
}

const services: Readonly<Partial<Record<CaseGroup, EventTrigger>>> = {
  messages: 'message',
  events: 'event',
  schedules: 'schedule',
  objects: 'object',
  changes: 'change',
}

/** What delivers in a case; undefined for a case of requests. */
export function serviceOf({ group, service }: Pick<ConformanceCase, 'group' | 'service'>): Service | undefined {
  return service ?? services[group]
}
