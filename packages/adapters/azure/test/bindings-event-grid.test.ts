import { AzureKeyCredential, EventGridPublisherClient } from '@azure/eventgrid'
import { topicSuite } from '@rove/conformance/vitest'
import { open, type SendDriver, seal } from '@rove/core/adapter'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type EventGridClient, eventGrid } from '../src/bindings/event-grid.ts'
import { eventGridCapabilities } from '../src/bindings/event-grid-capabilities.ts'
import { identityCredential } from '../src/bindings/identity.ts'
import { eventGrid as codec } from '../src/codecs/event-grid.ts'
import { type GridTopic, startTopic } from '../src/host/backing/event-grid-topic.ts'
import { NativeEvent } from '../src/native-event.ts'
import { openNative } from './cosmos.fixture.ts'
import { impatient, throttled } from './faults.fixture.ts'

vi.mock(import('../src/bindings/identity.ts'), { spy: true })

const parts = { type: undefined, subject: undefined, attributes: {}, traceparent: undefined, tracestate: undefined }
const envelope = (data: unknown, more: object = {}): string =>
  seal({ ...parts, id: crypto.randomUUID(), time: '2026-11-21T10:00:00.000Z', data, ...more })
const message = (text: string) => ({ text, delay: undefined, group: undefined, dedupeKey: undefined })

