import { readPayload } from '@rove/core/adapter'
import { describe, expect, it } from 'vitest'
import { splitBackground, toReceivedEvent } from '../packages/adapters/gcp/src/codecs/background-event.ts'
import { readEvents } from '../packages/adapters/gcp/src/codecs/cloud-event.ts'
import type { ReceivedEvent } from '../packages/adapters/gcp/src/codecs/cloud-events/received-event.ts'
import { toEventRequest } from '../packages/adapters/gcp/src/codecs/event-request.ts'
import { deliveryOf, layers, post } from '../packages/adapters/gcp/test/events.ts'
import { type CorpusEntry, corpusEntries, corpusEvent, hasCorpus } from './corpus.ts'

type Fields = Readonly<Record<string, unknown>>

interface GroupedEntry extends CorpusEntry {
  readonly group?: string
  readonly role?: string
}

const entries: readonly GroupedEntry[] = corpusEntries(({ provider }) => provider === 'gcp')

/** A CloudEvent in the words of the JSON event format, as it was decoded. */
function toView({ id, source, type, subject, time, datacontenttype, payload }: ReceivedEvent): Fields {
  return {
    specversion: '1.0',
    id,
    source,
    type,
    ...(subject === undefined ? {} : { subject }),
    ...(time === undefined ? {} : { time }),
    ...(datacontenttype === undefined ? {} : { datacontenttype }),
    ...(payload === undefined ? {} : { data: readPayload(payload, datacontenttype) }),
  }
}

/** Decodes a file as the POST that carries it, into the view. */
async function viewOf(body: unknown): Promise<Fields> {
  const event = toEventRequest(post({ body }))
  if (event === undefined) throw new Error('it is no event')
  if (event.kind === 'background') return toView(toReceivedEvent(splitBackground(body)))
  const [first] = await readEvents(event)
  return toView(first as ReceivedEvent)
}

// The subscription is not known where the event was made of one that did not tell it.
function withoutSubscription(event: Fields): Fields {
  const { data } = event
  if (typeof data !== 'object' || data === null || !('message' in data)) return event
  return { ...event, data: { message: data.message } }
}

const textOf = (delivery: { payload?: unknown }): unknown => readPayload(delivery.payload as never, undefined)

/** What the files that stand alone hold, read by hand. */
const alone: Readonly<Record<string, (body: Fields) => Promise<void>>> = {
  async 'pubsub-push'(body) {
    const { message, subscription } = body as { message: Fields; subscription: string }
    const delivery = await deliveryOf({ body })
    expect(delivery).toMatchObject({
      trigger: 'message',
      id: message.messageId,
      names: [subscription.split('/').at(-1)],
      attributes: message.attributes ?? {},
    })
    expect(textOf(delivery)).toEqual(parsed(Buffer.from(String(message.data), 'base64').toString()))
  },
  async 'pubsub-background'(body) {
    const context = (body.context ?? body) as { eventId: string; timestamp: string; resource: unknown }
    const topic = (context.resource as { name?: string }).name ?? (context.resource as string)
    const { data, attributes } = body.data as { data: string; attributes: object }
    const delivery = await deliveryOf({ body })
    expect(delivery).toMatchObject({
      trigger: 'message',
      id: context.eventId,
      time: context.timestamp,
      names: [topic.split('/').at(-1)],
      source: `//pubsub.googleapis.com/${topic}`,
      type: 'google.cloud.pubsub.topic.v1.messagePublished',
      attributes,
    })
    expect(textOf(delivery)).toBe(Buffer.from(data, 'base64').toString())
  },
  async 'storage-background'(body) {
    const data = body.data as { bucket: string; name: string; size: string; etag: string; generation: string }
    const isGone = 'resourceState' in data
    expect(await deliveryOf({ body })).toMatchObject({
      trigger: 'object',
      kind: isGone ? 'deleted' : 'created',
      type: 'google.cloud.storage.object.v1.finalized',
      names: [data.bucket],
      key: data.name,
      source: `//storage.googleapis.com/projects/_/buckets/${data.bucket}`,
      subject: `objects/${data.name}`,
      size: Number(data.size),
      etag: data.etag,
      version: data.generation,
    })
  },
  async 'firestore-background'(body) {
    expect(await deliveryOf({ body })).toMatchObject({
      trigger: 'change',
      names: ['gcf-test'],
      key: '2Vm2mI1d0wIaK2Waj5to',
      kind: 'updated',
      before: { 'another test': 'asd', count: 3, foo: 'bar' },
      after: { 'another test': 'asd', count: 4, foo: 'bar' },
    })
  },
  async 'rtdb-background'(body) {
    const { resource, eventType, domain, data } = body as Record<string, string>
    const [, instance, path] = /instances\/([^/]+)\/(.*)$/.exec(resource ?? '') ?? []
    const place = domain === 'firebaseio.com' ? 'us-central1' : domain?.split('.')[0]
    expect(await viewOf(body)).toMatchObject({
      type: `google.firebase.database.ref.v1.${eventType?.endsWith('delete') ? 'deleted' : 'written'}`,
      source: `//firebasedatabase.googleapis.com/projects/_/locations/${place}/instances/${instance}`,
      subject: path,
      data,
    })
  },
  async 'firebase-auth-background'(body) {
    const { metadata, ...rest } = body.data as { uid: string; metadata: { createdAt: string } }
    expect(await viewOf(body)).toMatchObject({
      type: 'google.firebase.auth.user.v1.deleted',
      source: '//firebaseauth.googleapis.com/projects/my-project-id',
      subject: `users/${rest.uid}`,
      data: { ...rest, metadata: { createTime: metadata.createdAt } },
    })
  },
  async 'firebase-analytics-background'(body) {
    const [project, event] = String(body.resource).split('/events')
    const source = `//firebase.googleapis.com/${project}`
    expect(await viewOf(body)).toMatchObject({
      type: 'google.firebase.analytics.log.v1.written',
      // Without an event's name there is nothing to part; the event is told all the same.
      ...(event ? { source, subject: `events${event}` } : { source: `${source}/events` }),
      data: body.data,
    })
  },
  async 'firebase-remoteconfig-background'(body) {
    expect(await viewOf(body)).toMatchObject({
      type: 'google.firebase.remoteconfig.remoteConfig.v1.updated',
      source: '//firebaseremoteconfig.googleapis.com/projects/sample-project',
      data: body.data,
    })
  },
  async 'misc-background'(body) {
    // A request of a typed function: nothing in it says that it is an event.
    expect(toEventRequest(post({ body }))).toBeUndefined()
  },
}

