import azure from '@azure/functions'
import { app, bucket, json, onEvent, onMessage, onObject, onRequest, queue, retry, topic } from '@rove/core'
import { afterEach, expect, it } from 'vitest'
import { adapt, type NativeContext, type NativeResult } from '../src/index.ts'
import type { Seen } from './events.fixture.ts'
import { installCore, type RegisteredFunction, takeRegistered, triggerOf } from './library.ts'

installCore()

const logged: unknown[] = []
const quiet: NativeContext = { invocationId: 'i', debug() {}, info() {}, warn() {}, error: (line) => logged.push(line) }
const seen: Seen[] = []
let behave: (event: Seen) => unknown = () => undefined
const handle = (event: unknown): undefined => {
  seen.push(event as Seen)
  return behave(event as Seen) as undefined
}

afterEach(() => {
  seen.length = 0
  logged.length = 0
  behave = () => undefined
})

const functions = {
  home: onRequest('ANY /*', () => json('home')),
  notify: onEvent(topic('order-placed'), handle),
  scan: onObject(bucket('receipts'), 'created', handle),
  ship: onMessage(queue('shipments'), handle),
}
adapt(app('shop', functions), { webhooks: true })
const registered = takeRegistered()

function webhook(): RegisteredFunction {
  const found = registered.get('shop-webhooks')
  if (found === undefined) throw new Error('The webhook is not registered.')
  return found
}

async function post(
  name: string,
  body: unknown,
  headers: Record<string, string> = {},
  method = 'POST',
): Promise<NativeResult> {
  const content = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
  const request = new azure.HttpRequest({
    method,
    url: `https://x.example/rove/events/${name}`,
    headers,
    params: { function: name },
    ...(method === 'OPTIONS' ? {} : { body: { bytes: Buffer.from(content) } }),
  })
  return (await webhook().callback(request, quiet)) as NativeResult
}

const event = {
  id: '1',
  topic: '/t',
  subject: 's',
  eventType: 'shop.placed',
  eventTime: '2026-01-01T00:00:00Z',
  data: { a: 1 },
}

it('is registered only when asked for, and always with a key', () => {
  expect(triggerOf(webhook())).toMatchObject({
    authLevel: 'function',
    methods: ['POST', 'OPTIONS'],
    route: 'rove/events/{function}',
  })
  adapt(app('shop', functions))
  expect([...takeRegistered().keys()].sort()).toEqual(['notify', 'scan', 'ship', 'shop'])
})

it('answers the handshake of the Event Grid schema', async () => {
  const validation = {
    ...event,
    eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
    data: { validationCode: 'c-1' },
  }
  const result = await post('notify', [validation], { 'aeg-event-type': 'SubscriptionValidation' })
  expect(result).toMatchObject({ status: 200, body: '{"validationResponse":"c-1"}' })
  expect(seen).toEqual([])
})

it('answers the handshake of CloudEvents', async () => {
  const asked = { 'webhook-request-origin': 'eventgrid.azure.net', 'webhook-request-rate': '120' }
  const { status, headers } = await post('notify', '', asked, 'OPTIONS')
  expect(status).toBe(200)
  expect(Object.fromEntries(headers)).toEqual({
    'webhook-allowed-origin': 'eventgrid.azure.net',
    'webhook-allowed-rate': '*',
    allow: 'OPTIONS, POST',
  })
  expect((await post('notify', '', {}, 'OPTIONS')).status).toBe(400)
})

it.each<[string, unknown, Record<string, string>, object[]]>([
  ['the Event Grid schema', [event], { 'aeg-event-type': 'Notification' }, [{ id: '1', data: { a: 1 } }]],
  ['a batch', [event, { ...event, id: '2' }], {}, [{ id: '1' }, { id: '2' }]],
  [
    'structured CloudEvents',
    { specversion: '1.0', id: '1', source: '/s', type: 't', data: [1] },
    { 'content-type': 'application/cloudevents+json' },
    [{ id: '1', data: [1] }],
  ],
  [
    'binary CloudEvents',
    '{"a":1}',
    {
      'ce-specversion': '1.0',
      'ce-id': '1',
      'ce-source': '/s%20t',
      'ce-type': 't',
      'ce-tenant': 't1',
      'content-type': 'application/json',
    },
    [{ id: '1', source: '/s t', data: { a: 1 }, attributes: { tenant: 't1' } }],
  ],
  [
    'binary CloudEvents with bytes',
    Uint8Array.of(0xff, 0),
    { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s', 'ce-type': 't', 'content-type': 'image/png' },
    [{ data: Buffer.of(0xff, 0) }],
  ],
  [
    'binary CloudEvents without a body',
    '',
    { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s', 'ce-type': 't' },
    [{ id: '1', data: undefined }],
  ],
])('takes %s', async (_name, body, headers, expected) => {
  expect(await post('notify', body, headers)).toEqual({ status: 204, headers: [] })
  expect(seen).toMatchObject(expected)
})

it('takes objects', async () => {
  const blob = {
    ...event,
    eventType: 'Microsoft.Storage.BlobCreated',
    subject: '/blobServices/default/containers/receipts/blobs/a',
  }
  expect((await post('scan', [blob])).status).toBe(204)
  expect(seen).toMatchObject([{ kind: 'created', key: 'a', bucket: 'receipts' }])
})

it('answers 500 when an event was not handled, so that it comes again', async () => {
  behave = () => retry()
  const result = await post('notify', [event])
  expect(result.status).toBe(500)
  expect(String(logged)).toMatch(/1 of 1 deliveries/)
  expect(result.body).not.toMatch(/deliveries/)
})

it.each<[string, string, unknown, Record<string, string>, number]>([
  ['a function of a queue', 'ship', [event], {}, 404],
  ['a function of requests', 'home', [event], {}, 404],
  ['no function', 'nobody', [event], {}, 404],
  ['a property of every object', 'constructor', [event], {}, 404],
  ['no JSON', 'notify', 'x', {}, 400],
  ['a list of nothing', 'notify', [], {}, 400],
  ['a scalar', 'notify', 42, {}, 400],
  ['a handshake without a code', 'notify', [event], { 'aeg-event-type': 'SubscriptionValidation' }, 400],
  [
    'a handshake that says it is an event',
    'notify',
    [{ ...event, eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent' }],
    {},
    500,
  ],
])('refuses %s', async (_name, name, body, headers, status) => {
  expect((await post(name, body, headers)).status).toBe(status)
  expect(seen).toEqual([])
})

it('takes note of the end of a subscription', async () => {
  expect((await post('notify', [event], { 'aeg-event-type': 'SubscriptionDeletion' })).status).toBe(204)
  expect(seen).toEqual([])
})

it('never makes an event of a request to the app', async () => {
  const request = new azure.HttpRequest({
    method: 'POST',
    url: 'https://x.example/notify',
    headers: { 'aeg-event-type': 'Notification', 'content-type': 'application/cloudevents+json' },
    params: { path: 'notify' },
    body: { bytes: Buffer.from(JSON.stringify([event])) },
  })
  const result = (await registered.get('shop')?.callback(request, quiet)) as NativeResult
  expect(result.status).toBe(200)
  expect(seen).toEqual([])
})

it('refuses an app with a route in its place', () => {
  const taken = app('shop', { mine: onRequest('POST /rove/events/:id', () => json(1)) })
  expect(() => adapt(taken, { webhooks: true })).toThrow(/cannot have the route \/rove\/events\/:id/)
  takeRegistered()
})
