import type { Capability, DeliveryLimit, DeliveryPromise, Limit } from '@rove/core'

const asOf = '2026-11'
const docs = 'https://learn.microsoft.com/azure'
const queue = `${docs}/azure-functions/functions-bindings-storage-queue-trigger`
const bus = `${docs}/azure-functions/functions-bindings-service-bus-trigger`
const retries = `${docs}/azure-functions/functions-bindings-error-pages#retry-policies`
const grid = `${docs}/event-grid/delivery-and-retry`
const feed = `${docs}/cosmos-db/change-feed-functions`
const blobEvents = `${docs}/event-grid/event-schema-blob-storage`
const library = 'https://github.com/Azure/azure-functions-nodejs-library'
const camelCase = 'https://github.com/Azure/azure-functions-nodejs-worker/pull/74'

const policy = {
  support: 'emulated',
  note: 'Only the retry policy of the registration runs the function again; after the attempts the partition goes on without it.',
  source: retries,
} as const
const never = {
  support: 'no',
  note: 'Nothing is kept: after the attempts the partition goes on.',
  source: retries,
} as const
const loweredKeys = {
  support: 'emulated',
  note: 'The library puts the first letter of every key in lower case.',
  source: camelCase,
} as const
const noSettlement =
  'A function of Node.js cannot settle a message without a preview package; what is given up is a failure.'

