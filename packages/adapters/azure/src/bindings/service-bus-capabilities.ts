import type { DriverCapabilities, Limit } from '@rove/core'

const asOf = '2026-11'
const quotas = 'https://learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas'
const sequencing = 'https://learn.microsoft.com/azure/service-bus-messaging/message-sequencing'
const sending = 'https://learn.microsoft.com/javascript/api/@azure/service-bus/servicebussender'

const limits: Readonly<Record<'message' | 'batchBytes' | 'batchItems' | 'delay', Limit>> = {
  // The driver’s: 256 KB, which every tier takes, less 4 KiB for properties and what the service adds.
  message: { value: 258_048, unit: 'bytes', source: quotas, asOf, verified: false },
  batchBytes: { value: 258_048, unit: 'bytes', source: quotas, asOf, verified: false },
  // The driver’s: the service states a hundred for a transaction, and nothing for a batch.
  batchItems: { value: 100, unit: 'items', source: quotas, asOf, verified: false },
  // The driver’s, a year: the service states none.
  delay: { value: 31_536_000, unit: 'seconds', source: sequencing, asOf, verified: false },
}

/** What the driver `serviceBusQueue()` keeps, and where it ends. */
export const serviceBusQueueCapabilities: DriverCapabilities<'queue'> = {
  kind: 'queue',
  service: 'service-bus',
  title: 'Azure Service Bus queues',
  module: '@rove/azure/service-bus',
  supports: {
    'queue.batch': { support: 'native', source: sending, asOf },
    'queue.batch.part': {
      support: 'emulated',
      note: 'Messages of one group and delay are taken or refused together; behind the first refusal nothing is sent.',
      source: sending,
      asOf,
    },
    'queue.delay': { support: 'native', source: sequencing, asOf },
    'queue.order': {
      support: 'native',
      note: 'A queue with sessions, which needs the standard or premium tier.',
      source: 'https://learn.microsoft.com/azure/service-bus-messaging/message-sessions',
      asOf,
      except: { plain: { support: 'no', note: 'A queue without sessions keeps no order of a group.' } },
    },
    'queue.dedupe': {
      support: 'native',
      note: 'A queue with requiresDuplicateDetection, for as long as its window says (ten minutes by default); it needs the standard or premium tier.',
      source: 'https://learn.microsoft.com/azure/service-bus-messaging/duplicate-detection',
      asOf,
      except: { plain: { support: 'no', note: 'A queue that detects no duplicates sends everything.' } },
    },
  },
  limits,
}

/** What the driver `serviceBusTopic()` keeps, and where it ends. */
export const serviceBusTopicCapabilities: DriverCapabilities<'topic'> = {
  kind: 'topic',
  service: 'service-bus',
  title: 'Azure Service Bus topics',
  module: '@rove/azure/service-bus',
  supports: {
    'topic.batch': { support: 'native', source: sending, asOf },
    'topic.batch.part': {
      support: 'no',
      note: 'What goes in one batch is taken or refused together; behind the first refusal nothing is sent.',
      source: sending,
      asOf,
    },
  },
  limits,
}
