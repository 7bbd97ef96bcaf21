import type { DriverCapabilities } from '@rove/core'

const asOf = '2026-11'
const guide = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide'
const limit = { unit: 'bytes', source: `${guide}/Constraints.html`, asOf } as const

/** What key-value stores on Amazon DynamoDB keep, and where they end. */
export const dynamodbCapabilities: DriverCapabilities<'kv'> = {
  kind: 'kv',
  service: 'dynamodb',
  title: 'Amazon DynamoDB',
  module: '@rove/aws/dynamodb',
  supports: {
    'kv.consistent': { support: 'native', source: `${guide}/HowItWorks.ReadConsistency.html`, asOf },
    'kv.batch-get': {
      support: 'native',
      note: 'An answer has at most 16 MB; the rest is asked for again.',
      source: 'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html',
      asOf,
    },
    'kv.list.order': {
      support: 'emulated',
      note: 'Each of a few partitions is in order, and the driver merges what it reads of them.',
      source: `${guide}/Query.html`,
      asOf,
    },
    'kv.expiry': {
      support: 'emulated',
      note: 'DynamoDB still gives a value that has expired until it removes it; Rove leaves it out.',
      source: `${guide}/ttl-expired-items.html`,
      asOf,
    },
    'kv.expiry.removed': {
      support: 'native',
      note: 'Within a few days, where time to live is switched on for expiresAt.',
      source: `${guide}/TTL.html`,
      asOf,
    },
  },
  limits: {
    // A key is a sort key.
    key: { value: 1024, ...limit, verified: true },
    // The driver’s: an item has at most 400 KB (409,600 bytes), of which key, version, times and names take their part.
    value: { value: 400_000, ...limit, verified: false },
  },
}
