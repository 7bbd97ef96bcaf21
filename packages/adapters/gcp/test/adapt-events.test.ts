import { app, json, onRequest } from '@rove/core'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { adapt } from '../src/index.ts'
import { post } from './events.ts'
import mixed from './fixtures/mixed.ts'
import { closeAll, listen, send } from './framework.ts'
import { codecs } from './frozen.ts'
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

describe('an app with functions for requests and for events', () => {
  const events: ReadonlyArray<readonly [string, Record<string, string>, unknown]> = [
    ['a push', asJson, push],
    ['a CloudEvent', asEvent, stamp],
    ['a CloudEvent in headers', { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s', 'ce-type': 't' }, ''],
    ['a batch', asBatch, []],
    ['a task', { 'x-cloudtasks-queuename': 'fixture-shipments', 'x-cloudtasks-taskname': '1' }, ''],
    ['a job', { 'x-cloudscheduler': 'true', 'x-cloudscheduler-jobname': 'fixture-nightly-report' }, ''],
    ['a background event', asJson, { context: { eventId: '1', eventType: 't', resource: 'r' }, data: 1 }],
    ['an unwrapped push', { 'x-goog-pubsub-message-id': '1' }, 'x'],
  ]

  it.each(events)('refuses %s from a stranger, and says in the log what to do', async (_what, headers, body) => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const seen = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const url = await listen(adapt(mixed))
    for (const path of ['/', '/_rove/events/ship']) {
      const answer = await send(`${url}${path}`, headers, body)
      expect([answer.status, JSON.parse(answer.text)]).toEqual([
        403,
        { type: 'about:blank', title: 'Forbidden', status: 403, code: 'PermissionDenied' },
      ])
    }
    expect(log.mock.calls.join('\n')).toMatch(/adapt\(app, \{ events: 'private' \}\).*ROVE_GCP_EVENTS=private/)
    expect(seen.mock.calls.flat().filter((line) => String(line).startsWith('SEEN'))).toEqual([])
  })

  it.each(events)('answers the same on every other path as a request: %s', async (_what, headers, body) => {
    const url = await listen(adapt(mixed))
    const answer = await send(`${url}/webhook`, headers, body)
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { path: '/webhook' }])
  })

  it('takes events when it is told that only Google can call it', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const told = await listen(adapt(mixed, { events: 'private' }))
    expect(await send(told, asJson, push)).toEqual({ status: 204, text: '' })
    const byEnvironment = await listen(adapt(mixed))
    vi.stubEnv('ROVE_GCP_EVENTS', 'private')
    expect(await send(byEnvironment, asJson, push)).toEqual({ status: 204, text: '' })
    vi.stubEnv('ROVE_GCP_EVENTS', 'public')
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    expect((await send(byEnvironment, asJson, push)).status).toBe(403)
  })

  it('still answers requests, whatever they look like to others', async () => {
    const url = await listen(adapt(mixed))
    expect(await send(url, asJson, { hello: 1 })).toEqual({ status: 200, text: '{"path":"/"}' })
    expect(await (await fetch(`${url}/_rove/events/ship`)).json()).toEqual({ path: '/_rove/events/ship' })
  })

  it('cannot be told anything else', () => {
    expect(() => adapt(mixed, { events: 'public' as 'private' })).toThrow(/must be 'private'/)
  })
})

it('an app without functions for events answers every request', async () => {
  const url = await listen(adapt(app('plain', { any: onRequest('ANY /*', () => json('mine')) })))
  expect(await send(url, asEvent, stamp)).toEqual({ status: 200, text: '"mine"' })
})

describe('an app with functions for events alone', () => {
  it('takes events from whoever may call it, and answers what is none as a request', async () => {
    const url = await listen(opened)
    expect(await send(url, asEvent, stamp)).toEqual({ status: 204, text: '' })
    expect((await send(`${url}/other`, asEvent, stamp)).status).toBe(404)
    expect((await send(url, asJson, { a: 1 })).status).toBe(404)
  })

  it('answers 400 with the reason to what is not valid, and 500 without one to the rest', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const url = await listen(opened)
    const invalid = await send(url, asEvent, { ...stamp, id: '' })
    expect([invalid.status, JSON.parse(invalid.text)]).toMatchObject([
      400,
      { code: 'InvalidArgument', detail: expect.stringContaining('"id" is empty') },
    ])
    const plain = {
      status: 500,
      text: JSON.stringify({ type: 'about:blank', title: 'Internal Server Error', status: 500, code: 'Internal' }),
    }
    expect(await send(url, asEvent, { ...stamp, type: 'parcel.posted' })).toEqual(plain)
    expect(log.mock.calls.join('\n')).toMatch(/no function for the events of \\"parcel.posted\\"/)
    for (const outcome of ['throw', 'retry', 'dead-letter']) {
      expect(await send(url, asEvent, { ...stamp, data: { outcome } })).toEqual(plain)
    }
  })

  it('acknowledges a batch only when all of it was handled', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const url = await listen(opened)
    const outcomes = fc.array(fc.constantFrom(undefined, 'retry', 'dead-letter', 'throw'), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(outcomes, async (vector) => {
        handled.length = 0
        const batch = vector.map((outcome, index) => ({ ...stamp, id: `n${index}`, data: { outcome } }))
        const { status } = await send(url, asBatch, batch)
        expect(status).toBe(vector.every((outcome) => outcome === undefined) ? 204 : 500)
        expect(handled.filter((id) => id.startsWith('n')).sort()).toEqual(batch.map(({ id }) => id))
      }),
      { numRuns: 40 },
    )
  })

  it('continues the sender’s trace, and else the request’s', async () => {
    const url = await listen(opened)
    handled.length = 0
    const header = `00-${'c'.repeat(32)}-${'d'.repeat(16)}-01`
    await send(url, { ...asEvent, traceparent: header }, { ...stamp, traceparent: header.replaceAll('c', 'e') })
    await send(url, { ...asEvent, traceparent: header }, stamp)
    await send(url, { ...asEvent, 'x-cloud-trace-context': `${'f'.repeat(32)}/1;o=1` }, stamp)
    expect(handled.filter((line) => line.startsWith('gcp '))).toEqual(['gcp eeee', 'gcp cccc', 'gcp ffff'])
  })

  it('never changes what it was given', async () => {
    const request = post({ headers: asBatch, body: [stamp] })
    Object.freeze(request.headers)
    Object.freeze(request.rawHeaders)
    const before = Buffer.from(request.rawBody ?? [])
    await codecs(request)
    expect(Buffer.compare(request.rawBody ?? Buffer.alloc(0), before)).toBe(0)
  })
})
