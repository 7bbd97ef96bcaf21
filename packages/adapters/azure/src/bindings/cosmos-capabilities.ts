import type { DriverCapabilities } from '@rove/core'

const asOf = '2026-11'
const limits = 'https://learn.microsoft.com/azure/cosmos-db/concepts-limits#per-item-limits'

/** What the driver `cosmos()` keeps, and where it ends. */
export const cosmosCapabilities: DriverCapabilities<'kv'> = {
  kind: 'kv',
  service: 'cosmos-db',
  title: 'Azure Cosmos DB for NoSQL',
  module: '@rove/azure/cosmos',
  supports: {
    'kv.consistent': {
      support: 'native',
      note: 'In an account with strong consistency. With session consistency, the default, what another process has just written may be missing for a moment.',
      source: 'https://learn.microsoft.com/azure/cosmos-db/consistency-levels',
      asOf,
    },
    'kv.batch-get': {
      support: 'no',
      note: 'Each key is read by itself, all at the same time, which costs less than a query.',
      source: 'https://learn.microsoft.com/azure/cosmos-db/optimize-cost-reads-writes',
      asOf,
    },
    'kv.list.order': {
      support: 'native',
      note: 'Each physical partition of the container is asked.',
      source: 'https://learn.microsoft.com/azure/cosmos-db/nosql/query/order-by',
      asOf,
    },
    'kv.expiry': {
      support: 'native',
      note: 'To the millisecond for readers with Rove; the service itself hides what has expired to the second.',
      source: 'https://learn.microsoft.com/azure/cosmos-db/nosql/time-to-live',
      asOf,
    },
    'kv.expiry.removed': {
      support: 'native',
      note: 'The container needs a default time to live, -1 as a rule; values that expire after 68 years stay.',
      source: 'https://learn.microsoft.com/azure/cosmos-db/nosql/time-to-live',
      asOf,
    },
  },
  limits: {
    // The driver’s: an id has at most 1,023 bytes, two for each byte of a key.
    key: { value: 511, unit: 'bytes', source: limits, asOf, verified: false },
    // The driver’s: an item has at most 2 MB of JSON, in which some characters of a value take two bytes.
    value: { value: 1_000_000, unit: 'bytes', source: limits, asOf, verified: false },
  },
}
