import type { Pool } from 'pg'
import { type TableNames, tableNames } from './names.ts'
import { queryOf } from './query.ts'
import type { SchemaOptions, Tables } from './table-sql.ts'

/**
 * Removes values that have expired, and keys of messages that are older than five minutes. Nothing reads them any more; they
 * only take room, so once an hour is often enough: on a schedule of the app, or with `pg_cron`.
 * @returns how many rows were removed
 * @example onSchedule('every hour', () => sweep(pool, tablesOf(app)))
 */
export async function sweep(
  pool: Pool,
  { kv = [], queue = [] }: Tables,
  { schema }: SchemaOptions = {},
): Promise<number> {
  const names = (kind: 'kv' | 'queue', native: string): TableNames => tableNames({ kind, native }, schema)
  const statements = [
    ...kv.map((name) => ({ tables: { kv: [name] }, from: `${names('kv', name).main} where expires_at <= now()` })),
    ...queue.map((name) => ({ tables: { queue: [name] }, from: `${names('queue', name).seen} where until <= now()` })),
  ]
  let removed = 0
  for (const { tables, from } of statements) {
    const text = `with gone as (delete from ${from} returning 1) select count(*)::text as count from gone`
    const [row] = await queryOf(() => pool, tables)<{ count: string }>(text, [])
    removed += Number(row?.count ?? 0)
  }
  return removed
}
