import type { Host } from '@rove/core/adapter'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callsOf, startEvents } from './deliveries.fixture.ts'

let host: Host
beforeAll(async () => {
  host = await startEvents({ env: { ORDERS_QUEUE: 'shop-inbox' } })
})
afterAll(() => host.stop())

const send = (to: string, ...bodies: ReadonlyArray<string | Uint8Array>) =>
  host.deliver({ trigger: 'message', to, items: bodies.map((body) => ({ body })) })

it('hands over text with the metadata of its message', async () => {
  expect(await send('texts', 'hello ü 🧀')).toEqual([{ outcome: 'done', attempts: 1, delays: [] }])
  const [{ input, metadata } = { input: undefined, metadata: {} }] = callsOf(host, 'texts')
  expect(input).toBe('hello ü 🧀')
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/)
  expect(metadata).toEqual({
    queueTrigger: 'hello ü 🧀',
    dequeueCount: 1,
    expirationTime: time,
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    insertionTime: time,
    nextVisibleTime: time,
    popReceipt: expect.any(String),
    sys: { methodName: 'texts', utcNow: expect.any(String), randGuid: expect.any(String) },
  })
})

it('parses text as the library does: digits are lost, and the properties of an object hide those of the message', async () => {
  await send(
    'texts',
    '12345678901234567890',
    '{"id":7,"DEQUEUECOUNT":"x","when":"2026-03-01T03:00:00.000Z","tags":[1],"deep":{"A":1}}',
  )
  const [number, object] = callsOf(host, 'texts').slice(-2)
  expect(number?.input).toBe(12345678901234567000)
  expect(object?.input).toMatchObject({ id: 7 })
  expect(object?.metadata).toMatchObject({ id: 7, dequeueCount: 'x', when: '03/01/2026 03:00:00', deep: { a: 1 } })
  expect(object?.metadata).not.toHaveProperty('tags')
})

it('hands over bytes where the function asks for them, whatever they are', async () => {
  await send('bytes', new Uint8Array([0, 255, 128]), '{"id":7}')
  const [bytes, object] = callsOf(host, 'blobs-of-bytes')
  expect(bytes?.input).toBe('hex:00ff80')
  // What is no text has no text in the metadata.
  expect(bytes?.metadata).not.toHaveProperty('queueTrigger')
  expect(object?.input).toBe(`hex:${Buffer.from('{"id":7}').toString('hex')}`)
  expect(object?.metadata?.id).not.toBe(7)
})

it('delivers five times, counting, then moves to the poison queue; the others go on', async () => {
  const before = callsOf(host, 'texts').length
  expect(await send('texts', 'one', 'fail', 'twice')).toEqual([
    { outcome: 'done', attempts: 1, delays: [] },
    { outcome: 'dead-lettered', attempts: 5, delays: [undefined, undefined, undefined, undefined] },
    { outcome: 'done', attempts: 3, delays: [undefined, undefined] },
  ])
  const calls = callsOf(host, 'texts').slice(before)
  const failed = calls.filter(({ input }) => input === 'fail')
  expect(failed.map(({ metadata }) => metadata?.dequeueCount)).toEqual([1, 2, 3, 4, 5])
  expect(new Set(failed.map(({ metadata }) => metadata?.id)).size).toBe(1)
  expect(calls).toHaveLength(9)
})

it('takes the number of attempts that is given', async () => {
  const [result] = await host.deliver({ trigger: 'message', to: 'texts', items: [{ body: 'fail' }], maxAttempts: 2 })
  expect(result).toMatchObject({ outcome: 'dead-lettered', attempts: 2 })
})

it('never gives a function text that is none', async () => {
  const before = callsOf(host, 'texts').length
  const [result] = await send('texts', new Uint8Array([0xff]))
  expect(result).toMatchObject({ outcome: 'dead-lettered', attempts: 5 })
  expect(callsOf(host, 'texts')).toHaveLength(before)
  expect(host.logs().join('\n')).toContain('it is not UTF-8')
})

it('has no poison queue for a poison queue', async () => {
  expect(await send('leftovers-poison', 'fail')).toMatchObject([{ outcome: 'dropped', attempts: 5 }])
})

it('resolves the name of a queue out of the app settings', async () => {
  expect(await send('shop-inbox', 'x')).toMatchObject([{ outcome: 'done' }])
  expect(callsOf(host, 'configured')).toHaveLength(1)
})

it('delivers nothing when nothing was sent', async () => {
  expect(await send('texts')).toEqual([])
})

it('answers 404 to requests when the app has no HTTP function', async () => {
  const response = await host.request(new Request(`${host.url}/api/anything`))
  expect(response.status).toBe(404)
})

describe('with other settings in host.json', () => {
  let other: Host
  beforeAll(async () => {
    other = await startEvents({
      env: {
        AzureFunctionsJobHost__extensions__queues__messageEncoding: 'none',
        AzureFunctionsJobHost__extensions__queues__maxDequeueCount: '2',
      },
    })
  })
  afterAll(() => other.stop())

  it('keeps to maxDequeueCount and messageEncoding', async () => {
    const items = [{ body: 'plain ü' }, { body: 'fail' }]
    expect(await other.deliver({ trigger: 'message', to: 'texts', items })).toMatchObject([
      { outcome: 'done', attempts: 1 },
      { outcome: 'dead-lettered', attempts: 2 },
    ])
    expect(callsOf(other, 'texts')[0]?.input).toBe('plain ü')
  })

  it('refuses bytes that no message can hold', async () => {
    const delivery = { trigger: 'message', to: 'texts', items: [{ body: new Uint8Array([0xff]) }] } as const
    await expect(other.deliver(delivery)).rejects.toThrow(/messageEncoding/)
  })
})
