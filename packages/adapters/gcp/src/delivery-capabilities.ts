import type { Capability, DeliveryPromise } from '@rove/core'

const push = 'https://cloud.google.com/pubsub/docs/push'
const failures = 'https://cloud.google.com/pubsub/docs/handling-failures'
const eventarcRetries = 'https://cloud.google.com/eventarc/docs/retry-events'
const tasks = 'https://cloud.google.com/tasks/docs/reference/rest/v2/projects.locations.queues.tasks'
const taskHeaders = 'https://cloud.google.com/tasks/docs/creating-http-target-tasks'
const jobs = 'https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs'
const notifications = 'https://cloud.google.com/storage/docs/pubsub-notifications'
const objects =
  'https://github.com/googleapis/google-cloudevents/blob/main/proto/google/events/cloud/storage/v1/data.proto'
const documents =
  'https://github.com/googleapis/google-cloudevents/blob/main/proto/google/events/cloud/firestore/v1/data.proto'
const asOf = '2026-11'

const native = (source: string, note?: string): Capability => ({
  support: 'native',
  ...(note === undefined ? {} : { note }),
  source,
  asOf,
})
const no = (source: string, note: string): Capability => ({ support: 'no', note, source, asOf })

const paced = 'Pub/Sub keeps its own pace: the retry policy of the subscription, 10 to 600 s.'
const noDeadLetter =
  'A push request knows only success and failure; what was given up fails until its attempts are over.'
const uncounted = {
  'cloud-event': {
    support: 'no',
    note: 'An event of Eventarc does not tell how often it was sent.',
    source: eventarcRetries,
  },
} as const

/** What Pub/Sub, Eventarc, Cloud Scheduler, Cloud Tasks and Firestore keep of the delivery contract. */
export const deliveryCapabilities: Readonly<Record<DeliveryPromise, Capability>> = {
  'message.acknowledge': native(`${push}#receive_push`),
  'message.partial': native(
    push,
    'Each request holds one message; only a batch of CloudEvents has one answer for all.',
  ),
  'message.retry': native(failures),
  'message.retry.after': {
    ...no(failures, paced),
    except: {
      'cloud-tasks': { support: 'native', note: 'Cloud Tasks heeds Retry-After.', source: tasks },
    },
  },
  'message.attempt': {
    ...native(`${failures}#track-delivery-attempts`, 'Only of a subscription that has a dead-letter topic.'),
    except: uncounted,
  },
  'message.dead-letter': {
    ...native(`${failures}#dead_letter_topic`, 'The subscription needs a dead-letter topic, after 5 to 100 attempts.'),
    except: {
      'cloud-tasks': { support: 'no', note: 'A task that failed too often is deleted.', source: tasks },
    },
  },
  'message.dead-letter.now': no(failures, noDeadLetter),
  'message.ordered': {
    ...native(
      'https://cloud.google.com/pubsub/docs/ordering',
      'With ordering keys, on a subscription that keeps order.',
    ),
    except: {
      'cloud-event': {
        support: 'no',
        note: 'The subscription of an Eventarc trigger keeps no order.',
        source: eventarcRetries,
      },
      'cloud-tasks': { support: 'no', note: 'Cloud Tasks keeps no order.', source: tasks },
    },
  },
  'message.attributes': {
    ...native(`${push}#wrapped_message`),
    except: {
      'cloud-tasks': {
        support: 'emulated',
        note: 'They are request headers, with names in lower case.',
        source: taskHeaders,
      },
    },
  },
  'message.text': native(`${push}#wrapped_message`),
  'message.bytes': native(`${push}#wrapped_message`),
  'event.retry': native(failures),
  'event.retry.after': no(failures, paced),
  'event.attempt': {
    ...native(`${failures}#track-delivery-attempts`, 'Only of a subscription that has a dead-letter topic.'),
    except: uncounted,
  },
  'event.dead-letter': native(`${failures}#dead_letter_topic`, 'The subscription needs a dead-letter topic.'),
  'event.dead-letter.now': no(failures, noDeadLetter),
  'event.attributes': native(`${push}#wrapped_message`),
  'schedule.time': {
    ...native(`${jobs}#httptarget`),
    except: {
      'pubsub-push': {
        support: 'no',
        note: 'A job that publishes a message does not tell when it was due.',
        source: jobs,
      },
      'cloud-event': { support: 'no', note: 'The event tells only when the job ran.', source: jobs },
    },
  },
  'schedule.retry': {
    ...no(`${jobs}#retryconfig`, 'A job retries 0 times unless its retryCount is set (up to 5).'),
    except: {
      'pubsub-push': { support: 'native', note: 'The message is delivered again like all others.', source: failures },
    },
  },
  'object.created': native(`${notifications}#events`),
  'object.deleted': native(
    `${notifications}#events`,
    'An event of Eventarc also tells so of an object that was overwritten; notifications of Pub/Sub are told apart.',
  ),
  'object.properties': native(objects),
  'object.retry': native(eventarcRetries),
  'change.written': native(documents),
  'change.kind': native(documents),
  'change.before': native(documents),
  'change.deleted': native(documents),
  'change.ordered': no(
    'https://cloud.google.com/firestore/docs/eventarc',
    'Firestore does not keep the order of its events.',
  ),
  'change.retry': native(eventarcRetries),
  'delivery.trace': native(
    'https://cloud.google.com/pubsub/docs/open-telemetry-tracing',
    'From Rove’s envelope, the traceparent of a CloudEvent, or the attribute that Pub/Sub’s client libraries write.',
  ),
}
