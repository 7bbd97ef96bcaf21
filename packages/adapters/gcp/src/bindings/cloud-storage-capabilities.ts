import type { DriverCapabilities } from '@rove/core'

const asOf = '2026-11'
const preconditions = { source: 'https://cloud.google.com/storage/docs/request-preconditions', asOf }
const quotas = { source: 'https://cloud.google.com/storage/quotas#objects', asOf, verified: true } as const

/** What buckets on Cloud Storage keep, and where they end. */
export const cloudStorageCapabilities: DriverCapabilities<'bucket'> = {
  kind: 'bucket',
  service: 'cloud-storage',
  title: 'Google Cloud Storage',
  module: '@rove/gcp/cloud-storage',
  supports: {
    'bucket.if-absent': { support: 'native', ...preconditions },
    'bucket.if-match': { support: 'native', ...preconditions },
    'bucket.etag': {
      support: 'native',
      source: 'https://cloud.google.com/storage/docs/metadata#generation-number',
      asOf,
    },
    'bucket.metadata': {
      support: 'native',
      source: 'https://cloud.google.com/storage/docs/metadata#custom-metadata',
      asOf,
    },
    'bucket.stream': { support: 'native', source: 'https://cloud.google.com/storage/docs/resumable-uploads', asOf },
    'bucket.list.order': {
      support: 'native',
      source: 'https://cloud.google.com/storage/docs/json_api/v1/objects/list',
      asOf,
    },
    'bucket.signed-url': {
      support: 'native',
      note: 'Not for keys with . or .. between slashes; without a key of the account, IAM signs.',
      source: 'https://cloud.google.com/storage/docs/access-control/signed-urls',
      asOf,
    },
  },
  limits: {
    key: {
      value: 1024,
      unit: 'bytes',
      source: 'https://cloud.google.com/storage/docs/objects#naming',
      asOf,
      verified: true,
    },
    object: { value: 5 * 1024 ** 4, unit: 'bytes', ...quotas },
    metadata: { value: 8192, unit: 'bytes', ...quotas },
  },
}
