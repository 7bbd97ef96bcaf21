import type { DriverCapabilities } from '@rove/core'

const asOf = '2026-11'
const put = 'https://learn.microsoft.com/rest/api/storageservices/put-message'
const compared =
  'https://learn.microsoft.com/azure/service-bus-messaging/service-bus-azure-and-service-bus-queues-compared-contrasted'

/** What queues on Azure Storage keep, and where they end. */
export const storageQueueCapabilities: DriverCapabilities<'queue'> = {
  kind: 'queue',
  service: 'azure-storage-queue',
  title: 'Azure Storage Queue',
  module: '@rove/azure/storage-queue',
  supports: {
    'queue.batch': {
      support: 'emulated',
      note: 'The service takes one message a call: a batch is as many calls, sixteen at the same time.',
      source: put,
      asOf,
    },
    'queue.batch.part': { support: 'emulated', note: 'Each message is a call with its own answer.', source: put, asOf },
    'queue.delay': { support: 'native', source: put, asOf },
    'queue.order': { support: 'no', note: 'Use Service Bus for it.', source: compared, asOf },
    'queue.dedupe': { support: 'no', note: 'Use Service Bus for it.', source: compared, asOf },
  },
  limits: {
    // 64 KB, which are 48 KB in base64.
    message: { value: 49_152, unit: 'bytes', source: compared, asOf, verified: true },
    // The driver’s: a batch is a call for each message.
    batchBytes: { value: 4_915_200, unit: 'bytes', source: put, asOf, verified: false },
    batchItems: { value: 100, unit: 'items', source: put, asOf, verified: false },
    delay: { value: 604_800, unit: 'seconds', source: put, asOf, verified: true },
  },
}
