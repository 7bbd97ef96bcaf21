import type { DecodedDelivery } from '@rove/core/adapter'
import { noPayload, readPayload } from '@rove/core/adapter'
import type { ReceivedEvent } from '../cloud-events/received-event.ts'
import type { EventAddress } from '../event-request.ts'
import { isDocumentEvent, toChange } from '../firestore/document.ts'
import { isFields } from '../shape.ts'
import { toMessage } from './pubsub-delivery.ts'
import { readPushBody } from './pubsub-message.ts'
import { isSchedulerJob, toSchedulerJob } from './scheduler-job.ts'
import { isStorageObject, toStorageObject } from './storage-object.ts'
import { toTopicEvent } from './topic-event.ts'

/**
 * What a CloudEvent delivers, by its type: a message of Pub/Sub, an object of Cloud Storage, a document of Firestore, a
 * job of Cloud Scheduler; everything else is the event of a topic. The four are that as well, when the app has no
 * function for what they are.
 *
 * @throws RoveError `InvalidArgument` that names what is missing or wrong
 */
export function toDelivery(event: ReceivedEvent, address: EventAddress): DecodedDelivery {
  if (isPubsub(event)) return toPublished(event, address)
  if (isStorageObject(event)) return toStorageObject(event, address)
  if (isDocumentEvent(event)) return toChange(event, address)
  if (isSchedulerJob(event)) return toSchedulerJob(event, address)
  return toTopicEvent(event, address)
}

function isPubsub({ type }: ReceivedEvent): boolean {
  return /^google\.cloud\.pubsub\.topic\.v\d+\.messagePublished$/.test(type)
}

// Source: https://github.com/googleapis/google-cloudevents/blob/main/proto/google/events/cloud/pubsub/v1/data.proto
function toPublished(event: ReceivedEvent, address: EventAddress): DecodedDelivery {
  const { id, source, type, time, datacontenttype, payload = noPayload } = event
  const body = readPayload(payload, datacontenttype)
  const topic = /projects\/[^/]+\/topics\/[^/]+$/.exec(source)?.[0]
  return toMessage(readPushBody({ body: isFields(body) ? body : {}, id, time, source, type, topic, address }))
}
