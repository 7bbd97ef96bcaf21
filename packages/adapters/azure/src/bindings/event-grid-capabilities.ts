import type { DriverCapabilities } from '@rove/core'

const asOf = '2026-11'
const quotas = 'https://learn.microsoft.com/azure/event-grid/quotas-limits'
const posting = 'https://learn.microsoft.com/azure/event-grid/post-to-custom-topic'

/** What the driver `eventGrid()` keeps, and where it ends. */
export const eventGridCapabilities: DriverCapabilities<'topic'> = {
  kind: 'topic',
  service: 'event-grid',
  title: 'Azure Event Grid custom topics',
  module: '@rove/azure/event-grid',
  supports: {
    'topic.batch': { support: 'native', source: posting, asOf },
    'topic.batch.part': {
      support: 'no',
      note: 'A request is taken or refused as a whole.',
      source: posting,
      asOf,
    },
  },
  limits: {
    // The driver’s: an event has at most 1 MB, with the attributes beside its data.
    message: { value: 900_000, unit: 'bytes', source: quotas, asOf, verified: false },
    // The driver’s: a request has at most 1 MB, in which the attributes of many small events take as much as they do.
    batchBytes: { value: 450_000, unit: 'bytes', source: posting, asOf, verified: false },
    // The driver’s: the service takes 5,000.
    batchItems: { value: 100, unit: 'items', source: quotas, asOf, verified: false },
    // An event has no field for it.
    delay: {
      value: 0,
      unit: 'seconds',
      source: 'https://learn.microsoft.com/azure/event-grid/cloud-event-schema',
      asOf,
      verified: true,
    },
  },
}
