import type { DecodedDelivery, DecodedEvent, Payload } from '@rove/core/adapter'
import type { NativeEvent } from '../native-event.ts'
import { toBlobObject } from './blob-object.ts'
import { type Fields, isObject, toText, toTime } from './fields.ts'
import { contentId } from './payload.ts'

/** The part of a native event that an Event Grid event is decoded with. */
export type Receiver = Pick<NativeEvent, 'function' | 'trigger' | 'expected'>

/** The type of the event with which Event Grid asks a webhook whether it wants events. */
export const validationType = 'Microsoft.EventGrid.SubscriptionValidationEvent'

/** Whether a value is an event in the Event Grid schema or in CloudEvents' JSON form (1.0, or the older 0.1 and 0.3). */
export function isGridEvent(value: unknown): value is Fields {
  return isGridSchema(value) || (isObject(value) && typeof (value.specversion ?? value.cloudEventsVersion) === 'string')
}

/** Whether a value is an event in the Event Grid schema. */
export function isGridSchema(value: unknown): value is Fields {
  return isObject(value) && typeof value.eventType === 'string' && value.cloudEventsVersion === undefined
}

/**
 * Decodes one event. For a function that listens to a bucket, the events of written and deleted blobs are objects; for
 * any other function they are events like all others.
 *
 * @throws TypeError for a handshake, which is answered by whoever is subscribed, for what is no event, and for the object
 * of another bucket
 */
export function toGridDelivery(event: unknown, receiver: Receiver): DecodedDelivery {
  if (!isObject(event)) throw new TypeError('It is no event: Event Grid sends JSON objects.')
  const decoded = toEvent(event, receiver)
  if (decoded.type === validationType) {
    throw new TypeError('It is a handshake, which the Functions host or the webhook answers, and no event.')
  }
  const object = receiver.trigger === 'object' ? toBlobObject(decoded, event.data) : undefined
  const [container = ''] = object?.names ?? []
  if (object && receiver.expected && !receiver.expected.includes(container)) {
    throw new TypeError(
      `It is of the container "${container}" and not of ${receiver.expected.map((name) => `"${name}"`).join(' or ')}: limit the event subscription by its subject, or say the name in adapt(app, { resources: { bucket: … } }).`,
    )
  }
  return object ?? decoded
}

// The names of CloudEvents 1.0, those of 0.1, then those of the Event Grid schema.
// Sources: https://learn.microsoft.com/azure/event-grid/cloud-event-schema, https://learn.microsoft.com/azure/event-grid/event-schema
function toEvent(event: Fields, receiver: Receiver): DecodedEvent {
  const isCloudEvent = !isGridSchema(event as unknown)
  const origin = toText(isCloudEvent ? event.source : event.topic)
  const [resource = '', fragment] = (origin ?? '').split('#')
  const datacontenttype = toText(event.datacontenttype ?? event.contentType)
  return {
    trigger: 'event',
    function: receiver.function,
    names: [resource.split('/').filter(Boolean).at(-1) ?? []].flat(),
    id: toText(event.id ?? event.eventID) ?? contentId(event),
    source: resource || `/event-grid/${receiver.function}`,
    type: toText(event.type ?? event.eventType),
    subject: toText(event.subject) ?? (fragment === undefined ? undefined : `/${fragment.replace(/^\//, '')}`),
    time: toTime(event.time ?? event.eventTime),
    traceparent: toText(event.traceparent),
    tracestate: toText(event.tracestate),
    payload: isGridEvent(event) ? toData(event) : { value: event },
    datacontenttype: datacontenttype ?? (isCloudEvent ? undefined : 'application/json'),
    attributes: isCloudEvent ? extensionsOf(event) : dataVersionOf(event),
  }
}

/** Text in which an envelope of Rove's may be is handed on as text, to be opened; other values stay what they are. */
function toData({ data, data_base64: base64 }: Fields): Payload {
  if (typeof base64 === 'string') return { bytes: Buffer.from(base64, 'base64') }
  return typeof data === 'string' && data.includes('"rove"') ? { text: data } : { value: data }
}

const attributesOfCloudEvents: ReadonlySet<string> = new Set([
  ...['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'dataschema', 'data', 'data_base64'],
  ...['traceparent', 'tracestate', 'cloudEventsVersion', 'eventID', 'eventType', 'eventTypeVersion', 'eventTime'],
  ...['contentType', 'schemaURL', 'extensions'],
])

function extensionsOf(event: Fields): Record<string, string> {
  if (!isGridEvent(event)) return {}
  return Object.fromEntries(
    Object.entries(event).flatMap(([name, value]) =>
      attributesOfCloudEvents.has(name) || value === null || typeof value === 'object' ? [] : [[name, String(value)]],
    ),
  )
}

function dataVersionOf({ dataVersion }: Fields): Record<string, string> {
  const version = toText(dataVersion)
  return version === undefined ? {} : { dataVersion: version }
}
