import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventCodecs } from '../src/codecs/event-codecs.ts'
import { toEventRequest } from '../src/codecs/event-request.ts'
import { createHttpCodec } from '../src/codecs/http.ts'
import { type Post, post } from './events.ts'
import { gcpRequest } from './gcp-request.ts'

const cloudEvent = { specversion: '1.0', id: '1', source: '/s', type: 't' }
const push = { message: { messageId: '1', data: '' }, subscription: 'projects/p/subscriptions/s' }
const binary = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s', 'ce-type': 't' }

const kinds: ReadonlyArray<readonly [string, string, string, Post]> = [
  ['binary', 'cloud-event', 'a CloudEvent in headers', { headers: binary }],
  ['binary', 'cloud-event', 'one that lacks most of them, so that it is refused', { headers: { 'ce-id': '1' } }],
  [
    'structured',
    'cloud-event',
    'one in the body',
    { headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' }, body: cloudEvent },
  ],
  [
    'structured',
    'cloud-event',
    'one in a format that is not read',
    { headers: { 'content-type': 'application/cloudevents+avro' } },
  ],
  ['structured', 'cloud-event', 'one as plain JSON', { body: cloudEvent }],
  ['batch', 'cloud-event', 'a batch', { headers: { 'content-type': 'Application/CloudEvents-Batch+JSON' }, body: [] }],
  ['pubsub-push', 'pubsub-push', 'a push', { body: push }],
  ['pubsub-push', 'pubsub-push', 'a push with a byte order mark', { body: `\ufeff${JSON.stringify(push)}` }],
  ['pubsub-unwrapped', 'pubsub-push', 'an unwrapped push', { headers: { 'x-goog-pubsub-message-id': '1' }, body: 'x' }],
  ['cloud-scheduler', 'cloud-scheduler', 'a job', { headers: { 'x-cloudscheduler': 'true' } }],
  ['cloud-tasks', 'cloud-tasks', 'a task', { headers: { 'x-cloudtasks-queuename': 'q' } }],
  [
    'background',
    'background',
    'a background event',
    { body: { context: { eventId: '1', eventType: 't', resource: 'r' }, data: {} } },
  ],
  ['background', 'background', 'an older one', { body: { eventId: '1', eventType: 't', resource: 'r', data: null } }],
]

describe('toEventRequest', () => {
  it.each(kinds)('takes as %s (%s): %s', (kind, codec, _what, parts) => {
    for (const target of ['/', '/?x=1', '/_rove/events', '/_rove/events/', '/_rove/events/ship']) {
      const request = post({ ...parts, target })
      const event = toEventRequest(request)
      expect(event?.kind, target).toBe(kind)
      expect(event?.request).toBe(request)
      expect(eventCodecs.filter((one) => one.matches(event)).map(({ name }) => name)).toEqual([codec])
      expect(createHttpCodec(0).matches(event)).toBe(false)
    }
  })

  it.each(kinds)('leaves the same alone elsewhere, and with another method: %s', (_kind, _codec, _what, parts) => {
    for (const target of ['/orders', '/_rove/eventsx', '/_rove', '/x/_rove/events/ship', '//', '/_ROVE/events']) {
      expect(toEventRequest(post({ ...parts, target })), target).toBeUndefined()
    }
    const { rawHeaders, rawBody } = post(parts)
    const headers = rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : [],
    )
    for (const method of ['GET', 'PUT', 'OPTIONS', 'post']) {
      expect(toEventRequest(gcpRequest({ method, headers, ...(rawBody ? { rawBody } : {}) })), method).toBeUndefined()
    }
  })

  it.each<[string, Post]>([
    ['nothing', {}],
    ['plain JSON', { body: { a: 1 } }],
    ['JSON with some of the names', { body: { message: 'hi', subscription: 'gold', specversion: 1 } }],
    ['a message without a subscription', { body: { message: { messageId: '1' }, eventType: 'x' } }],
    ['malformed JSON', { body: '{"subscription": "x", "message": {' }],
    ['JSON that is a list', { body: [cloudEvent] }],
    ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'message=1&subscription=2' }],
    ['a push that says to be text', { headers: { 'content-type': 'text/plain' }, body: push }],
    ['a context that is no event’s', { body: { context: { user: 1 }, data: {}, eventType: 1 } }],
  ])('leaves alone %s', (_what, parts) => {
    expect(toEventRequest(post(parts))).toBeUndefined()
  })

  it.each([
    ['/', {}],
    ['/_rove/events/ship', { function: 'ship' }],
    ['/_rove/events/ship/?x', { function: 'ship' }],
    ['/_rove/events/projects/p/topics/t', { topic: 'projects/p/topics/t' }],
    ['/_rove/events/%7', { function: '%7' }],
  ])('reads from the path %s who is meant', (target, address) => {
    expect(toEventRequest(post({ target, headers: binary }))?.address).toEqual(address)
  })

  it('never throws, whatever was posted', () => {
    const name = fc.oneof(fc.constantFrom('ce-id', 'content-type', 'x-cloudtasks-taskname'), fc.string())
    const headers = fc.dictionary(name, fc.string())
    const body = fc.oneof(fc.json(), fc.string(), fc.uint8Array())
    fc.assert(
      fc.property(headers, body, (some, content) => {
        const event = toEventRequest(post({ headers: some, body: content }))
        return event === undefined || eventCodecs.filter((codec) => codec.matches(event)).length === 1
      }),
    )
  })
})

it('has codecs that claim nothing else, and never throw', () => {
  fc.assert(
    fc.property(fc.anything(), (event) => {
      const claimed = eventCodecs.filter((codec) => codec.matches(event)).map(({ name }) => name)
      return claimed.every((name) => name.startsWith('function-'))
    }),
  )
})
