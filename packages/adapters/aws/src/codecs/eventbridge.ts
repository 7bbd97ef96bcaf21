import type { DecodedDelivery, DecodedEvent, DecodedObject, DecodedTick, Payload } from '@rove/core/adapter'
import { type EventCodec, rejectFailures } from '@rove/core/adapter'
import { nameOf, toNames } from './arn.ts'
import { contentId } from './digest.ts'
import { toSize } from './s3-record.ts'
import { type Fields, isObject, textOrNone } from './shape.ts'
import { toTime } from './time.ts'

/**
 * What is read of an event of EventBridge, and of EventBridge Scheduler without an input of its own.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
export interface EventBridgeEvent {
  readonly id?: string | undefined
  /** Documented as text; examples of partners have it in a list. */
  readonly 'detail-type': string | readonly string[]
  readonly source: string
  readonly time?: string | undefined
  readonly resources?: readonly string[] | null | undefined
  readonly detail?: unknown
}

/** Whether a value is an event of EventBridge. */
export function isEventBridge(value: unknown): value is EventBridgeEvent {
  if (!isObject(value) || typeof value.source !== 'string') return false
  const type = value['detail-type']
  return typeof type === 'string' || (Array.isArray(type) && typeof type[0] === 'string')
}

/**
 * What an event of EventBridge tells. `Scheduled Event` is a tick, named after its rule or schedule; `Object Created` and
 * `Object Deleted` of S3 are about an object, whose key is not encoded here. All others are events of the topics
 * `<source>/<detail-type>`, `<detail-type>` and `<source>`. Without `detail` the whole event is the data.
 */
export function toEventBridgeDelivery(event: EventBridgeEvent): DecodedDelivery {
  const [type = ''] = [event['detail-type']].flat()
  const shared = {
    id: textOrNone(event.id) ?? contentId(event),
    type,
    time: toTime(event.time),
    payload: payloadOf(event),
  }
  if (isSchedule(event.source, type)) return toTick(event, shared)
  const plain: DecodedEvent = {
    ...shared,
    trigger: 'event',
    names: toNames(`${event.source}/${type}`, type, event.source),
    source: event.source,
    subject: resourcesOf(event)[0],
  }
  return toObject(event, plain) ?? plain
}

function isSchedule(source: string, type: string): boolean {
  return type === 'Scheduled Event' && (source === 'aws.events' || source === 'aws.scheduler')
}

function toTick(
  event: EventBridgeEvent,
  shared: Pick<DecodedTick, 'id' | 'type' | 'time'> & { readonly payload: Payload },
): DecodedTick {
  const resources = resourcesOf(event)
  return {
    ...shared,
    trigger: 'schedule',
    names: toNames(...resources.map(nameOf)),
    source: resources[0] ?? event.source,
    scheduledAt: shared.time === undefined ? undefined : new Date(shared.time),
  }
}

const kinds: ReadonlyMap<unknown, 'created' | 'deleted'> = new Map([
  ['Object Created', 'created'],
  ['Object Deleted', 'deleted'],
] as const)

// Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
function toObject({ source, detail }: EventBridgeEvent, plain: DecodedEvent): DecodedObject | undefined {
  const kind = source === 'aws.s3' ? kinds.get(plain.type) : undefined
  if (kind === undefined || !isObject(detail) || !isObject(detail.bucket) || !isObject(detail.object)) return undefined
  const { bucket, object } = detail as { readonly bucket: Fields; readonly object: Fields }
  const key = textOrNone(object.key)
  if (key === undefined) return undefined
  const { id, type, time, payload } = plain
  const name = textOrNone(bucket.name)
  return {
    trigger: 'object',
    id,
    type,
    time,
    payload,
    names: toNames(name),
    source: plain.subject ?? `arn:aws:s3:::${name ?? ''}`,
    subject: key,
    kind,
    key,
    size: toSize(object.size),
    etag: textOrNone(object.etag),
    version: textOrNone(object['version-id']),
    // Who listens to EventBridge itself gets it too, when nobody listens to the bucket.
    inner: () => [plain],
  }
}

function payloadOf(event: EventBridgeEvent): Payload {
  const { detail = event } = event
  // The Scheduler writes its empty detail as text.
  return typeof detail === 'string' ? { text: detail } : { value: detail }
}

function resourcesOf({ resources }: EventBridgeEvent): string[] {
  return Array.isArray(resources) ? resources.filter((one) => textOrNone(one) !== undefined) : []
}

/** Events of EventBridge. Lambda is called asynchronously: it calls again twice when the function fails. */
export const eventbridge: EventCodec<EventBridgeEvent, null> = {
  name: 'eventbridge',
  title: 'Amazon EventBridge',
  trigger: 'delivery',
  triggers: ['event', 'object', 'schedule'],
  matches: isEventBridge,
  decode: (event) => ({ deliveries: [toEventBridgeDelivery(event)], settlement: 'whole' }),
  encode(settled) {
    rejectFailures(settled)
    return null
  },
}
