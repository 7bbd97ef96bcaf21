import { RoveError } from '@rove/core'
import type { DecodedObject, ObjectKind } from '@rove/core/adapter'
import { noPayload, readPayload } from '@rove/core/adapter'
import type { ReceivedEvent } from '../cloud-events/received-event.ts'
import type { EventAddress } from '../event-request.ts'
import { type Fields, integerIn, isFields, textIn } from '../shape.ts'
import { originOf, toTopicEvent } from './topic-event.ts'

/** What happened, by the last part of the type. */
const kinds: ReadonlyMap<string, ObjectKind> = new Map([
  ['finalized', 'created'],
  ['deleted', 'deleted'],
  ['archived', 'deleted'],
])

const shape = /^google\.cloud\.storage\.object\.v\d+\.(\w+)$/

/** Whether a CloudEvent tells of an object of Cloud Storage that was written or deleted. */
export function isStorageObject({ type }: ReceivedEvent): boolean {
  return kinds.has(shape.exec(type)?.[1] ?? '')
}

/**
 * A written or deleted object. An archived one is deleted: the live version has become a noncurrent one.
 * @throws RoveError `InvalidArgument` when the event does not name the bucket or the object
 * Source: https://github.com/googleapis/google-cloudevents/blob/main/proto/google/events/cloud/storage/v1/data.proto
 */
export function toStorageObject(event: ReceivedEvent, address: EventAddress): DecodedObject {
  const data = readPayload(event.payload ?? noPayload, event.datacontenttype)
  const resource = isFields(data) ? data : {}
  // The source ends with the bucket; events that were converted from older ones have the object in it too.
  const [, bucketInSource, objectInSource] = /\/buckets\/([^/]+)(?:\/objects\/(.+))?$/.exec(event.source) ?? []
  const bucket = textIn(resource, 'bucket') ?? event.extensions.bucket ?? bucketInSource
  const key = textIn(resource, 'name') ?? /^objects\/(.+)$/.exec(event.subject ?? '')?.[1] ?? objectInSource
  if (bucket === undefined || key === undefined) {
    throw new RoveError(
      'InvalidArgument',
      `The event "${event.type}" does not name its ${bucket ? 'object' : 'bucket'}.`,
    )
  }
  // What was converted from an old notification says "finalized" also of a deletion.
  const isGone = resource.resourceState === 'not_exists'
  return {
    ...originOf(event, address),
    trigger: 'object',
    names: [bucket],
    kind: isGone ? 'deleted' : (kinds.get(shape.exec(event.type)?.[1] ?? '') ?? 'created'),
    key,
    ...propertiesOf(resource),
    payload: event.payload,
    inner: () => [toTopicEvent(event, address)],
  }
}

/** Size, etag, media type and generation in a description of an object. */
export function propertiesOf(resource: Fields): Pick<DecodedObject, 'size' | 'etag' | 'contentType' | 'version'> {
  const { generation } = resource
  return {
    size: integerIn(resource, 'size'),
    etag: textIn(resource, 'etag')?.replace(/^"(.*)"$/, '$1'),
    contentType: textIn(resource, 'contentType'),
    version: typeof generation === 'string' || typeof generation === 'number' ? String(generation) : undefined,
  }
}
