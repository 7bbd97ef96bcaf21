import type { Host } from '@rove/core/adapter'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { callsOf, startEvents } from './deliveries.fixture.ts'

let host: Host
beforeAll(async () => {
  host = await startEvents()
})
afterAll(() => host.stop())

const grouped = (group: string | undefined, ...bodies: string[]) =>
  bodies.map((body) => ({ body, ...(group === undefined ? {} : { group }) }))

it('hands over one message with what the broker knows of it', async () => {
  const items = [{ body: 'hello', attributes: { Kind: 'a' }, group: 'g' }]
  expect(await host.deliver({ trigger: 'message', to: 'bus', items, via: 'service-bus' })).toEqual([
    { outcome: 'done', attempts: 1, delays: [] },
  ])
  const [call] = callsOf(host, 'bus')
  expect(call?.input).toBe('hello')
  expect(call?.metadata).toMatchObject({
    deliveryCount: 1,
    lockToken: expect.stringMatching(/^[0-9a-f-]{36}$/),
    messageId: expect.stringMatching(/^[0-9a-f]{32}$/),
    sequenceNumber: expect.any(Number),
    expiresAt: '9999-12-31T23:59:59.9999999+00:00',
    enqueuedTimeUtc: expect.stringMatching(/^\d{4}-.*\d$/),
    enqueuedTime: expect.stringMatching(/\+00:00$/),
    // The library puts the first letter of every key in lower case.
    applicationProperties: { kind: 'a' },
    userProperties: { kind: 'a' },
    sessionId: 'g',
    messageActions: {},
  })
  expect(call?.metadata).not.toHaveProperty('contentType')
})

it('delivers ten times, counting, then moves to the dead-letter queue', async () => {
  const [result] = await host.deliver({ trigger: 'message', to: 'bus', items: [{ body: 'fail' }] })
  expect(result).toMatchObject({ outcome: 'dead-lettered', attempts: 10 })
  const calls = callsOf(host, 'bus').filter(({ input }) => input === 'fail')
  expect(calls.map(({ metadata }) => metadata?.deliveryCount)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(new Set(calls.map(({ metadata }) => metadata?.messageId)).size).toBe(1)
  expect(new Set(calls.map(({ metadata }) => metadata?.lockToken)).size).toBe(10)
})

it('completes a batch in one piece, and abandons it in one piece', async () => {
  const items = grouped(undefined, 'one', 'twice', 'three')
  expect(await host.deliver({ trigger: 'message', to: 'bus-many', items })).toMatchObject([
    { outcome: 'done', attempts: 3 },
    { outcome: 'done', attempts: 3 },
    { outcome: 'done', attempts: 3 },
  ])
  const calls = callsOf(host, 'bus-many')
  expect(calls.map(({ input }) => input)).toEqual([
    ['one', 'twice', 'three'],
    ['one', 'twice', 'three'],
    ['one', 'twice', 'three'],
  ])
  expect(calls[2]?.metadata).toMatchObject({
    deliveryCountArray: [3, 3, 3],
    messageIdArray: [expect.any(String), expect.any(String), expect.any(String)],
    // Numbers of 64 bits come in two halves, and a list of strings without those that are not there.
    sequenceNumberArray: Array(3).fill({ low: expect.any(Number), high: 0, unsigned: false }),
    contentTypeArray: [],
    applicationPropertiesArray: [{}, {}, {}],
  })
})

it('keeps the order of a session: a message that fails holds up those behind it, not other sessions', async () => {
  const items = [...grouped('a', 'a1', 'a2 twice', 'a3'), ...grouped('b', 'b1', 'b2 fail', 'b3')]
  const results = await host.deliver({ trigger: 'message', to: 'bus-sessions', items, maxAttempts: 4 })
  expect(results.map(({ outcome, attempts }) => `${outcome} ${attempts}`)).toEqual([
    ...['done 1', 'done 3', 'done 1'],
    ...['done 1', 'dead-lettered 4', 'done 1'],
  ])
  const seen = callsOf(host, 'bus-sessions').map(({ input }) => String(input))
  expect(seen.filter((one) => one.startsWith('a'))).toEqual(['a1', 'a2 twice', 'a2 twice', 'a2 twice', 'a3'])
  expect(seen.filter((one) => one.startsWith('b'))).toEqual(['b1', ...Array(4).fill('b2 fail'), 'b3'])
})

it('keeps batches of sessions apart', async () => {
  const items = [...grouped('a', 'a1', 'a2'), ...grouped('b', 'b1 fail')]
  const results = await host.deliver({ trigger: 'message', to: 'bus-sessions-many', items, maxAttempts: 2 })
  expect(results.map(({ outcome, attempts }) => `${outcome} ${attempts}`)).toEqual([
    ...['done 1', 'done 1'],
    'dead-lettered 2',
  ])
  expect(callsOf(host, 'bus-sessions-many').map(({ input }) => input)).toContainEqual(['a1', 'a2'])
})

it('refuses a message without a session where there are sessions', async () => {
  const delivery = { trigger: 'message', to: 'bus-sessions', items: [{ body: 'x' }] } as const
  await expect(host.deliver(delivery)).rejects.toMatchObject({ code: 'InvalidArgument' })
})

it('delivers again what nobody completes', async () => {
  const results = await host.deliver({ trigger: 'message', to: 'bus-manual', items: [{ body: 'x' }], maxAttempts: 3 })
  expect(results).toMatchObject([{ outcome: 'dead-lettered', attempts: 3 }])
})

it('says that it cannot give the service’s own objects', async () => {
  const delivery = { trigger: 'message', to: 'bus-sdk', items: [{ body: 'x' }] } as const
  await expect(host.deliver(delivery)).rejects.toMatchObject({ code: 'Unimplemented' })
})

it('delivers the events of a topic to its subscription', async () => {
  const items = [{ data: '{"orderId":"o-1"}', attributes: { channel: 'sms' } }]
  expect(await host.deliver({ trigger: 'event', to: 'placed', via: 'service-bus', items })).toMatchObject([
    { outcome: 'done' },
  ])
  const [call] = callsOf(host, 'bus-topic')
  expect(call?.input).toEqual({ orderId: 'o-1' })
  expect(call?.metadata).toMatchObject({ orderId: 'o-1', applicationProperties: { channel: 'sms' } })
})
