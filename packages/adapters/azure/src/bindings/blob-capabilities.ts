import type { DriverCapabilities } from '@rove/core'

const asOf = '2026-11'
const rest = 'https://learn.microsoft.com/rest/api/storageservices'
const names = `${rest}/naming-and-referencing-containers--blobs--and-metadata`
const conditional = `${rest}/specifying-conditional-headers-for-blob-service-operations`
const targets = 'https://learn.microsoft.com/azure/storage/blobs/scalability-targets'

/** What buckets on Azure Blob Storage keep, and where they end. */
export const blobCapabilities: DriverCapabilities<'bucket'> = {
  kind: 'bucket',
  service: 'azure-blob',
  title: 'Azure Blob Storage',
  module: '@rove/azure/blob',
  supports: {
    'bucket.if-absent': { support: 'native', source: conditional, asOf },
    'bucket.if-match': { support: 'native', source: conditional, asOf },
    'bucket.etag': { support: 'native', source: conditional, asOf },
    'bucket.metadata': {
      support: 'native',
      note: 'Names have no hyphens there: they are written with underscores.',
      source: `${names}#metadata-names`,
      asOf,
    },
    'bucket.stream': {
      support: 'native',
      note: 'In blocks of 8 MiB; without a size, at most 390 GiB.',
      source: `${rest}/put-block-list`,
      asOf,
    },
    'bucket.list.order': {
      support: 'no',
      note: 'Blob Storage lists by UTF-16 units, and the driver sorts each page: only keys with characters beyond U+FFFF may come a page before those with U+E000 to U+FFFF. Accounts with a hierarchical namespace list folder by folder (https://github.com/Azure/azure-sdk-for-go/issues/24210).',
      source: 'https://github.com/blobfile/blobfile/pull/238',
      asOf,
    },
    'bucket.signed-url': {
      support: 'native',
      note: 'With the account’s key, or an identity with the role Storage Blob Delegator. A URL does not hold a PUT to its content type.',
      source: `${rest}/create-user-delegation-sas`,
      asOf,
    },
  },
  limits: {
    // The driver’s: a name has at most 1,024 characters, and never more than it has bytes.
    key: { value: 1024, unit: 'bytes', source: `${names}#blob-names`, asOf, verified: false },
    // The document says 50,000 blocks of 4,000 MiB.
    object: { value: 209_715_200_000_000, unit: 'bytes', source: targets, asOf, verified: true },
    metadata: {
      value: 8192,
      unit: 'bytes',
      source: `${rest}/setting-and-retrieving-properties-and-metadata-for-blob-resources`,
      asOf,
      verified: true,
    },
  },
}
