import { type TableKind, tableNames, toLiteral } from './names.ts'

/** The resources that live in a database, by the provider's names (`shop-orders`). */
export interface Tables {
  readonly kv?: readonly string[]
  readonly queue?: readonly string[]
  readonly topic?: readonly TopicTables[]
}

/** A topic, and who gets its events. */
export interface TopicTables {
  readonly name: string
  /** Each of them gets every event that is published from now on. */
  readonly subscriptions: readonly string[]
}

/** Where tables are. */
export interface SchemaOptions {
  /** The schema, which must be there. Default: the first of the connection's `search_path`, mostly `public`. */
  readonly schema?: string
}

/**
 * The statements that make the tables of resources, for a migration; what is there stays. They need PostgreSQL 11 and a
 * database in UTF-8.
 * @throws RoveError `InvalidArgument` for a name that cannot be a table's
 * @example for (const statement of tableSql({ kv: ['shop-orders'], queue: ['shop-jobs'] })) await pool.query(statement)
 */
export function tableSql({ kv = [], queue = [], topic = [] }: Tables, { schema }: SchemaOptions = {}): string[] {
  return [
    ...kv.flatMap((name) => storeSql(name, schema)),
    ...queue.flatMap((name) => [...messagesSql({ kind: 'queue', native: name }, schema), seenSql(name, schema)]),
    ...topic.flatMap(({ name, subscriptions }) => [
      ...messagesSql({ kind: 'topic', native: name }, schema),
      ...subscriptionsSql(name, subscriptions, schema),
    ]),
  ]
}

// Under the collation "C" texts are ordered by their bytes, which in UTF-8 is the order of code points, and a prefix is a
// range of the primary key: https://www.postgresql.org/docs/current/collation.html. The type `json` keeps the text as it
// was written (order of members, digits, escapes such as \u0000), which `jsonb` does not:
// https://www.postgresql.org/docs/current/datatype-json.html
function storeSql(name: string, schema: string | undefined): string[] {
  const { main, index } = tableNames({ kind: 'kv', native: name }, schema)
  return [
    `create table if not exists ${main} (
  key text collate "C" primary key,
  value json not null,
  version uuid not null,
  expires_at timestamptz
)`,
    `create index if not exists ${index('-expiry')} on ${main} (expires_at) where expires_at is not null`,
  ]
}

// `lane` is the group where it keeps order: of an ordered queue.
function messagesSql(
  resource: { readonly kind: TableKind; readonly native: string },
  schema: string | undefined,
): string[] {
  const { main, dead, index } = tableNames(resource, schema)
  return [
    `create table if not exists ${main} (
  position bigint generated always as identity primary key,
  id uuid not null,
  subscription text not null default '',
  text text not null,
  group_key text,
  lane text collate "C",
  sent_at timestamptz not null default now(),
  visible_at timestamptz not null default now(),
  attempts integer not null default 0,
  lease uuid
)`,
    `create index if not exists ${index('-due')} on ${main} (subscription, visible_at, position)`,
    `create index if not exists ${index('-lane')} on ${main} (subscription, lane, position) where lane is not null`,
    `create table if not exists ${dead} (
  position bigint primary key,
  id uuid not null,
  subscription text not null,
  text text not null,
  group_key text,
  sent_at timestamptz not null,
  attempts integer not null,
  reason text not null,
  died_at timestamptz not null default now()
)`,
  ]
}

function seenSql(name: string, schema: string | undefined): string {
  const { seen } = tableNames({ kind: 'queue', native: name }, schema)
  return `create table if not exists ${seen} (
  key text collate "C" primary key,
  id uuid not null,
  until timestamptz not null
)`
}

function subscriptionsSql(name: string, list: readonly string[], schema: string | undefined): string[] {
  const { subscriptions } = tableNames({ kind: 'topic', native: name }, schema)
  const rows = list.map((one) => `(${toLiteral(one)})`).join(', ')
  return [
    `create table if not exists ${subscriptions} (name text collate "C" primary key)`,
    ...(list.length > 0 ? [`insert into ${subscriptions} (name) values ${rows} on conflict do nothing`] : []),
  ]
}
