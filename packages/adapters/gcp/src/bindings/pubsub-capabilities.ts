import type { Capability, DriverCapabilities, Limit } from '@rove/core'

const asOf = '2026-11'
const quotas = 'https://cloud.google.com/pubsub/quotas#resource_limits'
const ordering = 'https://cloud.google.com/pubsub/docs/ordering'
const reference = 'https://cloud.google.com/pubsub/docs/reference/rpc/google.pubsub.v1'
const about = { service: 'pubsub', title: 'Google Pub/Sub', module: '@rove/gcp/pubsub' } as const

const batch: Capability = { support: 'native', source: `${reference}#publishrequest`, asOf }
const whole: Capability = {
  support: 'no',
  note: 'A batch is sent as a whole or not at all.',
  source: `${reference}#publishrequest`,
  asOf,
}

const limits: Readonly<Record<'message' | 'batchBytes' | 'batchItems' | 'delay', Limit>> = {
  // The driver’s: a request has 10 MB, of which the topic’s name and a message’s key are taken off, and of a batch a key of
  // up to 1 KB for each of its messages.
  message: { value: 9_990_000, unit: 'bytes', source: quotas, asOf, verified: false },
  batchBytes: { value: 8_900_000, unit: 'bytes', source: quotas, asOf, verified: false },
  batchItems: { value: 1000, unit: 'items', source: quotas, asOf, verified: true },
  // A message has no field for it.
  delay: { value: 0, unit: 'seconds', source: `${reference}#pubsubmessage`, asOf, verified: true },
}

/** What queues on Pub/Sub keep, and where they end. */
export const pubsubQueueCapabilities: DriverCapabilities<'queue'> = {
  ...about,
  kind: 'queue',
  supports: {
    'queue.batch': batch,
    'queue.batch.part': {
      ...whole,
      except: {
        ordered: { support: 'emulated', note: 'The messages of each group are a call, sent as a whole or not at all.' },
      },
    },
    'queue.delay': {
      support: 'no',
      note: 'Pub/Sub cannot delay a message; Cloud Tasks can.',
      source: `${reference}#pubsubmessage`,
      asOf,
    },
    'queue.order': {
      support: 'no',
      note: 'Only an ordered queue keeps order.',
      source: ordering,
      asOf,
      except: {
        ordered: {
          support: 'native',
          note: 'The subscription must have message ordering enabled; order holds among what one region publishes.',
        },
      },
    },
    'queue.dedupe': {
      support: 'no',
      note: 'Pub/Sub keeps every message that is published; Cloud Tasks drops a key that it has seen.',
      source: `${reference}#subscription`,
      asOf,
    },
  },
  limits,
}

/** What topics on Pub/Sub keep, and where they end. */
export const pubsubTopicCapabilities: DriverCapabilities<'topic'> = {
  ...about,
  kind: 'topic',
  supports: { 'topic.batch': batch, 'topic.batch.part': whole },
  limits,
}
