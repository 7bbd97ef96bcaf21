import type { DriverCapabilities } from '@rove/core'

const asOf = '2026-11'
const putSecretValue = 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html'

/** What secrets in AWS Secrets Manager keep. */
export const secretsManagerCapabilities: DriverCapabilities<'secret'> = {
  kind: 'secret',
  service: 'secrets-manager',
  title: 'AWS Secrets Manager',
  module: '@rove/aws/secrets-manager',
  supports: {
    'secret.versions': {
      support: 'native',
      note: 'The hundred most recent, and all of the last 24 hours, are kept.',
      source: putSecretValue,
      asOf,
    },
    'secret.rewrite': { support: 'native', source: putSecretValue, asOf },
  },
  limits: {},
}
