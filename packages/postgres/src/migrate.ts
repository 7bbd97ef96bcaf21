import type { Pool } from 'pg'
import { type SchemaOptions, type Tables, tableSql } from './table-sql.ts'

// Any number: those who migrate at the same time wait for each other. Without it `create table if not exists` may fail
// when two make the same table: https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS
const lock = 7_683_451_902

/**
 * Makes the tables that are missing, all or none; several processes may call it at once. Tables that are there are left as
 * they are.
 * @throws what the server says, and RoveError `InvalidArgument` for a name that cannot be a table's
 * @example await migrate(pool, tablesOf(app))
 */
export async function migrate(pool: Pool, tables: Tables, options: SchemaOptions = {}): Promise<void> {
  const statements = tableSql(tables, options)
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query('select pg_advisory_xact_lock($1)', [lock])
    for (const statement of statements) await client.query(statement)
    await client.query('commit')
    client.release()
  } catch (error) {
    // The connection is closed, and the transaction with it.
    client.release(true)
    throw error
  }
}
