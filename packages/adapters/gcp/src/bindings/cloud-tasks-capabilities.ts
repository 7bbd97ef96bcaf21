import type { DriverCapabilities } from '@rove/core'

const asOf = '2026-11'
const quotas = { source: 'https://cloud.google.com/tasks/docs/quotas', asOf } as const
const tasks = 'https://cloud.google.com/tasks/docs/reference/rpc/google.cloud.tasks.v2'
const each = 'Each message is a call of its own; those of a batch are made at the same time.'

/** What queues on Cloud Tasks keep, and where they end. */
export const cloudTasksCapabilities: DriverCapabilities<'queue'> = {
  kind: 'queue',
  service: 'cloud-tasks',
  title: 'Google Cloud Tasks',
  module: '@rove/gcp/cloud-tasks',
  supports: {
    'queue.batch': { support: 'emulated', note: each, source: `${tasks}#createtaskrequest`, asOf },
    'queue.batch.part': { support: 'native', note: each, source: `${tasks}#createtaskrequest`, asOf },
    'queue.delay': { support: 'native', source: `${tasks}#task`, asOf },
    'queue.order': {
      support: 'no',
      note: 'Cloud Tasks keeps no order; Pub/Sub does.',
      source: 'https://cloud.google.com/tasks/docs/common-pitfalls',
      asOf,
    },
    'queue.dedupe': {
      support: 'native',
      note: 'Until the first message is done, and for a time after that: up to 24 hours, in older documents about one.',
      ...quotas,
    },
  },
  limits: {
    // The driver’s: a task has 1 MiB (1 MB in older documents) with its URL and headers.
    message: { value: 990_000, unit: 'bytes', ...quotas, verified: false },
    // The driver’s: each message of a batch is a call.
    batchBytes: { value: 9_900_000, unit: 'bytes', ...quotas, verified: false },
    batchItems: { value: 50, unit: 'items', ...quotas, verified: false },
    // 30 days.
    delay: { value: 2_592_000, unit: 'seconds', ...quotas, verified: true },
  },
}
