import { describe, expect, it } from 'vitest'
import { decodePost, deliveryOf, layers } from './events.ts'

const structured = { 'content-type': 'application/cloudevents+json' }

describe('an object of Cloud Storage', () => {
  const event = {
    specversion: '1.0',
    id: '1',
    source: '//storage.googleapis.com/projects/_/buckets/receipts',
    type: 'google.cloud.storage.object.v1.finalized',
    subject: 'objects/a/b.txt',
    time: '2026-01-01T00:00:00Z',
    data: {
      bucket: 'receipts',
      name: 'a/b.txt',
      size: '9007199254740993',
      etag: 'x',
      generation: 7,
      contentType: 'text/plain',
    },
  }
  const decode = (parts: object) => deliveryOf({ headers: structured, body: { ...event, ...parts } })

  it('is told with what is known of it, and as an event of a topic', async () => {
    expect(layers(await decode({}))).toMatchObject([
      // A size that a number cannot hold is not told wrongly.
      {
        trigger: 'object',
        kind: 'created',
        names: ['receipts'],
        key: 'a/b.txt',
        size: undefined,
        etag: 'x',
        version: '7',
        contentType: 'text/plain',
      },
      { trigger: 'event', names: [event.type, event.source, 'receipts', event.subject] },
    ])
  })

  it.each([
    ['finalized', undefined, 'created'],
    ['deleted', undefined, 'deleted'],
    ['archived', undefined, 'deleted'],
    ['finalized', 'not_exists', 'deleted'],
    ['finalized', 'exists', 'created'],
  ])('%s (%s) is %s', async (verb, resourceState, kind) => {
    const data = { ...event.data, resourceState }
    expect(await decode({ type: `google.cloud.storage.object.v1.${verb}`, data })).toMatchObject({ kind })
  })

  it('is known by the source, the subject or an attribute when there are no data', async () => {
    expect(await decode({ data: undefined })).toMatchObject({ names: ['receipts'], key: 'a/b.txt' })
    const source = '//storage.googleapis.com/projects/_/buckets/receipts/objects/x/y'
    expect(await decode({ data: undefined, subject: undefined, source })).toMatchObject({
      names: ['receipts'],
      key: 'x/y',
    })
    expect(await decode({ data: {}, source: '/other', bucket: 'receipts' })).toMatchObject({ names: ['receipts'] })
  })

  it('is refused when it is not named', async () => {
    await expect(decode({ data: {}, source: '/other' })).rejects.toThrow(/its bucket/)
    await expect(decode({ data: {}, subject: undefined })).rejects.toThrow(/its object/)
  })

  it('whose metadata changed is an event of a topic', async () => {
    expect(await decode({ type: 'google.cloud.storage.object.v1.metadataUpdated' })).toMatchObject({ trigger: 'event' })
  })
})

describe('Cloud Scheduler', () => {
  const headers = {
    'x-cloudscheduler': 'true',
    'x-cloudscheduler-jobname': 'shop-nightly',
    'x-cloudscheduler-scheduletime': '2026-01-01T05:00:00+02:00',
  }

  it('tells the job and when it was due, the same on every retry', async () => {
    const [first, second] = await Promise.all([deliveryOf({ headers, body: '{"a":1}' }), deliveryOf({ headers })])
    expect(first).toMatchObject({
      trigger: 'schedule',
      names: ['shop-nightly'],
      source: '//cloudscheduler.googleapis.com/jobs/shop-nightly',
      scheduledAt: new Date('2026-01-01T03:00:00Z'),
      payload: { bytes: new TextEncoder().encode('{"a":1}') },
    })
    expect(second.id).toBe(first.id)
    const later = { ...headers, 'x-cloudscheduler-scheduletime': '2026-01-02T05:00:00+02:00' }
    expect((await deliveryOf({ headers: later })).id).not.toBe(first.id)
  })

  it('takes a job’s full name, and a run without a time, each of its own', async () => {
    const name = 'projects/p/locations/l/jobs/nightly'
    const run = { headers: { 'x-cloudscheduler-jobname': name } }
    const one = await deliveryOf(run)
    expect(one).toMatchObject({
      names: ['nightly'],
      source: `//cloudscheduler.googleapis.com/${name}`,
      scheduledAt: undefined,
    })
    expect((await deliveryOf(run)).id).not.toBe(one.id)
  })

  it('is refused when nothing tells the job', async () => {
    await expect(decodePost({ headers: { 'x-cloudscheduler': 'true' } })).rejects.toThrow(/X-CloudScheduler-JobName/)
    expect(
      await deliveryOf({ headers: { 'x-cloudscheduler': 'true' }, target: '/_rove/events/nightly' }),
    ).toMatchObject({ function: 'nightly' })
  })

  it('comes as a CloudEvent too', async () => {
    const body = {
      specversion: '1.0',
      id: '1',
      source: '//cloudscheduler.googleapis.com/projects/p/locations/l/jobs/nightly',
      type: 'google.cloud.scheduler.job.v1.executed',
      data: { customData: 'aGk=' },
    }
    expect(await deliveryOf({ headers: structured, body })).toMatchObject({
      trigger: 'schedule',
      names: ['nightly'],
      payload: { bytes: new TextEncoder().encode('hi') },
    })
  })
})

