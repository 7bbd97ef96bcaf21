import { type ErrorCode, isRoveError } from '@rove/core'
import { ConditionFailed, TableMissing } from './errors.ts'

/**
 * SQLSTATEs, and where a whole class means the same its two letters.
 * Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const byState: ReadonlyMap<string, ErrorCode> = new Map<string, ErrorCode>([
  // connection_exception
  ['08', 'Unavailable'],
  ['0A', 'Unimplemented'],
  // data_exception, integrity_constraint_violation
  ['22', 'InvalidArgument'],
  ['23', 'InvalidArgument'],
  ['23505', 'AlreadyExists'],
  // read_only_sql_transaction: a standby answers, until the new primary does
  ['25006', 'Unavailable'],
  ['28', 'PermissionDenied'],
  // serialization_failure, deadlock_detected and the like: nothing was done
  ['40', 'ResourceExhausted'],
  // statement_completion_unknown
  ['40003', 'Unavailable'],
  // invalid_catalog_name (no such database), invalid_schema_name
  ['3D', 'NotFound'],
  ['3F', 'NotFound'],
  // syntax_error_or_access_rule_violation
  ['42', 'Internal'],
  ['42501', 'PermissionDenied'],
  ['42P01', 'NotFound'],
  // undefined_column: the table is there, with another shape
  ['42703', 'FailedPrecondition'],
  // insufficient_resources
  ['53', 'ResourceExhausted'],
  // program_limit_exceeded
  ['54', 'InvalidArgument'],
  // lock_not_available
  ['55P03', 'ResourceExhausted'],
  // operator_intervention; query_canceled is what statement_timeout does; database_dropped
  ['57', 'Unavailable'],
  ['57014', 'DeadlineExceeded'],
  ['57P04', 'NotFound'],
  // system_error
  ['58', 'Unavailable'],
  ['XX', 'Internal'],
])

/** What `pg` says without a code. Source: the sources of pg 8.23, lib/client.js and pg-pool/index.js */
const bySaying: ReadonlyArray<readonly [RegExp, ErrorCode]> = [
  // All connections of the pool are in use: nothing was sent.
  [/^timeout exceeded when trying to connect$/, 'ResourceExhausted'],
  [/^Query read timeout$/, 'DeadlineExceeded'],
  [/^Connection terminated/, 'Unavailable'],
  [/^timeout expired$/, 'Unavailable'],
  [/^Client (has encountered a connection error|was closed) and is not queryable$/, 'Unavailable'],
  [/^SASL: /, 'PermissionDenied'],
  [/^The server does not support SSL/, 'FailedPrecondition'],
]

/** Classifies what `pg` throws: by what Node says of the connection, then by the server's SQLSTATE, then by its words. */
export function errorCode(error: unknown): ErrorCode {
  if (isRoveError(error)) return error.code
  if (!(error instanceof Error)) return 'Unknown'
  if (error instanceof ConditionFailed) return 'FailedPrecondition'
  if (error instanceof TableMissing) return 'NotFound'
  const { code, message } = error as Error & { readonly code?: unknown }
  if (typeof code === 'string') {
    if (isNetwork(code)) return 'Unavailable'
    if (/^[0-9A-Z]{5}$/.test(code)) return byState.get(code) ?? byState.get(code.slice(0, 2)) ?? 'Unknown'
  }
  return bySaying.find(([saying]) => saying.test(message))?.[1] ?? 'Unknown'
}

// https://nodejs.org/api/errors.html#common-system-errors; ENOENT is a Unix socket that is not there
function isNetwork(code: string): boolean {
  return /^(E(CONN\w+|PIPE|TIMEDOUT|NOTFOUND|NOENT|AI_\w+|HOST\w+|NET\w+|PROTO)|ERR_(SSL|TLS)_\w+)$/.test(code)
}
