import type { Capability, DriverCapabilities, Limit } from '@rove/core'

const asOf = '2026-11'
const guide = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide'
const native = (source: string): Capability => ({ support: 'native', source, asOf })
const bytes = (value: number, source: string): Limit => ({ value, unit: 'bytes', source, asOf, verified: true })

/** What buckets on Amazon S3 keep, and where they end. */
export const s3Capabilities: DriverCapabilities<'bucket'> = {
  kind: 'bucket',
  service: 's3',
  title: 'Amazon S3',
  module: '@rove/aws/s3',
  supports: {
    'bucket.if-absent': native(`${guide}/conditional-writes.html`),
    'bucket.if-match': native(`${guide}/conditional-writes.html`),
    'bucket.etag': {
      support: 'no',
      note: 'The same bytes, written twice, have the same etag: it comes from the content.',
      source: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html',
      asOf,
    },
    'bucket.metadata': native(`${guide}/UsingMetadata.html`),
    'bucket.stream': {
      ...native(`${guide}/mpuoverview.html`),
      note: 'As an upload in parts of 8 MiB, of which one is kept in memory; without a size at most 78 GiB.',
    },
    'bucket.list.order': {
      ...native('https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html'),
      except: { directory: { support: 'no', note: 'Directory buckets (S3 Express) list in no order.' } },
    },
    'bucket.signed-url': {
      ...native(`${guide}/using-presigned-url.html`),
      note: 'It ends with the credentials that signed it, when theirs end before.',
    },
  },
  limits: {
    key: bytes(1024, `${guide}/object-keys.html`),
    // The document says 48.8 TiB, which is 10,000 parts of 5 GiB.
    object: bytes(10_000 * 5 * 1024 ** 3, `${guide}/qfacts.html`),
    metadata: bytes(2048, `${guide}/UsingMetadata.html`),
  },
}
