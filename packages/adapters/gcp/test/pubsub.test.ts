import { readPayload } from '@rove/core/adapter'
import { describe, expect, it } from 'vitest'
import { decodePost, deliveryOf, layers } from './events.ts'

const subscription = 'projects/p/subscriptions/shop-shipments'
const base64 = (text: string): string => Buffer.from(text).toString('base64')

describe('a push', () => {
  it('is a message, and inside of it an event and a schedule', async () => {
    const message = {
      data: base64('{"a":1}'),
      attributes: { kind: 'x', googclient_traceparent: '00-1' },
      messageId: '7',
      message_id: '7',
      publishTime: '2026-01-01T00:00:00Z',
      orderingKey: 'g',
    }
    const [outside, event, tick, ...rest] = layers(
      await deliveryOf({ body: { deliveryAttempt: 3, message, subscription } }),
    )
    expect(outside).toEqual({
      trigger: 'message',
      names: ['shop-shipments'],
      id: '7',
      source: `//pubsub.googleapis.com/${subscription}`,
      time: '2026-01-01T00:00:00Z',
      group: 'g',
      attempt: 3,
      payload: { bytes: new TextEncoder().encode('{"a":1}') },
      attributes: { kind: 'x', googclient_traceparent: '00-1' },
      traceparent: '00-1',
    })
    expect(event).toMatchObject({ trigger: 'event', id: '7', names: ['shop-shipments'], attempt: 3 })
    expect(tick).toMatchObject({ trigger: 'schedule', id: '7', names: ['shop-shipments'] })
    expect(rest).toEqual([])
  })

  it('takes what emulators leave out, and fields with underscores', async () => {
    const message = { message_id: '1', publish_time: '2026-01-01T00:00:00Z', ordering_key: 'g' }
    expect(await deliveryOf({ body: { message, subscription } })).toMatchObject({
      id: '1',
      time: '2026-01-01T00:00:00Z',
      group: 'g',
      attempt: undefined,
      attributes: {},
      payload: { text: '' },
    })
  })

  it('takes the topic from the path, where it is named', async () => {
    const body = { message: { messageId: '1' }, subscription }
    const delivery = await deliveryOf({ target: '/_rove/events/projects/p/topics/shop-placed', body })
    expect(layers(delivery).map(({ names }) => names)).toEqual([
      ['shop-shipments', 'shop-placed'],
      ['shop-placed', 'shop-shipments'],
      ['shop-placed', 'shop-shipments'],
    ])
  })

  it('leaves text as it is when the sender says that it is text', async () => {
    const attributes = { 'Content-Type': 'text/plain' }
    const body = { message: { messageId: '1', data: base64('{"a":1}'), attributes }, subscription }
    const delivery = await deliveryOf({ body })
    if (delivery.trigger !== 'message') throw new Error(delivery.trigger)
    expect(readPayload(delivery.payload, delivery.datacontenttype)).toBe('{"a":1}')
  })

  it.each<[string, object, RegExp]>([
    ['no id', { data: '' }, /"messageId"/],
    ['data that is not base64', { messageId: '1', data: 'ä' }, /"data"/],
    ['data of half a byte', { messageId: '1', data: 'A' }, /"data"/],
    ['data that is no text', { messageId: '1', data: 5 }, /"data"/],
  ])('is refused with %s', async (_what, message, reason) => {
    await expect(decodePost({ body: { message, subscription } })).rejects.toThrow(reason)
  })
})

it('takes an unwrapped push with its metadata', async () => {
  const headers = {
    'content-type': 'application/octet-stream',
    'x-goog-pubsub-subscription-name': subscription,
    'x-goog-pubsub-message-id': '9',
    'x-goog-pubsub-publish-time': '2026-01-01T00:00:00Z',
    'x-goog-pubsub-ordering-key': 'g',
    authorization: 'Bearer of-google',
    'user-agent': 'APIs-Google',
    'x-forwarded-for': '203.0.113.9',
    colour: 'red',
  }
  expect(await deliveryOf({ headers, body: new Uint8Array([0, 255]) })).toMatchObject({
    trigger: 'message',
    id: '9',
    names: ['shop-shipments'],
    time: '2026-01-01T00:00:00Z',
    group: 'g',
    attributes: { colour: 'red' },
    payload: { bytes: new Uint8Array([0, 255]) },
  })
  const { 'x-goog-pubsub-message-id': _, ...without } = headers
  await expect(decodePost({ headers: without, body: 'x' })).rejects.toThrow(/x-goog-pubsub-message-id/)
})

