import type { DriverCapabilities } from '@rove/core'

const asOf = '2026-11'

/** What key-value stores on PostgreSQL keep. The limits are the driver's, far within the server's. */
export const postgresKvCapabilities: DriverCapabilities<'kv'> = {
  kind: 'kv',
  service: 'postgres',
  title: 'PostgreSQL',
  module: '@rove/postgres',
  supports: {
    'kv.consistent': {
      support: 'native',
      note: 'On the server itself; a replica is behind it.',
      source: 'https://www.postgresql.org/docs/current/transaction-iso.html',
      asOf,
    },
    'kv.batch-get': {
      support: 'native',
      source: 'https://www.postgresql.org/docs/current/functions-comparisons.html',
      asOf,
    },
    'kv.list.order': { support: 'native', source: 'https://www.postgresql.org/docs/current/collation.html', asOf },
    'kv.expiry': {
      support: 'emulated',
      note: 'PostgreSQL has no expiry; every statement of the driver asks for the time of the row.',
      source: 'https://www.postgresql.org/docs/current/sql-select.html',
      asOf,
    },
    'kv.expiry.removed': {
      support: 'no',
      note: 'Rows stay until sweep() is called, on a schedule of the app or with pg_cron.',
      source: 'https://www.postgresql.org/docs/current/sql-delete.html',
      asOf,
    },
  },
  limits: {
    // The server takes about a third of a page for an entry of an index.
    key: {
      value: 1024,
      unit: 'bytes',
      source: 'https://www.postgresql.org/docs/current/btree.html',
      asOf,
      verified: false,
    },
    // The server takes 1 GB for a field.
    value: {
      value: 1_048_576,
      unit: 'bytes',
      source: 'https://www.postgresql.org/docs/current/limits.html',
      asOf,
      verified: false,
    },
  },
}
