import type { BindingPromise, Capability, DriverCapabilities } from '@rove/core'

const asOf = '2026-11'
const files = 'https://nodejs.org/api/fs.html'
const process = 'https://nodejs.org/api/events.html'
// The limits are ours; the documents are those that their figures come from.
const quotas = {
  source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html',
  asOf,
  verified: false,
} as const
const limits: DriverCapabilities<'queue'>['limits'] = {
  message: { value: 1_048_576, unit: 'bytes', ...quotas },
  batchBytes: { value: 1_048_576, unit: 'bytes', ...quotas },
  batchItems: { value: 10, unit: 'items', ...quotas },
  delay: {
    value: 7 * 24 * 3600,
    unit: 'seconds',
    source: 'https://learn.microsoft.com/rest/api/storageservices/put-message',
    asOf,
    verified: false,
  },
}
const memory = { service: 'memory', title: 'In the process', module: '@rove/local', limits } as const
const folder = { service: 'folder', title: 'A folder', module: '@rove/local/bindings', limits } as const

const native = (source: string): Capability => ({ support: 'native', source, asOf })
const topicSupports = (source: string): Readonly<Record<BindingPromise<'topic'>, Capability>> => ({
  'topic.batch': native(source),
  'topic.batch.part': native(source),
})

/** What the queues of an app that runs in this process keep, and where they end. */
export const memoryQueueCapabilities: DriverCapabilities<'queue'> = {
  kind: 'queue',
  ...memory,
  supports: {
    'queue.batch': native(process),
    'queue.batch.part': native(process),
    'queue.delay': native(process),
    'queue.order': native(process),
    'queue.dedupe': { ...native(process), note: 'For five minutes.' },
  },
}

/** What queues in a folder keep, and where they end. Nothing delivers what is in them. */
export const folderQueueCapabilities: DriverCapabilities<'queue'> = {
  kind: 'queue',
  ...folder,
  supports: {
    'queue.batch': native(files),
    'queue.batch.part': native(files),
    'queue.delay': { ...native(files), note: 'What is taken out comes in the order in which it is due.' },
    'queue.order': native(files),
    'queue.dedupe': { support: 'no', note: 'The key is only kept with the message.', source: files, asOf },
  },
}

/** What the topics of an app that runs in this process keep, and where they end. */
export const memoryTopicCapabilities: DriverCapabilities<'topic'> = {
  kind: 'topic',
  ...memory,
  supports: topicSupports(process),
}

/** What topics in a folder keep, and where they end. Nothing delivers what is in them. */
export const folderTopicCapabilities: DriverCapabilities<'topic'> = {
  kind: 'topic',
  ...folder,
  supports: topicSupports(files),
}
