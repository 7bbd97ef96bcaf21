import type { DriverCapabilities } from '@rove/core'

const asOf = '2026-11'

/** What the driver `keyVault()` keeps. */
export const keyVaultCapabilities: DriverCapabilities<'secret'> = {
  kind: 'secret',
  service: 'key-vault',
  title: 'Azure Key Vault',
  module: '@rove/azure/key-vault',
  supports: {
    'secret.versions': {
      support: 'native',
      source: 'https://learn.microsoft.com/rest/api/keyvault/secrets/get-secret/get-secret',
      asOf,
    },
    'secret.rewrite': {
      support: 'native',
      source: 'https://learn.microsoft.com/rest/api/keyvault/secrets/set-secret/set-secret',
      asOf,
    },
  },
  limits: {},
}
