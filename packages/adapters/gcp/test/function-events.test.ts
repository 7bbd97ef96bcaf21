import { afterEach, describe, expect, it, vi } from 'vitest'
import { adapt } from '../src/index.ts'
import mixed from './fixtures/mixed.ts'
import { closeAll, listen, send } from './framework.ts'
import { handled, opened, stamp } from './post-office.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  closeAll()
})

const asJson = { 'content-type': 'application/json' }
const asEvent = { 'content-type': 'application/cloudevents+json' }
const asBatch = { 'content-type': 'application/cloudevents-batch+json' }
const push = {
  message: { messageId: '1', data: btoa('{"a":1}') },
  subscription: 'projects/p/subscriptions/fixture-shipments',
}

describe('started with the signature type cloudevent', () => {
  it('acknowledges by returning, and asks again by throwing', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined)
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    vi.stubEnv('NODE_ENV', 'production')
    const url = await listen(opened, 'cloudevent')
    handled.length = 0
    for (let round = 0; round < 2; round += 1) {
      expect(await send(url, asEvent, stamp)).toEqual({ status: 204, text: '' })
    }
    expect(handled.filter((line) => line.startsWith('after'))).toEqual(['after 1', 'after 1'])
    for (const outcome of ['throw', 'retry', 'dead-letter']) {
      const answer = await send(url, asEvent, { ...stamp, data: { outcome } })
      expect(answer).toEqual({ status: 500, text: 'Internal Server Error' })
    }
  })

  it('takes what the framework does not read: base64, batches, bytes', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const url = await listen(opened, 'cloudevent')
    const failing = btoa('{"outcome":"retry"}')
    const binary = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s', 'ce-type': 'letter.posted' }
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    expect((await send(url, asEvent, { ...stamp, data_base64: failing })).status).toBe(500)
    expect((await send(url, asBatch, [stamp, { ...stamp, data: { outcome: 'retry' } }])).status).toBe(500)
    expect((await send(url, asBatch, [stamp, stamp])).status).toBe(204)
    expect((await send(url, { ...binary, 'content-type': 'application/x-any' }, atob(failing))).status).toBe(500)
    expect((await send(url, { ...binary, ...asJson }, { outcome: 'retry' })).status).toBe(500)
    expect((await send(url, asEvent, { ...stamp, type: '' })).status).toBe(500)
    expect((await send(url, asJson, { hello: 1 })).status).toBe(500)
  })

  it('never sees an event without a body: the framework fails before', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const url = await listen(opened, 'cloudevent')
    handled.length = 0
    const binary = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s', 'ce-type': 'letter.posted' }
    expect((await send(url, binary)).status).toBe(500)
    expect(handled).toEqual([])
    const asRequest = await listen(opened)
    expect((await send(asRequest, binary)).status).toBe(204)
  })

  it('takes the framework’s conversion of a push', async () => {
    const seen = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const url = await listen(adapt(mixed), 'cloudevent')
    const target = `${url}/projects/p/topics/fixture-shipments`
    expect((await send(target, asJson, push)).status).toBe(204)
    expect(seen.mock.calls.flat().filter((line) => String(line).startsWith('SEEN {"name":"ship"'))).toHaveLength(1)
  })
})

describe('called as a background function', () => {
  const context = { eventId: '1', timestamp: '2026-01-01T00:00:00Z', eventType: 'google.pubsub.topic.publish' }

  it('acknowledges by resolving, and asks again by rejecting', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const handler = adapt(mixed)
    const resource = { service: 'pubsub.googleapis.com', name: 'projects/p/topics/fixture-shipments' }
    await expect(handler({ data: btoa('{"a":1}') }, { ...context, resource })).resolves.toBeUndefined()
    await expect(handler({ data: btoa('{"giveUp":true}') }, { ...context, resource })).rejects.toThrow(/not handled/)
    await expect(handler({}, { ...context, resource: 'projects/p/topics/other' })).rejects.toThrow(/no function for/)
    await expect(handler({}, {})).rejects.toThrow(/"eventId"/)
    await expect(handler(undefined, 5 as never)).rejects.toThrow(/received a background event .*no codec takes/)
  })
})
