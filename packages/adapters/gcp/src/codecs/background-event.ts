import { RoveError } from '@rove/core'
import type { ReceivedEvent } from './cloud-events/received-event.ts'
import { isTimestamp } from './cloud-events/timestamp.ts'
import { type Fields, isFields, textIn } from './shape.ts'

/** A background event in parts, as the framework takes it apart for a function `(data, context)`. */
export interface BackgroundEvent {
  readonly data: unknown
  readonly context: Fields
}

const firestore = 'firestore.googleapis.com'
const database = 'firebasedatabase.googleapis.com'
const auth = 'firebaseauth.googleapis.com'
const pubsub = 'pubsub.googleapis.com'
const storage = 'storage.googleapis.com'

// Source: https://github.com/GoogleCloudPlatform/functions-framework-conformance/blob/main/events/generate/data
const types: ReadonlyMap<string, string> = new Map([
  ['google.pubsub.topic.publish', 'google.cloud.pubsub.topic.v1.messagePublished'],
  ['providers/cloud.pubsub/eventTypes/topic.publish', 'google.cloud.pubsub.topic.v1.messagePublished'],
  ['providers/cloud.storage/eventTypes/object.change', 'google.cloud.storage.object.v1.finalized'],
  ['google.firebase.remoteconfig.update', 'google.firebase.remoteconfig.remoteConfig.v1.updated'],
  ['providers/google.firebase.analytics/eventTypes/event.log', 'google.firebase.analytics.log.v1.written'],
])

interface Family {
  readonly shape: RegExp
  readonly type: string
  readonly verbs: ReadonlyMap<string, string>
}

const writes = toMap({ create: 'created', update: 'updated', write: 'written', delete: 'deleted' })
const families: readonly Family[] = [
  {
    shape: /^google\.storage\.object\.(\w+)$/,
    type: 'google.cloud.storage.object.v1',
    verbs: toMap({
      finalize: 'finalized',
      delete: 'deleted',
      archive: 'archived',
      metadataUpdate: 'metadataUpdated',
    }),
  },
  {
    shape: /^providers\/cloud\.firestore\/eventTypes\/document\.(\w+)$/,
    type: 'google.cloud.firestore.document.v1',
    verbs: writes,
  },
  {
    shape: /^providers\/google\.firebase\.database\/eventTypes\/ref\.(\w+)$/,
    type: 'google.firebase.database.ref.v1',
    verbs: writes,
  },
  {
    shape: /^providers\/firebase\.auth\/eventTypes\/user\.(\w+)$/,
    type: 'google.firebase.auth.user.v1',
    verbs: writes,
  },
]

const services: ReadonlyArray<readonly [prefix: string, service: string]> = [
  ['providers/cloud.firestore/', firestore],
  ['providers/google.firebase.analytics/', 'firebase.googleapis.com'],
  ['providers/firebase.auth/', auth],
  ['providers/google.firebase.database/', database],
  ['providers/cloud.pubsub/', pubsub],
  ['providers/cloud.storage/', storage],
  ['google.pubsub', pubsub],
  ['google.storage', storage],
]

