import type { DriverCapabilities } from '@rove/core'

const asOf = '2026-11'
const versions = 'https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html'

/** What secrets in the Parameter Store of AWS Systems Manager keep. */
export const ssmCapabilities: DriverCapabilities<'secret'> = {
  kind: 'secret',
  service: 'ssm',
  title: 'AWS Systems Manager Parameter Store',
  module: '@rove/aws/ssm',
  supports: {
    'secret.versions': {
      support: 'native',
      note: 'The last hundred; while the oldest of them has a label, no other can be written.',
      source: versions,
      asOf,
    },
    'secret.rewrite': { support: 'native', source: versions, asOf },
  },
  limits: {},
}
