import type { TableNames } from './names.ts'
import { type Inbox, openInbox, type Received } from './received.ts'

/** How messages are taken. */
export interface TakeOptions {
  /** How many at most. Default: 10. */
  readonly limit?: number
  /** Milliseconds for which nobody else gets them; what is not settled then comes again. Default: five minutes. */
  readonly visibility?: number
  /** What was taken as often and not settled is put aside instead of being taken again. Default: 5. */
  readonly maxAttempts?: number
}

interface Row {
  readonly position: string
  readonly id: string
  readonly text: string
  readonly group_key: string | null
  readonly attempts: string
  readonly sent_at: string
}

/**
 * Takes messages whose time has come, oldest first; of a group of an ordered queue only the first, and only while none of it
 * is taken. No transaction stays open: what whoever took them does not settle in time comes again.
 * @throws what the server says; `TableMissing` with what to run
 */
export async function take(inbox: Inbox, options: TakeOptions = {}): Promise<Received[]> {
  const { limit = 10, visibility = 300_000, maxAttempts = 5 } = options
  const { query, names, subscription } = openInbox(inbox)
  const lease = crypto.randomUUID()
  const rows = await query<Row>(takeSql(names), [subscription, limit, lease, visibility, maxAttempts])
  return rows.map(({ position, id, text, group_key, attempts, sent_at }) => ({
    id,
    text,
    group: group_key ?? undefined,
    attempt: Number(attempts),
    sentAt: new Date(Number(sent_at)),
    receipt: { position, lease },
  }))
}

/**
 * A row that another one is just taking is passed over. Of a group the first row is the one without an earlier one; rows of a
 * group become visible in the order of their positions (see the queue's driver), and an earlier one is only gone when it
 * was settled, so nobody can see a later one as the first while the earlier one is taken.
 * Source: https://www.postgresql.org/docs/current/sql-select.html#SQL-FOR-UPDATE-SHARE
 */
function takeSql({ main, dead }: TableNames): string {
  return `with next as materialized (
  select position, attempts from ${main} as one
  where subscription = $1 and visible_at <= now() and (lane is null or not exists (
    select from ${main} as earlier
    where earlier.subscription = one.subscription and earlier.lane = one.lane and earlier.position < one.position))
  order by visible_at, position limit $2
  for update skip locked
), spent as (
  delete from ${main} as one using next where one.position = next.position and next.attempts >= $5::integer
  returning one.*
), aside as (
  insert into ${dead} (position, id, subscription, text, group_key, sent_at, attempts, reason)
  select position, id, subscription, text, group_key, sent_at, attempts,
    'It was delivered ' || attempts || ' times, and nobody said what became of it.' from spent
), taken as (
  update ${main} as one
  set attempts = one.attempts + 1, lease = $3::uuid, visible_at = now() + $4::float8 * interval '1 millisecond'
  from next where one.position = next.position and next.attempts < $5::integer
  returning one.*
)
select position::text as position, id::text as id, text, group_key, attempts::text as attempts,
  floor(extract(epoch from sent_at) * 1000)::text as sent_at
from taken order by taken.position`
}
