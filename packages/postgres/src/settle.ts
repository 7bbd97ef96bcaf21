import type { Outcome } from '@rove/core'
import type { TableNames } from './names.ts'
import { type Inbox, openInbox, type Received } from './received.ts'

/** What became of a message that was taken. */
export interface SettledMessage {
  readonly message: Received
  /** Undefined when nobody said: a failure. */
  readonly outcome: Outcome | undefined
}

/** How outcomes are carried out. */
export interface SettleOptions {
  /** After so many attempts a failure puts a message aside. Default: 5. */
  readonly maxAttempts?: number
}

/** What the statement does with a row. */
interface Verdict {
  readonly action: 'done' | 'dead' | 'again'
  /** Milliseconds until it comes again. */
  readonly after: number
  readonly reason: string
  /** How many attempts are taken back. */
  readonly uncounted: number
}

/**
 * Carries out what became of messages, in one statement: what is done is gone, what is given up or has failed too often is
 * put aside, the rest comes again. What was not begun (`skipped`) does not count as an attempt when anything was begun.
 *
 * @returns one for each: false when the lease was over, so that the message is, or was, someone else's
 * @throws what the server says; then nothing was settled
 */
export async function settle(
  inbox: Inbox,
  settled: readonly SettledMessage[],
  { maxAttempts = 5 }: SettleOptions = {},
): Promise<boolean[]> {
  const { query, names } = openInbox(inbox)
  const begun = settled.some(({ outcome }) => outcome !== undefined && !isSkipped(outcome))
  const verdicts = settled.map((one) => toVerdict(one, { maxAttempts, begun }))
  const rows = await query<{ position: string }>(settleSql(names), [
    settled.map(({ message }) => message.receipt.position),
    settled.map(({ message }) => message.receipt.lease),
    verdicts.map(({ action }) => action),
    verdicts.map(({ after }) => after),
    verdicts.map(({ reason }) => reason),
    verdicts.map(({ uncounted }) => uncounted),
  ])
  const found = new Set(rows.map(({ position }) => position))
  return settled.map(({ message }) => found.has(message.receipt.position))
}

function isSkipped(outcome: Outcome): boolean {
  return outcome.kind === 'retry' && outcome.skipped === true
}

function toVerdict(
  { message, outcome = { kind: 'retry' } }: SettledMessage,
  { maxAttempts, begun }: { readonly maxAttempts: number; readonly begun: boolean },
): Verdict {
  const { attempt } = message
  const verdict = { after: 0, reason: '', uncounted: 0 }
  if (outcome.kind === 'done') return { ...verdict, action: 'done' }
  if (outcome.kind === 'dead-letter') return { ...verdict, action: 'dead', reason: toText(outcome.reason) }
  if (begun && isSkipped(outcome)) return { ...verdict, action: 'again', uncounted: 1 }
  if (attempt < maxAttempts) return { ...verdict, action: 'again', after: outcome.after ?? toBackoff(attempt) }
  const error = outcome.error === undefined ? '.' : `; at last: ${messageOf(outcome.error)}`
  return { ...verdict, action: 'dead', reason: toText(`It was delivered ${attempt} times and not handled${error}`) }
}

/** Milliseconds before a redelivery that nobody timed: 1 s, then twice as long each time, at most a minute. */
function toBackoff(attempt: number): number {
  return Math.min(1000 * 2 ** (attempt - 1), 60_000)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

// No text of PostgreSQL has NUL or half characters: https://www.postgresql.org/docs/current/datatype-character.html
function toText(text: string): string {
  return text
    .replaceAll('\0', '\ufffd')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .slice(0, 10_000)
}

function settleSql({ main, dead }: TableNames): string {
  return `with said as materialized (
  select * from unnest($1::bigint[], $2::uuid[], $3::text[], $4::float8[], $5::text[], $6::integer[])
    as one (position, lease, action, after, reason, uncounted)
), gone as (
  delete from ${main} as one using said
  where one.position = said.position and one.lease = said.lease and said.action <> 'again'
  returning one.*, said.action, said.reason
), aside as (
  insert into ${dead} (position, id, subscription, text, group_key, sent_at, attempts, reason)
  select position, id, subscription, text, group_key, sent_at, attempts, reason from gone where action = 'dead'
), again as (
  update ${main} as one
  set visible_at = now() + said.after * interval '1 millisecond', attempts = one.attempts - said.uncounted, lease = null
  from said where one.position = said.position and one.lease = said.lease and said.action = 'again'
  returning one.position
)
select position::text as position from gone union all select position::text from again`
}
