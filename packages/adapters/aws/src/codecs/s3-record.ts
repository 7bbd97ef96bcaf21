import type { DecodedDelivery, DecodedEvent, DecodedObject } from '@rove/core/adapter'
import { nameOf, toNames } from './arn.ts'
import { contentId } from './digest.ts'
import { type Fields, fieldsOf, hasRecords, isObject, textOrNone } from './shape.ts'
import { toTime } from './time.ts'

/**
 * What is read of a record of S3.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export interface S3Record {
  readonly eventName?: string | undefined
  readonly eventTime?: string | undefined
  readonly s3: {
    readonly bucket?: { readonly name?: string | undefined; readonly arn?: string | undefined } | undefined
    readonly object?:
      | {
          /** Percent-encoded, with `+` for a space. */
          readonly key?: string | undefined
          readonly size?: number | undefined
          readonly eTag?: string | undefined
          readonly versionId?: string | undefined
          readonly sequencer?: string | undefined
        }
      | undefined
  }
}

/** What S3 sends. */
export interface S3Event {
  readonly Records: readonly S3Record[]
}

/** Whether a value is an event of S3 with records. A record without `eventSource` is told by its field `s3`. */
export function isS3Event(value: unknown): value is S3Event {
  return hasRecords(
    value,
    ({ eventSource, s3 }) => isObject(s3) && (eventSource === undefined || eventSource === 'aws:s3'),
  )
}

/**
 * Whether a value is what S3 sends once, when a bucket's notifications are set up.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function isTestEvent(value: Fields): boolean {
  const { Event, Service, Bucket, Records } = value
  return Event === 's3:TestEvent' && Records === undefined && (Service === 'Amazon S3' || typeof Bucket === 'string')
}

/**
 * What a record of S3 tells. `ObjectCreated` and, as by hand-written events, no name at all are a created object;
 * `ObjectRemoved` and `LifecycleExpiration` a deleted one. Every other kind (restored, tagged, moved to another class,
 * replicated) neither makes nor deletes an object: it is an event named after the kind, `s3/ObjectRestore:Completed`.
 */
export function toS3Delivery(record: S3Record): DecodedObject | DecodedEvent {
  const name = textOrNone(record.eventName)?.replace(/^s3:/, '')
  const kind = kindOf(name)
  const bucket = fieldsOf(record.s3.bucket)
  const object = fieldsOf(record.s3.object)
  const bucketName = textOrNone(bucket.name) ?? nameOf(bucket.arn)
  const key = decodeKey(textOrNone(object.key) ?? '')
  const shared = {
    id: toId(record, bucketName),
    source: textOrNone(bucket.arn) ?? `arn:aws:s3:::${bucketName ?? ''}`,
    type: name,
    subject: key,
    time: toTime(record.eventTime),
    payload: { value: record },
  }
  if (kind === undefined) return { ...shared, trigger: 'event', names: toNames(`s3/${name}`, name, 's3') }
  return {
    ...shared,
    trigger: 'object',
    names: toNames(bucketName),
    kind,
    key,
    size: toSize(object.size),
    etag: textOrNone(object.eTag)?.replace(/^"|"$/g, ''),
    version: textOrNone(object.versionId),
  }
}

/** A test event has nothing to deliver. */
export function toS3Deliveries(event: S3Event | Fields): DecodedDelivery[] {
  return isS3Event(event) ? event.Records.map(toS3Delivery) : []
}

/** The size of an object, where a service tells it. */
export function toSize(size: unknown): number | undefined {
  return typeof size === 'number' && Number.isFinite(size) ? size : undefined
}

function kindOf(name: string | undefined): 'created' | 'deleted' | undefined {
  if (name === undefined || name.startsWith('ObjectCreated')) return 'created'
  return name.startsWith('ObjectRemoved') || name.startsWith('LifecycleExpiration') ? 'deleted' : undefined
}

// The sequencer orders the events of one key; a batch deletion has one request for all of its keys.
function toId(record: S3Record, bucket: string | undefined): string {
  const { key, sequencer } = fieldsOf(record.s3.object)
  const parts = [bucket, key, sequencer].map(textOrNone)
  return parts.includes(undefined) ? contentId(record) : [...parts, textOrNone(record.eventName)].join('/')
}

function decodeKey(key: string): string {
  const spaced = key.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    // S3 never writes such a key; who did, wrote it as it is.
    return key
  }
}