function parsed(text: string): unknown {
  return /^[[{"]/.test(text) ? JSON.parse(text) : text
}

/** What the data of events are, with the type of the event that they are of and what is delivered. */
const data: Readonly<Record<string, readonly [type: string, expected: (body: Fields) => Fields, subject?: string]>> = {
  pubsub: [
    'google.cloud.pubsub.topic.v1.messagePublished',
    () => ({ trigger: 'message', id: 'message-id', names: ['my-subscription'], time: '2021-02-05T04:06:14.109Z' }),
  ],
  storage: [
    'google.cloud.storage.object.v1.archived',
    ({ etag, generation }) => ({
      trigger: 'object',
      kind: 'deleted',
      names: ['sample-bucket'],
      key: 'MyFile',
      size: 0,
      etag,
      version: String(generation),
    }),
  ],
  firestore: [
    'google.cloud.firestore.document.v1.written',
    () => ({
      trigger: 'change',
      kind: 'created',
      names: ['gcf-test'],
      key: 'IH75dRdeYJKd4uuQiqch',
      after: {
        arrayValue: [1, 2],
        booleanValue: true,
        doubleValue: 5.5,
        geoPointValue: { latitude: 51.4543, longitude: -0.9781 },
        intValue: 50,
        mapValue: { field1: 'x', field2: ['x', 1] },
        nullValue: null,
        referenceValue: 'projects/project-id/databases/(default)/documents/foo/bar/baz/qux',
        stringValue: 'text',
        timestampValue: '2020-04-23T14:23:53.241Z',
      },
    }),
    'documents/gcf-test/IH75dRdeYJKd4uuQiqch',
  ],
  scheduler: [
    'google.cloud.scheduler.job.v1.executed',
    () => ({ trigger: 'schedule', payload: { bytes: new TextEncoder().encode('my base64 data') } }),
  ],
  rtdb: ['google.firebase.database.ref.v1.written', (value) => ({ trigger: 'event', payload: { value } })],
  audit: ['google.cloud.audit.log.v1.written', (value) => ({ trigger: 'event', payload: { value } })],
  cloudbuild: ['google.cloud.cloudbuild.build.v1.statusChanged', (value) => ({ trigger: 'event', payload: { value } })],
  'firebase-auth': ['google.firebase.auth.user.v1.created', (value) => ({ trigger: 'event', payload: { value } })],
  'firebase-testlab': [
    'google.firebase.testlab.testMatrix.v1.completed',
    (value) => ({ trigger: 'event', payload: { value } }),
  ],
}

function expectedOf(group: string): Fields {
  const output = entries.find((entry) => entry.group === group && entry.role === 'cloudevent-output')
  return corpusEvent(output as CorpusEntry) as Fields
}

/** What a file is checked by; each has exactly one. */
function checkOf(entry: GroupedEntry): ((body: Fields) => Promise<void>) | undefined {
  const { group, format, service } = entry
  if (group !== undefined) {
    // What a background function is given does not tell the database's place any more.
    const isPlaceless = format === 'rtdb-background-expected'
    const { source, ...rest } = expectedOf(group)
    const expected = { ...rest, source: isPlaceless ? String(source).replace(/locations\/[^/]+\//, '') : source }
    return async (body) => expect(withoutSubscription(await viewOf(body))).toEqual(expected)
  }
  if (format !== 'cloudevent-data') return alone[format]
  const [type, expected, subject] = data[service] ?? []
  if (type === undefined || expected === undefined) return undefined
  return async (body) => {
    const event = { specversion: '1.0', id: '1', source: '//x.googleapis.com/projects/p', type, subject, data: body }
    const headers = { 'content-type': 'application/cloudevents+json' }
    expect(await deliveryOf({ headers, body: event })).toMatchObject(expected(body))
  }
}

describe.skipIf(!hasCorpus)('recorded events of Google Cloud', () => {
  it('are many, each with a check of its own, and none is called invalid', () => {
    expect(entries.length).toBeGreaterThan(60)
    expect(entries.filter((entry) => checkOf(entry) === undefined).map(({ path }) => path)).toEqual([])
    expect(entries.filter(({ negative }) => negative)).toEqual([])
  })

  it.each(entries.map((entry) => [entry.path, entry] as const))('%s', async (_, entry) => {
    const body = corpusEvent(entry) as Fields
    const before = structuredClone(body)
    await checkOf(entry)?.(body)
    expect(body).toEqual(before)
    // Whatever it is, all that is inside of it can be taken out as well.
    const event = toEventRequest(post({ body }))
    if (event) expect(layers(await deliveryOf({ body })).length).toBeGreaterThan(0)
  })
})

it.runIf(!hasCorpus)('the corpus of recorded events', () => {
  console.log(
    'SKIPPED: the corpus of recorded events is not beside the project (../shared/corpus); its tests did not run.',
  )
})