describe('topics on Event Grid', () => {
  let topic: GridTopic
  let client: EventGridClient
  let driver: SendDriver

  const clientAt = (endpoint: string, httpClient?: ReturnType<typeof impatient>): EventGridClient =>
    new EventGridPublisherClient(endpoint, 'CloudEvent', new AzureKeyCredential(topic.key), {
      allowInsecureConnection: true,
      retryOptions: { maxRetries: 0 },
      ...(httpClient ? { httpClient } : {}),
    })

  beforeAll(async () => {
    topic = await startTopic()
    client = clientAt(topic.endpoint)
    driver = openNative(eventGrid({ client }), 'orders')
  })

  afterAll(() => topic.stop())

  topicSuite({
    name: 'event-grid on a topic of its own',
    open: async () => openNative(eventGrid({ client }), 'orders'),
    close: async () => void topic.read(),
    receive: async () => topic.read().map(({ data }) => JSON.stringify(data)),
    capabilities: eventGridCapabilities,
    faults: {
      endpoint: () => topic.endpoint,
      throttled: throttled.grid,
      openThrough: async (endpoint) => openNative(eventGrid({ client: clientAt(endpoint, impatient()) }), 'orders'),
    },
  })

  it('sends an event that subscriptions can filter, and that the codec opens', async () => {
    const text = envelope({ n: 0.1 }, { type: 'order.placed', subject: 'orders/42', attributes: { a: 'ü' } })
    const [result] = await driver.send([message(text)])
    const [event] = topic.read()
    const { id } = open({ text }) ?? {}
    expect(result).toEqual({ id })
    expect(event).toMatchObject({
      id,
      source: '/rove/orders',
      type: 'order.placed',
      subject: 'orders/42',
      time: '2026-11-21T10:00:00.000Z',
      datacontenttype: 'application/json',
      data: JSON.parse(text),
    })
    const delivered = new NativeEvent({
      service: 'event-grid',
      trigger: 'event',
      function: 'notify',
      input: event,
      context: {} as never,
      attempts: 1,
    })
    const [decoded] = (await codec.decode(delivered)).deliveries
    const payload = decoded && 'payload' in decoded ? decoded.payload : undefined
    expect(payload && open(payload)).toMatchObject({ id, data: { n: 0.1 }, attributes: { a: 'ü' } })
  })

  it('sends what has neither type nor subject, and what is no envelope', async () => {
    await driver.send([message(envelope(1)), message('plain text')])
    expect(topic.read()).toMatchObject([
      { type: 'rove.event' },
      { type: 'rove.event', data_base64: btoa('plain text'), id: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ])
  })

  it('takes a batch of its limit with as many types and subjects as there can be', async () => {
    const [type, subject] = ['t'.repeat(1024), 's'.repeat(1024)]
    const { batchBytes, batchItems } = driver.limits
    const room = Math.floor(batchBytes / batchItems) - envelope('', { type, subject }).length
    const messages = Array.from({ length: batchItems }, () => message(envelope('x'.repeat(room), { type, subject })))
    expect(await driver.send(messages)).toHaveLength(batchItems)
    expect(topic.read()).toHaveLength(batchItems)
  })

  it('leaves a subject that is too long to the envelope', async () => {
    const subject = 's'.repeat(1025)
    await driver.send([message(envelope(1, { subject }))])
    const [event] = topic.read()
    expect([event?.subject, open({ value: event?.data })?.subject]).toEqual([undefined, subject])
  })

  it.each([
    ['PermissionDenied', 401, '{"error":{"code":"Unauthorized","message":"no"}}'],
    ['PermissionDenied', 403, '{"error":{"code":"Forbidden","message":"no"}}'],
    ['NotFound', 404, ''],
    ['DeadlineExceeded', 408, ''],
    ['InvalidArgument', 413, '{"error":{"code":"RequestEntityTooLarge","message":"no"}}'],
    ['InvalidArgument', 400, '{"error":{"code":"BadRequest","message":"no"}}'],
    ['ResourceExhausted', 429, ''],
    ['Unavailable', 500, ''],
    ['Unavailable', 502, '<html>Bad Gateway</html>'],
    ['Unavailable', 503, '{"error":{"code":"ServiceUnavailable","message":"no"}}'],
  ] as const)('throws %s for %i, after one request', async (code, status, body) => {
    topic.answer({ status, body })
    const before = topic.requests.length
    const error = await driver.send([message(envelope(1))]).catch((thrown: unknown) => thrown)
    topic.answer(undefined)
    expect([driver.errorCode(error), topic.requests.length - before]).toEqual([code, 1])
  })

  it('throws Unavailable when the connection ends, and nothing is there', async () => {
    topic.answer('cut')
    const error = await driver.send([message(envelope(1))]).catch((thrown: unknown) => thrown)
    topic.answer(undefined)
    expect([driver.errorCode(error), topic.read()]).toEqual(['Unavailable', []])
  })

  it('finds endpoint and key in the settings, of the topic or of all', async () => {
    const key = { TheKey: topic.key }
    const shared = {
      EventGridConnection__topicEndpointUri: topic.endpoint,
      EventGridConnection__topicKeySetting: 'TheKey',
    }
    const own = {
      EventGridConnection__orders__topicEndpointUri: topic.endpoint,
      EventGridConnection__orders__topicKeySetting: 'TheKey',
      EventGridConnection__topicEndpointUri: 'http://127.0.0.1:9/api/events',
    }
    for (const env of [
      { ...key, ...shared },
      { ...key, ...own },
    ]) {
      await openNative(eventGrid(), 'orders', { env }).send([message(envelope(1))])
    }
    const env = { ...key, EventGridConnection__topicKeySetting: 'TheKey' }
    await openNative(eventGrid(), topic.endpoint, { env }).send([message(envelope(1))])
    expect(topic.read().map(({ source }) => source)).toEqual(['/rove/orders', '/rove/orders', '/rove/127'])
  })

  it('is reached with the identity of the settings, whether they or the name say where it is', () => {
    const address = 'https://orders.westeurope-1.eventgrid.azure.net/api/events'
    const identity = { EventGridConnection__credential: 'managedidentity', EventGridConnection__clientId: 'mine' }
    for (const [name, env] of [
      ['orders', { ...identity, EventGridConnection__topicEndpointUri: address }],
      [address, identity],
    ] as const) {
      vi.mocked(identityCredential).mockClear()
      expect(openNative(eventGrid(), name, { env }).native).toHaveProperty('endpointUrl', address)
      expect(identityCredential).toHaveBeenCalledWith(expect.objectContaining({ managed: true, clientId: 'mine' }))
    }
  })

  it('says which settings are missing, when something is sent', async () => {
    const failure = (env: Record<string, string>) =>
      openNative(eventGrid(), 'orders', { env }).send([message(envelope(1))])
    await expect(failure({})).rejects.toThrow('Event Grid: set EventGridConnection__topicEndpointUri to an address')
    const unset = {
      EventGridConnection__topicEndpointUri: topic.endpoint,
      EventGridConnection__topicKeySetting: 'None',
    }
    await expect(failure(unset)).rejects.toThrow('names None, which is not set')
  })
})
