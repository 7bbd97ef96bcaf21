import type { Capability, DriverCapabilities, Limit } from '@rove/core'

const asOf = '2026-11'
const reference = 'https://docs.aws.amazon.com/sns/latest/api'
const publishBatch = `${reference}/API_PublishBatch.html`
const native: Capability = { support: 'native', source: publishBatch, asOf }
const found = { source: publishBatch, asOf, verified: true } as const
// The default of a topic; its MaximumMessageSize can be set up to 1,048,576.
const bytes: Limit = { value: 262_144, unit: 'bytes', ...found }

/** What topics on Amazon SNS keep, and where they end. */
export const snsCapabilities: DriverCapabilities<'topic'> = {
  kind: 'topic',
  service: 'sns',
  title: 'Amazon SNS',
  module: '@rove/aws/sns',
  supports: { 'topic.batch': native, 'topic.batch.part': native },
  limits: {
    message: bytes,
    batchBytes: bytes,
    batchItems: { value: 10, unit: 'items', ...found },
    // An entry has no field for it.
    delay: { value: 0, unit: 'seconds', ...found, source: `${reference}/API_PublishBatchRequestEntry.html` },
  },
}