describe('Cloud Tasks', () => {
  const headers = {
    'x-cloudtasks-queuename': 'shop-shipments',
    'x-cloudtasks-taskname': '42',
    'x-cloudtasks-taskretrycount': '2',
    'x-cloudtasks-taskexecutioncount': '0',
    'x-cloudtasks-tasketa': '1767225600.5',
    'content-type': 'application/octet-stream',
    authorization: 'Bearer x',
    colour: 'red',
    traceparent: '00-1',
  }

  it('delivers a message, or an event', async () => {
    const shared = {
      names: ['shop-shipments'],
      id: '42',
      attempt: 3,
      attributes: { colour: 'red' },
      traceparent: '00-1',
      datacontenttype: undefined,
    }
    expect(layers(await deliveryOf({ headers, body: 'x' }))).toMatchObject([
      { ...shared, trigger: 'message' },
      { ...shared, trigger: 'event' },
    ])
  })

  it('does not count when it is not told, and is refused without a name', async () => {
    const { 'x-cloudtasks-taskretrycount': _, ...uncounted } = headers
    expect(await deliveryOf({ headers: uncounted })).toMatchObject({ attempt: undefined })
    const { 'x-cloudtasks-taskname': __, ...unnamed } = headers
    await expect(decodePost({ headers: unnamed })).rejects.toThrow(/X-CloudTasks-TaskName/)
  })
})

describe('a background event', () => {
  const context = { eventId: '1', timestamp: '2026-01-01T00:00:00Z', eventType: 'google.pubsub.topic.publish' }
  const resource = { service: 'pubsub.googleapis.com', name: 'projects/p/topics/shop-shipments' }

  it('is converted whether its context stands apart or beside the data', async () => {
    const data = { data: 'aGk=', attributes: { a: 'b' } }
    const expected = {
      trigger: 'message',
      names: ['shop-shipments'],
      id: '1',
      attributes: { a: 'b' },
      time: context.timestamp,
    }
    expect(await deliveryOf({ body: { context: { ...context, resource }, data } })).toMatchObject(expected)
    const old = { ...context, eventType: 'providers/cloud.pubsub/eventTypes/topic.publish', resource: resource.name }
    expect(await deliveryOf({ body: { ...old, data } })).toMatchObject(expected)
  })

  it('of a type that is not known keeps its name', async () => {
    const body = { context: { ...context, eventType: 'constructor', resource: 'some/thing' }, data: 1 }
    expect(await deliveryOf({ body })).toMatchObject({
      trigger: 'event',
      type: 'constructor',
      source: 'some/thing',
      names: ['constructor', 'some/thing', 'thing'],
    })
  })

  it('of a database takes any place of it, and refuses what is none', async () => {
    const old = {
      ...context,
      eventType: 'providers/google.firebase.database/eventTypes/ref.write',
      resource: 'projects/_/instances/i/refs/',
    }
    const source = (place: string): string => `//firebasedatabase.googleapis.com/projects/_/${place}instances/i`
    expect(await deliveryOf({ body: { ...old, domain: 'firebaseio.com', data: {} } })).toMatchObject({
      source: source('locations/us-central1/'),
      subject: 'refs/',
    })
    expect(
      await deliveryOf({ body: { context: old, domain: 'europe-west1.firebasedatabase.app', data: {} } }),
    ).toMatchObject({ source: source('locations/europe-west1/') })
    expect(await deliveryOf({ body: { ...old, data: {} } })).toMatchObject({ source: source('') })
    await expect(decodePost({ body: { ...old, domain: 'example.com', data: {} } })).rejects.toThrow(/"domain"/)
  })

  it.each([
    ['eventId', { ...context, eventId: '', resource }],
    ['resource', { ...context, resource: '' }],
    ['timestamp', { ...context, timestamp: 'now', resource }],
  ])('is refused for a wrong %s', async (name, wrong) => {
    await expect(decodePost({ body: { context: wrong, data: {} } })).rejects.toThrow(`"${name}"`)
  })
})