// How a resource's name is parted into the source and the subject. The generation of an object belongs to neither.
const parts: ReadonlyMap<string, RegExp> = new Map([
  ['firebase.googleapis.com', /^(projects\/[^/]+)\/(events\/[^/]+)$/],
  [database, /^projects\/[^/]+\/(instances\/[^/]+)\/(refs\/.*)$/],
  [firestore, /^(projects\/[^/]+\/databases\/[^/]+)\/(documents\/.+)$/],
  [storage, /^(projects\/[^/]+\/buckets\/[^/]+)\/(objects\/.+?)(?:#\d+)?$/],
])

/**
 * Takes the body of a background event apart: `{ context, data }`, or data with the context's fields beside it.
 * @throws RoveError `InvalidArgument` when it is neither
 */
export function splitBackground(body: unknown): BackgroundEvent {
  if (!isFields(body) || !('data' in body))
    throw new RoveError('InvalidArgument', 'The background event has no "data".')
  const { data, context, ...rest } = body
  // The framework looks for the domain of a database beside the context.
  return { data, context: isFields(context) ? { domain: rest.domain, ...context } : rest }
}

/**
 * Converts a background event to a CloudEvent, as functions-framework does; a type that it does not know keeps its name.
 * @throws RoveError `InvalidArgument` that names what is missing or wrong
 * Source: https://github.com/GoogleCloudPlatform/functions-framework-nodejs/blob/main/src/middleware/background_event_to_cloud_event.ts
 */
export function toReceivedEvent({ data, context }: BackgroundEvent): ReceivedEvent {
  const id = need(context, 'eventId')
  const eventType = need(context, 'eventType')
  const time = textIn(context, 'timestamp')
  if (time !== undefined && !isTimestamp(time)) throw wrong('timestamp', `is no RFC 3339 time: ${JSON.stringify(time)}`)
  const { service, source, subject } = locate(context, eventType)
  return {
    id,
    source,
    type: toType(eventType),
    subject: service === auth && isFields(data) && textIn(data, 'uid') ? `users/${textIn(data, 'uid')}` : subject,
    time,
    datacontenttype: 'application/json',
    extensions: {},
    payload: { value: toData(service, data, { id, time }) },
  }
}

function toMap(record: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(record))
}

function toType(eventType: string): string {
  for (const { shape, type, verbs } of families) {
    const verb = verbs.get(shape.exec(eventType)?.[1] ?? '')
    if (verb !== undefined) return `${type}.${verb}`
  }
  return types.get(eventType) ?? eventType
}

function locate(context: Fields, eventType: string): { service: string | undefined; source: string; subject?: string } {
  const { resource: given } = context
  const resource = (isFields(given) ? textIn(given, 'name') : textIn(context, 'resource')) ?? ''
  if (resource === '') throw wrong('resource', 'is missing')
  const service =
    (isFields(given) ? textIn(given, 'service') : undefined) ??
    services.find(([prefix]) => eventType.startsWith(prefix))?.[1]
  if (service === undefined) return { service, source: resource }
  const [, base, subject] = parts.get(service)?.exec(resource) ?? []
  if (base === undefined) return { service, source: `//${service}/${resource}` }
  const path = service === database ? `projects/_/${toLocation(context)}${base}` : base
  return { service, source: `//${service}/${path}`, ...(subject === undefined ? {} : { subject }) }
}

// A function `(data, context)` is not told the domain; without one the location is left out.
function toLocation(context: Fields): string {
  const domain = textIn(context, 'domain')
  if (domain === undefined) return ''
  if (domain === 'firebaseio.com') return 'locations/us-central1/'
  const location = /^([\w-]+)\.firebasedatabase\.app$/.exec(domain)?.[1]
  if (location === undefined) throw wrong('domain', `is none of a Firebase database: ${JSON.stringify(domain)}`)
  return `locations/${location}/`
}

function toData(
  service: string | undefined,
  data: unknown,
  { id, time }: { readonly id: string; readonly time: string | undefined },
): unknown {
  if (!isFields(data)) return data
  if (service === pubsub) {
    const publishTime = data.publishTime || time
    return { message: { ...data, messageId: data.messageId || id, ...(publishTime ? { publishTime } : {}) } }
  }
  if (service !== auth || !isFields(data.metadata)) return data
  const { createdAt, lastSignedInAt, ...rest } = data.metadata
  const metadata: Record<string, unknown> = rest
  if (createdAt !== undefined) metadata.createTime = createdAt
  if (lastSignedInAt !== undefined) metadata.lastSignInTime = lastSignedInAt
  return { ...data, metadata }
}

function need(context: Fields, name: string): string {
  const value = textIn(context, name)
  if (value === undefined) throw wrong(name, 'is missing')
  return value
}

function wrong(name: string, what: string): RoveError {
  return new RoveError('InvalidArgument', `The background event's "${name}" ${what}.`)
}
