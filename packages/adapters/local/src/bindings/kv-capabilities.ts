import type { BindingPromise, Capability, DriverCapabilities } from '@rove/core'

const asOf = '2026-11'
// The limits are ours; their figures come from these documents: a sort key of DynamoDB, an item of Cosmos DB.
const limits: DriverCapabilities<'kv'>['limits'] = {
  key: {
    value: 1024,
    unit: 'bytes',
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html',
    asOf,
    verified: false,
  },
  value: {
    value: 2_097_152,
    unit: 'bytes',
    source: 'https://learn.microsoft.com/azure/cosmos-db/concepts-limits#per-item-limits',
    asOf,
    verified: false,
  },
}

function supports(source: string): Readonly<Record<BindingPromise<'kv'>, Capability>> {
  const native: Capability = { support: 'native', source, asOf }
  return {
    'kv.consistent': native,
    'kv.batch-get': native,
    'kv.list.order': native,
    'kv.expiry': native,
    'kv.expiry.removed': { ...native, note: 'When a value is read or listed.' },
  }
}

/** What key-value stores in this process keep, and where they end. */
export const memoryKvCapabilities: DriverCapabilities<'kv'> = {
  kind: 'kv',
  service: 'memory',
  title: 'Memory',
  module: '@rove/local/bindings',
  supports: supports('https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Map'),
  limits,
}

/** What key-value stores in a folder keep, and where they end. */
export const folderKvCapabilities: DriverCapabilities<'kv'> = {
  kind: 'kv',
  service: 'folder',
  title: 'A folder',
  module: '@rove/local/bindings',
  supports: {
    ...supports('https://nodejs.org/api/fs.html'),
    'kv.batch-get': {
      support: 'emulated',
      note: 'Each value is a file, and is read by itself.',
      source: 'https://nodejs.org/api/fs.html',
      asOf,
    },
    'kv.expiry.removed': {
      support: 'native',
      note: 'When it is listed.',
      source: 'https://nodejs.org/api/fs.html',
      asOf,
    },
  },
  limits,
}
