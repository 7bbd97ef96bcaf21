import {
  type Bucket,
  bucket,
  type Kv,
  kv,
  type Queue,
  queue,
  type Schema,
  type SchemaResult,
  type Topic,
  topic,
} from '@rove/core'

/** What `checked` and `bulletin` take: a count that is written as a number or as its digits. */
export interface Counted {
  readonly tell: string
  readonly count: number
  /** Added by the schema: handlers get its output, not what was sent. */
  readonly checked: true
}

function toCounted(value: unknown): SchemaResult<Counted> {
  const { tell, count } = (value ?? {}) as { tell?: unknown; count?: unknown }
  const issues = [
    ...(typeof tell === 'string' ? [] : [{ message: 'must be a text', path: ['tell'] }]),
    ...(/^\d+$/.test(String(count)) ? [] : [{ message: `must be a count (${tell})`, path: [{ key: 'count' }] }]),
  ]
  return issues.length > 0 ? { issues } : { value: { tell: tell as string, count: Number(count), checked: true } }
}

const standard = { version: 1, vendor: 'rove-conformance' } as const
const Counted: Schema<Counted> = { '~standard': { ...standard, validate: toCounted } }
const CountedLater: Schema<Counted> = { '~standard': { ...standard, validate: async (value) => toCounted(value) } }

/** Takes anything. */
export const jobs: Queue = queue('jobs')
/** Takes what its schema accepts. */
export const checked: Queue<Counted> = queue('checked', { schema: Counted })
/** Keeps order within a group. */
export const lane: Queue = queue('lane', { ordered: true })
/** Has little time for each message. */
export const slow: Queue = queue('slow')
/** Takes anything. */
export const news: Topic = topic('news')
/** Takes what its schema accepts, which answers later. */
export const bulletin: Topic<Counted> = topic('bulletin', { schema: CountedLater })
export const files: Bucket = bucket('files')
export const records: Kv = kv('records')
