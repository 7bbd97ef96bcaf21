import type { DriverCapabilities } from '@rove/core'

const asOf = '2026-11'
const rest = 'https://learn.microsoft.com/rest/api/storageservices'
const model = `${rest}/understanding-the-table-service-data-model`
const limit = { unit: 'bytes', source: `${model}#property-limitations`, asOf, verified: false } as const
const noExpiry = {
  note: 'Table Storage has no time to live: Rove leaves out what has expired, and nothing removes it.',
  source: 'https://learn.microsoft.com/azure/storage/tables/table-storage-design-patterns#high-volume-delete-pattern',
  asOf,
} as const

/** What key-value stores on Azure Table Storage keep, and where they end. */
export const tablesCapabilities: DriverCapabilities<'kv'> = {
  kind: 'kv',
  service: 'azure-tables',
  title: 'Azure Table Storage',
  module: '@rove/azure/tables',
  supports: {
    'kv.consistent': {
      support: 'native',
      note: 'In the primary region; a secondary region is behind it.',
      source: 'https://learn.microsoft.com/azure/cosmos-db/table-support',
      asOf,
    },
    'kv.batch-get': {
      support: 'no',
      note: 'The service has no call for it: keys are read one by one, 25 at the same time.',
      source: `${rest}/performing-entity-group-transactions`,
      asOf,
    },
    'kv.list.order': {
      support: 'emulated',
      note: 'Each of a few partitions is in order, and the driver merges what it reads of them.',
      source: 'https://learn.microsoft.com/azure/storage/tables/table-storage-design-for-query',
      asOf,
    },
    'kv.expiry': { support: 'emulated', ...noExpiry },
    'kv.expiry.removed': { support: 'no', ...noExpiry },
  },
  limits: {
    // The driver’s: a row key has at most 512 characters (1 KiB), of which each holds five bits of a key.
    key: { value: 320, ...limit },
    // The driver’s: an entity, and in Azurite a request, has at most 1 MiB; in a request bytes take a third more.
    value: { value: 780_000, ...limit },
  },
}
