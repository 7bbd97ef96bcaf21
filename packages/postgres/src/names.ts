import { RoveError } from '@rove/core'

/** Where the tables of a resource are, as SQL writes them. */
export interface TableNames {
  /** The values of a store, the messages of a queue, or what waits for the subscriptions of a topic. */
  readonly main: string
  /** What was given up, of a queue or a topic. */
  readonly dead: string
  /** The keys of the last five minutes, of a queue. */
  readonly seen: string
  /** Of a topic. */
  readonly subscriptions: string
  /** The name of an index on them; an index is where its table is. */
  index(suffix: string): string
}

/** The kinds of resources that have tables. */
export type TableKind = 'kv' | 'queue' | 'topic'

// An identifier has at most 63 bytes, and PostgreSQL cuts a longer one off, so that two names become one; `-queue-dead` is
// the longest that is added. Source: https://www.postgresql.org/docs/current/limits.html
const longestName = 63 - '-queue-dead'.length

/**
 * The tables of a resource. The kind is in the name: an app may have a store and a queue of one name.
 * @param schema undefined for the first of the connection's `search_path`
 * @throws RoveError `InvalidArgument` for a name that PostgreSQL would change or refuse
 */
export function tableNames(
  { kind, native }: { readonly kind: TableKind; readonly native: string },
  schema: string | undefined,
): TableNames {
  check(native, longestName)
  const name = `${native}-${kind}`
  const table = (suffix: string): string => `${toSchema(schema)}${toIdentifier(name + suffix)}`
  const index = (suffix: string): string => toIdentifier(name + suffix)
  return { main: table(''), dead: table('-dead'), seen: table('-seen'), subscriptions: table('-subs'), index }
}

/** An identifier between quotation marks: it may then have any letter. */
export function toIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text as a literal. Source: https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-STRINGS */
export function toLiteral(text: string): string {
  if (text.includes('\0'))
    throw new RoveError('InvalidArgument', `${JSON.stringify(text)} has a character that no text of PostgreSQL has.`)
  const quoted = `'${text.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`
  return text.includes('\\') ? `E${quoted}` : quoted
}

function toSchema(schema: string | undefined): string {
  if (schema === undefined) return ''
  check(schema, 63)
  return `${toIdentifier(schema)}.`
}

function check(name: string, bytes: number): void {
  const size = Buffer.byteLength(name)
  if (size > 0 && size <= bytes && !name.includes('\0')) return
  throw new RoveError(
    'InvalidArgument',
    `${JSON.stringify(name)} cannot be the name of a table or schema here: it has ${size} bytes; use 1 to ${bytes}, without NUL. The option resources gives a resource another name.`,
  )
}