describe('an event of Eventarc for a message', () => {
  const headers = {
    'ce-specversion': '1.0',
    'ce-id': '5',
    'ce-source': '//pubsub.googleapis.com/projects/p/topics/shop-placed',
    'ce-type': 'google.cloud.pubsub.topic.v1.messagePublished',
    'ce-time': '2026-01-01T00:00:00Z',
  }

  it('is known by its topic', async () => {
    const body = { message: { data: base64('x'), messageId: '7' }, subscription: 'projects/p/subscriptions/eventarc-1' }
    expect(await deliveryOf({ headers, body })).toMatchObject({
      trigger: 'message',
      names: ['eventarc-1', 'shop-placed'],
      id: '7',
      source: headers['ce-source'],
      type: headers['ce-type'],
      time: '2026-01-01T00:00:00Z',
    })
  })

  it('lends its id to a message that has none', async () => {
    expect(await deliveryOf({ headers, body: { message: {} } })).toMatchObject({ id: '5', names: ['shop-placed'] })
  })

  it('is refused without a message', async () => {
    await expect(decodePost({ headers, body: {} })).rejects.toThrow(/"message"/)
    await expect(decodePost({ headers })).rejects.toThrow(/"message"/)
  })
})

describe('a CloudEvent in a message', () => {
  const inside = async (attributes: object, data: string) => {
    const [, event, carried] = layers(
      await deliveryOf({ body: { message: { messageId: '1', attributes, data: base64(data) }, subscription } }),
    )
    expect(event?.trigger).toBe('event')
    return carried
  }

  it('is found in structured and in binary mode', async () => {
    const event = { specversion: '1.0', id: 'i', source: '/s', type: 't', data: { a: 1 } }
    expect(await inside({ 'content-type': 'application/cloudevents+json' }, JSON.stringify(event))).toMatchObject({
      trigger: 'event',
      id: 'i',
      names: ['t', '/s', 's'],
      payload: { value: { a: 1 } },
    })
    const attributes = {
      'ce-specversion': '1.0',
      'ce-id': 'i',
      'ce-source': '/s',
      'ce-type': 't',
      'Content-Type': 'text/plain',
    }
    expect(await inside(attributes, 'hi')).toMatchObject({ trigger: 'event', id: 'i', datacontenttype: 'text/plain' })
  })
})

describe('a notification of Cloud Storage', () => {
  const attributes = {
    notificationConfig: 'projects/_/buckets/receipts/notificationConfigs/1',
    eventType: 'OBJECT_FINALIZE',
    payloadFormat: 'JSON_API_V1',
    bucketId: 'receipts',
    objectId: 'a/b ü.txt',
    objectGeneration: '17',
    eventTime: '2026-01-01T00:00:00Z',
  }
  const resource = { size: '12', etag: '"abc"', contentType: 'text/plain' }
  const innermost = async (more: Record<string, string>, data = JSON.stringify(resource)) => {
    const body = {
      message: { messageId: '1', attributes: { ...attributes, ...more }, data: base64(data) },
      subscription,
    }
    return layers(await deliveryOf({ body })).slice(2)
  }

  it('is an object, with or without the payload', async () => {
    const expected = {
      trigger: 'object',
      names: ['receipts'],
      kind: 'created',
      key: 'a/b ü.txt',
      version: '17',
      time: attributes.eventTime,
    }
    expect(await innermost({})).toMatchObject([{ ...expected, size: 12, etag: 'abc', contentType: 'text/plain' }])
    expect(await innermost({ payloadFormat: 'NONE' }, '')).toMatchObject([{ ...expected, size: undefined }])
  })

  it('is a deletion when it was deleted or archived, and nothing when it was overwritten', async () => {
    expect(await innermost({ eventType: 'OBJECT_DELETE' })).toMatchObject([{ kind: 'deleted' }])
    expect(await innermost({ eventType: 'OBJECT_ARCHIVE' })).toMatchObject([{ kind: 'deleted' }])
    expect(await innermost({ eventType: 'OBJECT_DELETE', overwrittenByGeneration: '18' })).toEqual([])
  })

  it('of something else is no object', async () => {
    expect(await innermost({ eventType: 'OBJECT_METADATA_UPDATE' })).toMatchObject([{ trigger: 'schedule' }])
  })
})
