import type { DecodedObject, ObjectKind } from '@rove/core/adapter'
import { readPayload } from '@rove/core/adapter'
import { isFields } from '../shape.ts'
import type { PubsubMessage } from './pubsub-message.ts'
import { propertiesOf } from './storage-object.ts'

// Source: https://cloud.google.com/storage/docs/pubsub-notifications#events
const kinds: ReadonlyMap<string, ObjectKind> = new Map([
  ['OBJECT_FINALIZE', 'created'],
  ['OBJECT_DELETE', 'deleted'],
  ['OBJECT_ARCHIVE', 'deleted'],
])

/** Whether a message of Pub/Sub is a notification of Cloud Storage of an object written or deleted. */
export function isNotification({ attributes }: PubsubMessage): boolean {
  const { eventType = '', bucketId, objectId } = attributes
  return kinds.has(eventType) && bucketId !== undefined && objectId !== undefined
}

/**
 * The object of a notification. None when the object was "deleted" by its next version: that one is told by an event of
 * its own, and the key is not gone.
 * Source: https://cloud.google.com/storage/docs/pubsub-notifications#attributes
 */
export function toNotifiedObjects({ id, attributes, address, payload, attempt }: PubsubMessage): DecodedObject[] {
  const {
    eventType = '',
    bucketId = '',
    objectId = '',
    objectGeneration,
    eventTime,
    overwrittenByGeneration,
  } = attributes
  const kind = kinds.get(eventType)
  if (kind === undefined || overwrittenByGeneration !== undefined) return []
  const resource = readPayload(payload, 'application/json')
  return [
    {
      trigger: 'object',
      function: address.function,
      names: [bucketId],
      id,
      source: `//storage.googleapis.com/projects/_/buckets/${bucketId}`,
      subject: `objects/${objectId}`,
      time: eventTime,
      attempt,
      kind,
      key: objectId,
      ...propertiesOf(isFields(resource) ? resource : {}),
      ...(objectGeneration === undefined ? {} : { version: objectGeneration }),
      payload,
    },
  ]
}
