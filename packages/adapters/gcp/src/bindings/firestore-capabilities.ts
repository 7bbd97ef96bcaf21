import type { DriverCapabilities } from '@rove/core'

const asOf = '2026-11'
const quotas = 'https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields'
const ttl = 'https://firebase.google.com/docs/firestore/ttl'
const limit = { unit: 'bytes', source: quotas, asOf, verified: false } as const

/** What key-value stores on Firestore keep, and where they end. */
export const firestoreCapabilities: DriverCapabilities<'kv'> = {
  kind: 'kv',
  service: 'firestore',
  title: 'Google Firestore',
  module: '@rove/gcp/firestore',
  supports: {
    'kv.consistent': {
      support: 'native',
      source: 'https://cloud.google.com/firestore/docs/understand-reads-writes-scale',
      asOf,
    },
    'kv.batch-get': {
      support: 'native',
      source:
        'https://firebase.google.com/docs/firestore/reference/rpc/google.firestore.v1#google.firestore.v1.Firestore.BatchGetDocuments',
      asOf,
    },
    'kv.list.order': {
      support: 'native',
      source: 'https://firebase.google.com/docs/firestore/manage-data/data-types#value_type_ordering',
      asOf,
    },
    'kv.expiry': {
      support: 'emulated',
      note: 'Firestore still gives a value that has expired until it removes it; Rove leaves it out.',
      source: ttl,
      asOf,
    },
    'kv.expiry.removed': {
      support: 'native',
      note: 'As a rule within 24 hours, where the collection has a TTL policy on expiresAt.',
      source: ttl,
      asOf,
    },
  },
  // The driver’s: an id has 1,500 bytes, and a dot or a slash of a key takes two; a document has 1 MiB (1,048,576 bytes)
  // with its name and fields.
  limits: { key: { value: 750, ...limit }, value: { value: 1_040_000, ...limit } },
}
