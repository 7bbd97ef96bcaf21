import type { Capability, DriverCapabilities } from '@rove/core'

const asOf = '2026-11'
const map = 'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Map'
const files = 'https://nodejs.org/api/fs.html'
const environment = 'https://nodejs.org/api/process.html#processenv'
const native = (source: string): Capability => ({ support: 'native', source, asOf })

/** What secrets in this process keep. */
export const memorySecretCapabilities: DriverCapabilities<'secret'> = {
  kind: 'secret',
  service: 'memory',
  title: 'Memory',
  module: '@rove/local/bindings',
  supports: { 'secret.versions': native(map), 'secret.rewrite': native(map) },
  limits: {},
}

/** What secrets in a folder keep. */
export const folderSecretCapabilities: DriverCapabilities<'secret'> = {
  kind: 'secret',
  service: 'folder',
  title: 'A folder',
  module: '@rove/local/bindings',
  supports: {
    'secret.versions': { support: 'no', note: 'A file has only what it has now.', source: files, asOf },
    'secret.rewrite': native(files),
  },
  limits: {},
}

/** What secrets in the environment keep. */
export const environmentSecretCapabilities: DriverCapabilities<'secret'> = {
  kind: 'secret',
  service: 'environment',
  title: 'The environment',
  module: '@rove/local/bindings',
  supports: {
    'secret.versions': { support: 'no', note: 'A variable has only what it has now.', source: environment, asOf },
    'secret.rewrite': {
      support: 'no',
      note: 'The same value, set again, cannot be told from the one before.',
      source: environment,
      asOf,
    },
  },
  limits: {},
}
