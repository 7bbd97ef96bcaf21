import type { BindingPromise, Capability, DriverCapabilities } from '@rove/core'

const asOf = '2026-11'
// The limits are ours; the documents are those that their figures come from: Amazon S3, the object in one call.
const guide = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide'
const ours = { unit: 'bytes', asOf, verified: false } as const
const limits: DriverCapabilities<'bucket'>['limits'] = {
  key: { value: 1024, source: `${guide}/object-keys.html`, ...ours },
  object: { value: 5 * 1024 ** 3, source: `${guide}/upload-objects.html`, ...ours },
  metadata: { value: 2048, source: `${guide}/UsingMetadata.html`, ...ours },
}

function supports(source: string): Readonly<Record<BindingPromise<'bucket'>, Capability>> {
  const native: Capability = { support: 'native', source, asOf }
  return {
    'bucket.if-absent': native,
    'bucket.if-match': native,
    'bucket.etag': native,
    'bucket.metadata': native,
    'bucket.stream': native,
    'bucket.list.order': native,
    'bucket.signed-url': { support: 'no', note: 'Nothing on this machine serves objects.', source, asOf },
  }
}

const map = 'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Map'

/** What buckets in this process keep, and where they end. */
export const memoryBucketCapabilities: DriverCapabilities<'bucket'> = {
  kind: 'bucket',
  service: 'memory',
  title: 'Memory',
  module: '@rove/local/bindings',
  supports: {
    ...supports(map),
    'bucket.stream': { support: 'emulated', note: 'The whole object is in memory.', source: map, asOf },
  },
  limits,
}

/** What buckets in a folder keep, and where they end. */
export const folderBucketCapabilities: DriverCapabilities<'bucket'> = {
  kind: 'bucket',
  service: 'folder',
  title: 'A folder',
  module: '@rove/local/bindings',
  supports: supports('https://nodejs.org/api/fs.html'),
  limits,
}
