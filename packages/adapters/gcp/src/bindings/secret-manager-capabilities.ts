import type { DriverCapabilities } from '@rove/core'

const asOf = '2026-11'

/** What secrets in Google Secret Manager keep. */
export const secretManagerCapabilities: DriverCapabilities<'secret'> = {
  kind: 'secret',
  service: 'secret-manager',
  title: 'Google Secret Manager',
  module: '@rove/gcp/secret-manager',
  supports: {
    'secret.versions': {
      support: 'native',
      note: 'Versions have numbers, and are there until they are disabled or destroyed.',
      source: 'https://cloud.google.com/secret-manager/docs/access-secret-version',
      asOf,
    },
    'secret.rewrite': {
      support: 'native',
      source: 'https://cloud.google.com/secret-manager/docs/add-secret-version',
      asOf,
    },
  },
  limits: {},
}
