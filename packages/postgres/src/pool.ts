import type { Env } from '@rove/core'
import { nativeOf } from '@rove/core/adapter'
import pg, { type Pool, type PoolConfig } from 'pg'

/** What every driver source of PostgreSQL takes. */
export interface PostgresOptions {
  /**
   * A pool of your own, for every resource of this source; it stays yours to end. Give it a listener for `error`, or a
   * server that restarts ends your process: https://node-postgres.com/apis/pool#events. Default: one for the process and
   * the connection, made when it is first needed, from `DATABASE_URL` or else `PGHOST` and the like.
   */
  readonly pool?: Pool
  /** The logical names that the source is for. Default: every resource of its kind. */
  readonly only?: readonly string[]
  /** The schema of the tables. Default: the first of the connection's `search_path`. */
  readonly schema?: string
}

/** A pool that is made when it is first asked for. */
export interface LazyPool {
  get(): Pool
  /** Ends the pool if it was made here and nobody else uses it. */
  close(): Promise<void>
}

interface Shared {
  readonly pool: Pool
  users: number
}

const shared = new Map<string, Shared>()

/** The pool of a driver: the given one, or the one of the process for the connection that the environment names. */
export function poolOf(given: Pool | undefined, env: Env): LazyPool {
  if (given) return { get: () => given, close: async () => {} }
  let mine: Shared | undefined
  const config = toConfig(env)
  const id = JSON.stringify(config)
  return {
    get: () => {
      mine ??= join(id, config)
      return mine.pool
    },
    close: async () => {
      const left = mine
      mine = undefined
      if (left !== undefined) await leave(id, left)
    },
  }
}

/** The `Pool` of the package `pg` behind a client of `context.use`. @throws RoveError when something else is behind it */
export function native(client: object): Pool {
  return nativeOf<Pool>(client, 'postgres')
}

function join(id: string, config: PoolConfig): Shared {
  const known = shared.get(id) ?? { pool: makePool(config), users: 0 }
  known.users += 1
  shared.set(id, known)
  return known
}

async function leave(id: string, left: Shared): Promise<void> {
  left.users -= 1
  if (left.users > 0) return
  shared.delete(id)
  await left.pool.end()
}

/**
 * `pg` waits without end by default: a server that takes no connection, or says nothing for a while, shall be an error
 * while the invocation still has time. The server ends a statement after 20 seconds; 5 more are for the way.
 */
function makePool(config: PoolConfig): Pool {
  const times = { connectionTimeoutMillis: 5000, statement_timeout: 20_000, query_timeout: 25_000 }
  const pool = new pg.Pool({ ...times, ...config, allowExitOnIdle: true, application_name: 'rove' })
  // A connection that breaks while it is idle is no call's failure: the pool has let go of it.
  pool.on('error', () => {})
  return pool
}

// What is not here `pg` takes from the process's environment: https://node-postgres.com/features/connecting
function toConfig(env: Env): PoolConfig {
  const { DATABASE_URL, PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE } = env
  if (DATABASE_URL) return { connectionString: DATABASE_URL }
  return {
    ...(PGHOST ? { host: PGHOST } : {}),
    ...(PGPORT ? { port: Number(PGPORT) } : {}),
    ...(PGUSER ? { user: PGUSER } : {}),
    ...(PGPASSWORD ? { password: PGPASSWORD } : {}),
    ...(PGDATABASE ? { database: PGDATABASE } : {}),
  }
}