/** What Azure keeps of the delivery contract: Storage Queue, Event Grid and Cosmos DB unless an exception says otherwise. */
export const deliverySupports: Readonly<Record<DeliveryPromise, Capability>> = {
  'message.acknowledge': {
    support: 'native',
    source: queue,
    asOf,
    except: { 'event-hubs': policy, kafka: policy },
  },
  'message.partial': {
    support: 'native',
    note: 'Functions are registered for one message an invocation; of a batch (cardinality many) all are delivered again.',
    source: bus,
    asOf,
  },
  'message.retry': { support: 'native', source: queue, asOf, except: { 'event-hubs': policy, kafka: policy } },
  'message.retry.after': {
    support: 'no',
    note: 'A failed message comes back after visibilityTimeout of host.json (Storage Queue), or at once (Service Bus).',
    source: `${docs}/azure-functions/functions-bindings-storage-queue#hostjson-settings`,
    asOf,
  },
  'message.attempt': {
    support: 'native',
    source: queue,
    asOf,
    except: {
      'event-hubs': {
        support: 'emulated',
        note: 'The retry policy counts, in one instance of the host.',
        source: retries,
      },
      kafka: { support: 'emulated', note: 'The retry policy counts, in one instance of the host.', source: retries },
    },
  },
  'message.dead-letter': {
    support: 'native',
    note: 'In <queue>-poison after maxDequeueCount of host.json, one number for all storage queues; on Service Bus in the dead-letter queue after the maxDeliveryCount of each queue.',
    source: queue,
    asOf,
    except: { 'event-hubs': never, kafka: never },
  },
  'message.dead-letter.now': {
    support: 'no',
    note: noSettlement,
    source:
      'https://github.com/Azure/azure-functions-nodejs-extensions/blob/main/azure-functions-nodejs-extensions-servicebus/README.md',
    asOf,
  },
  'message.ordered': {
    support: 'native',
    note: 'An ordered queue is registered for Service Bus with sessions.',
    source: `${docs}/service-bus-messaging/message-sessions`,
    asOf,
    except: {
      'storage-queue': { support: 'no', note: 'Storage Queue keeps no order: adapt refuses it for an ordered queue.' },
      'event-hubs': policy,
      kafka: policy,
    },
  },
  'message.attributes': {
    support: 'no',
    note: 'A message of Storage Queue has no attributes; those that Rove sends are in its envelope.',
    source: queue,
    asOf,
    except: {
      'service-bus': loweredKeys,
      'event-hubs': loweredKeys,
      kafka: {
        support: 'native',
        note: 'Headers.',
        source: `${docs}/azure-functions/functions-bindings-kafka-trigger#usage`,
      },
    },
  },
  'message.text': {
    support: 'native',
    note: 'The registration asks for bytes, so that the library does not parse them. A message that is not what messageEncoding of host.json says (base64) never arrives: it goes to the poison queue.',
    source: `${library}/issues/72`,
    asOf,
  },
  'message.bytes': {
    support: 'native',
    note: 'The registration asks for bytes.',
    source: `${library}/issues/72`,
    asOf,
    except: {
      kafka: {
        support: 'no',
        note: 'The extension hands the value over as text.',
        source: `${docs}/azure-functions/functions-bindings-kafka-trigger#usage`,
      },
    },
  },
  'event.retry': { support: 'native', note: 'For a day, 30 times at most.', source: grid, asOf },
  'event.retry.after': { support: 'no', note: 'Event Grid waits by a plan of its own.', source: grid, asOf },
  'event.attempt': {
    support: 'no',
    note: 'Event Grid does not say which attempt it is.',
    source: `${docs}/event-grid/cloud-event-schema`,
    asOf,
    except: { 'service-bus': { support: 'native', note: 'The delivery count of the subscription.', source: bus } },
  },
  'event.dead-letter': {
    support: 'native',
    note: 'In the container that the event subscription names; without one it is dropped.',
    source: `${docs}/event-grid/manage-event-delivery`,
    asOf,
  },
  'event.dead-letter.now': {
    support: 'no',
    note: 'What is given up is a failure, and comes again.',
    source: grid,
    asOf,
  },
  'event.attributes': {
    support: 'native',
    note: 'Extension attributes of CloudEvents.',
    source: `${docs}/event-grid/cloud-event-schema`,
    asOf,
    except: {
      'event-grid-schema': {
        support: 'no',
        note: 'The Event Grid schema has no place for them.',
        source: `${docs}/event-grid/event-schema`,
      },
      'service-bus': loweredKeys,
    },
  },
  'schedule.time': {
    support: 'native',
    note: 'scheduleStatus.next, which the host moves on after the invocation.',
    source:
      'https://github.com/Azure/azure-webjobs-sdk-extensions/blob/dev/src/WebJobs.Extensions/Extensions/Timers/Listener/TimerListener.cs',
    asOf,
  },
  'schedule.retry': {
    support: 'emulated',
    note: 'The retry policy of the registration runs it up to five times.',
    source: retries,
    asOf,
  },
  'object.created': { support: 'native', source: blobEvents, asOf },
  'object.deleted': {
    support: 'native',
    source: blobEvents,
    asOf,
    except: {
      blob: {
        support: 'no',
        note: 'The blob trigger tells only of written blobs: adapt refuses it.',
        source: `${docs}/azure-functions/functions-bindings-storage-blob-trigger`,
      },
    },
  },
  'object.properties': { support: 'native', source: blobEvents, asOf },
  'object.retry': { support: 'native', source: grid, asOf },
  'change.written': {
    support: 'native',
    note: 'The latest version: of several changes in a short time only the last may be told.',
    source: feed,
    asOf,
  },
  'change.kind': {
    support: 'no',
    note: 'The latest version mode tells updated for both; cosmos-db-all-versions tells them apart.',
    source: `${docs}/cosmos-db/change-feed-modes`,
    asOf,
  },
  'change.before': {
    support: 'no',
    note: 'The latest version mode has no value before; cosmos-db-all-versions may have it.',
    source: `${docs}/cosmos-db/change-feed-modes`,
    asOf,
  },
  'change.deleted': {
    support: 'no',
    note: 'The latest version mode tells no deletes; cosmos-db-all-versions does.',
    source: `${docs}/cosmos-db/change-feed-modes`,
    asOf,
  },
  'change.ordered': {
    support: 'emulated',
    note: 'A failure holds up what follows for as long as the retry policy of the registration lasts.',
    source: feed,
    asOf,
  },
  'change.retry': {
    support: 'emulated',
    note: 'The retry policy of the registration runs the batch up to five times; then the feed goes on without it.',
    source: retries,
    asOf,
  },
  'delivery.trace': {
    support: 'emulated',
    note: 'In the envelope; of foreign messages traceparent, or Diagnostic-Id of Azure’s own libraries.',
    source: `${docs}/service-bus-messaging/service-bus-end-to-end-tracing`,
    asOf,
  },
}

/** What Azure states for deliveries. */
export const deliveryLimits: Readonly<Record<DeliveryLimit, Limit>> = {
  /** In base64, which leaves 48 KiB for the content. */
  'message.body': {
    value: 65_536,
    unit: 'bytes',
    source: `${docs}/storage/queues/scalability-targets`,
    asOf,
    verified: true,
  },
  'message.batch': {
    value: 32,
    unit: 'items',
    source: `${docs}/azure-functions/functions-bindings-storage-queue#hostjson-settings`,
    asOf,
    verified: true,
  },
  'event.body': { value: 1_048_576, unit: 'bytes', source: `${docs}/event-grid/event-schema`, asOf, verified: true },
}
