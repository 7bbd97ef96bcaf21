import type { DriverSource, KvDriver, OpenResource, StoredValue, WriteCondition } from '@rove/core/adapter'
import { errorCode } from './error-code.ts'
import { ConditionFailed } from './errors.ts'
import { type TableNames, tableNames } from './names.ts'
import { type PostgresOptions, poolOf } from './pool.ts'
import { afterPrefix } from './prefix.ts'
import { type Query, queryOf } from './query.ts'

/** How stores are reached. */
export type PostgresKvOptions = PostgresOptions

/**
 * An entry of a B-tree has at most about a third of a page of 8 kB; 1,024 bytes are what other services take, so that
 * keys can move. A field may have 1 GB, but a value is written as a whole each time, with its log: what is larger than
 * 1 MiB belongs into a bucket.
 * Sources: https://www.postgresql.org/docs/current/btree.html, https://www.postgresql.org/docs/current/limits.html
 */
const limits = { key: 1024, value: 1_048_576 }

/**
 * Key-value stores on PostgreSQL; the native name with `-kv` is a table's. Each store has a table of its own, and no column says whose
 * a value is: permissions are granted by table, so a function can be given one store; a key has the whole of an index
 * entry; and one store that is written much does not make the others slow to vacuum.
 *
 * A call is one statement, and a conditional write is atomic by the row's lock. Times are the server's.
 */
export function postgresKv({ pool, only, schema }: PostgresKvOptions = {}): DriverSource<'kv'> {
  const source: DriverSource<'kv'> = {
    kind: 'kv',
    service: 'postgres',
    open: (store) => openStore(store, { pool, schema }),
  }
  return only === undefined ? source : { ...source, only }
}

function openStore(
  { native, env }: OpenResource,
  { pool, schema }: { readonly pool: PostgresOptions['pool']; readonly schema: string | undefined },
): KvDriver {
  const lazy = poolOf(pool, env)
  const query = queryOf(lazy.get, { kv: [native] })
  return {
    ...methodsOf(query, tableNames({ kind: 'kv', native }, schema)),
    service: 'postgres',
    limits,
    errorCode,
    get native() {
      return lazy.get()
    },
    close: () => lazy.close(),
  }
}

interface Row {
  readonly key: string
  readonly value: string
  readonly version: string
  readonly expires_at: string | null
}

// As texts: a pool may have parsers of its own, and `pg` would parse JSON.
const columns = `key, value::text as value, version::text as version,
  round(extract(epoch from expires_at) * 1000)::text as expires_at`
const isLive = '(expires_at is null or expires_at > now())'

function methodsOf(query: Query, { main }: TableNames): Pick<KvDriver, 'get' | 'getMany' | 'set' | 'delete' | 'list'> {
  return {
    async get(key) {
      const [row] = await query<Row>(`select ${columns} from ${main} where key = $1 and ${isLive}`, [key])
      return row && toStored(row)
    },
    async getMany(keys) {
      const rows = await query<Row>(`select ${columns} from ${main} where key = any($1::text[]) and ${isLive}`, [keys])
      return rows.map(toStored)
    },
    async set({ key, text, expiresAt }, condition) {
      const version = crypto.randomUUID()
      const values = [key, text, version, expiresAt ?? null]
      const written = await query(setSql(main, condition), [...values, ...toVersion(condition)])
      if (written.length === 0) throw unmet(condition)
      return { version }
    },
    async delete(key, condition) {
      const and = condition === undefined ? '' : ` and version::text = $2 and ${isLive}`
      const gone = await query(`delete from ${main} where key = $1${and} returning 1`, [key, ...toVersion(condition)])
      if (condition !== undefined && gone.length === 0) throw unmet(condition)
    },
    async list({ prefix, limit, cursor }) {
      const { where, values } = toRange(prefix, cursor)
      const text = `select ${columns} from ${main} where ${where} and ${isLive} order by key limit ${limit + 1}`
      const rows = await query<Row>(text, values)
      const items = rows.slice(0, limit).map(toStored)
      return { items, cursor: rows.length > limit ? items.at(-1)?.key : undefined }
    },
  }
}

/** One statement each; it returns a row when it has written. */
function setSql(table: string, condition: WriteCondition): string {
  const time = `'epoch'::timestamptz + $4::float8 * interval '1 millisecond'`
  if (condition !== undefined && 'version' in condition) {
    return `update ${table} set value = $2::json, version = $3::uuid, expires_at = ${time}
where key = $1 and version::text = $5 and ${isLive} returning 1`
  }
  // With a conflict the row is locked, and the condition is asked of what it is then:
  // https://www.postgresql.org/docs/current/transaction-iso.html#XACT-READ-COMMITTED
  return `insert into ${table} as old (key, value, version, expires_at) values ($1, $2::json, $3::uuid, ${time})
on conflict (key) do update set value = excluded.value, version = excluded.version, expires_at = excluded.expires_at
${condition === undefined ? '' : 'where old.expires_at <= now()'} returning 1`
}

/** The part of the primary key that a page is looked for in. */
function toRange(prefix: string, cursor: string | undefined): { readonly where: string; readonly values: string[] } {
  const end = afterPrefix(prefix)
  const from = cursor === undefined ? 'key >= $1' : 'key > $1'
  return end === undefined
    ? { where: from, values: [cursor ?? prefix] }
    : { where: `${from} and key < $2`, values: [cursor ?? prefix, end] }
}

function toVersion(condition: WriteCondition): string[] {
  return condition !== undefined && 'version' in condition ? [condition.version] : []
}

function unmet(condition: WriteCondition): ConditionFailed {
  const absent = condition !== undefined && 'absent' in condition
  return new ConditionFailed(absent ? 'There is a value already.' : 'The value has another version, or is gone.')
}

function toStored({ key, value, version, expires_at }: Row): StoredValue {
  return { key, text: value, version, expiresAt: expires_at === null ? undefined : Number(expires_at) }
}
