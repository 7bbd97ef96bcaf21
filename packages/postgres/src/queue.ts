import type { DriverSource, OpenResource, OutgoingMessage, SendDriver } from '@rove/core/adapter'
import { errorCode } from './error-code.ts'
import { queueLimits } from './limits.ts'
import { type TableNames, tableNames, toLiteral } from './names.ts'
import { type PostgresOptions, poolOf } from './pool.ts'
import { queryOf } from './query.ts'

/** How queues are reached. */
export type PostgresQueueOptions = PostgresOptions

/**
 * Queues on PostgreSQL; the native name with `-queue` is a table's. A batch is one statement: all of it is in the queue, or nothing. A key
 * (`dedupeKey`) is known for five minutes, as at Amazon SQS. Who receives is {@link consume}.
 *
 * In an ordered queue messages of a group come in the order in which their sending began, one at a time; senders of one
 * group wait for each other, and no message is delayed. In any other queue a group is only told to the handler.
 */
export function postgresQueue({ pool, only, schema }: PostgresQueueOptions = {}): DriverSource<'queue'> {
  const source: DriverSource<'queue'> = {
    kind: 'queue',
    service: 'postgres',
    open: (queue) => openQueue(queue, { pool, schema }),
  }
  return only === undefined ? source : { ...source, only }
}

function openQueue(
  { native, ordered, env }: OpenResource,
  { pool, schema }: { readonly pool: PostgresOptions['pool']; readonly schema: string | undefined },
): SendDriver {
  const lazy = poolOf(pool, env)
  const query = queryOf(lazy.get, { queue: [native] })
  const names = tableNames({ kind: 'queue', native }, schema)
  return {
    service: 'postgres',
    // A message that waits would hold up its group, or lose its place in it.
    limits: ordered ? { ...queueLimits, delay: 0 } : queueLimits,
    errorCode,
    get native() {
      return lazy.get()
    },
    async send(messages) {
      const rows = await query<{ id: string }>(sendSql(names, messages, ordered), toColumns(messages))
      return rows.map(({ id }) => ({ id }))
    },
    close: () => lazy.close(),
  }
}

function toColumns(messages: readonly OutgoingMessage[]): unknown[] {
  return [
    messages.map(() => crypto.randomUUID()),
    messages.map(({ text }) => text),
    messages.map(({ delay }) => delay ?? 0),
    messages.map(({ group }) => group ?? null),
    messages.map(({ dedupeKey }) => dedupeKey ?? null),
  ]
}

/**
 * Two things must be so for order. Positions of a group are given out in the order in which its rows become visible: else a
 * later message could be taken before an earlier one is there. So senders of a group take turns, by a lock that ends
 * with the statement; in one order, so that none waits for one that waits for it. And a batch keeps its own order.
 * Source: https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
 */
function sendSql({ main, seen }: TableNames, messages: readonly OutgoingMessage[], ordered: boolean): string {
  const keyed = messages.some(({ dedupeKey }) => dedupeKey !== undefined)
  return `with incoming as materialized (
  select * from unnest($1::uuid[], $2::text[], $3::float8[], $4::text[], $5::text[])
    with ordinality as one (id, text, delay, group_key, dedupe_key, place)
), turns as materialized (
  select count(pg_advisory_xact_lock(turn)) as taken from (${ordered ? turnsSql(main) : 'select 1::bigint as turn where false'}) as all_turns
)${keyed ? `, ${knownSql(seen)}` : ''}, added as (
  insert into ${main} (id, text, group_key, lane, visible_at)
  select incoming.id, text, group_key, ${ordered ? `coalesce(group_key, '')` : 'null'}, now() + delay * interval '1 second'
  from turns cross join incoming${keyed ? ' left join known on known.key = incoming.dedupe_key' : ''}
  where turns.taken >= 0${keyed ? ' and (known.id is null or known.id = incoming.id)' : ''}
  order by place
)
select ${keyed ? 'coalesce(known.id, incoming.id)' : 'incoming.id'}::text as id
from incoming${keyed ? ' left join known on known.key = incoming.dedupe_key' : ''} order by place`
}

function turnsSql(main: string): string {
  return `select distinct hashtextextended(${toLiteral(`${main} `)} || coalesce(group_key, ''), 0) as turn from incoming order by turn`
}

/** The message that each key stands for: the first of the batch with it, unless one is known from the last five minutes. */
function knownSql(seen: string): string {
  return `known as (
  insert into ${seen} as old (key, id, until)
  select distinct on (dedupe_key) dedupe_key, id, now() + interval '5 minutes'
  from turns cross join incoming where turns.taken >= 0 and dedupe_key is not null order by dedupe_key, place
  on conflict (key) do update set
    id = case when old.until <= now() then excluded.id else old.id end,
    until = case when old.until <= now() then excluded.until else old.until end
  returning key, id
)`
}
