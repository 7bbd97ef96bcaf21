import type { Host } from '@rove/core/adapter'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { callsOf, startEvents } from './deliveries.fixture.ts'

let host: Host
beforeAll(async () => {
  host = await startEvents()
})
afterAll(() => host.stop())

const send = (to: string, ...bodies: string[]) =>
  host.deliver({ trigger: 'message', to, items: bodies.map((body) => ({ body })), maxAttempts: 3 })

it('hands over one event with its place in the partition', async () => {
  const items = [{ body: '{"a":1}', attributes: { Kind: 'x' }, group: 'key' }]
  await host.deliver({ trigger: 'message', to: 'hub', via: 'event-hubs', items })
  const [call] = callsOf(host, 'hub')
  expect(call?.input).toEqual({ a: 1 })
  expect(call?.metadata).toMatchObject({
    partitionContext: { eventHubName: 'hub', consumerGroup: '$Default', partitionId: expect.stringMatching(/^[0-3]$/) },
    partitionKey: 'key',
    sequenceNumber: expect.any(Number),
    // The host sends it as text; the library makes a number of it.
    offset: expect.any(Number),
    enqueuedTimeUtc: expect.stringMatching(/^\d{4}-.*\d$/),
    properties: { kind: 'x' },
    systemProperties: { sequenceNumber: call?.metadata?.sequenceNumber, partitionKey: 'key' },
  })
})

it('moves the checkpoint on whatever becomes of an event', async () => {
  expect(await send('hub', 'one', 'fail', 'three')).toEqual([
    { outcome: 'done', attempts: 1, delays: [] },
    { outcome: 'dropped', attempts: 1, delays: [] },
    { outcome: 'done', attempts: 1, delays: [] },
  ])
  expect(
    callsOf(host, 'hub')
      .slice(-3)
      .map(({ input }) => input),
  ).toEqual(['one', 'fail', 'three'])
})

it('hands over a batch, and runs it again by the function’s own policy, which has an end here', async () => {
  expect(await send('hub-many', 'one', 'fail')).toMatchObject([
    { outcome: 'dropped', attempts: 3 },
    { outcome: 'dropped', attempts: 3 },
  ])
  const calls = callsOf(host, 'hub-many')
  expect(calls.map(({ input }) => input)).toEqual(Array(3).fill(['one', 'fail']))
  expect(calls[0]?.metadata).toMatchObject({
    offsetArray: [expect.any(Number), expect.any(Number)],
    sequenceNumberArray: Array(2).fill({ low: expect.any(Number), high: 0, unsigned: false }),
    partitionKeyArray: [],
    propertiesArray: [{}, {}],
    systemPropertiesArray: [expect.anything(), expect.anything()],
  })
})

it('leaves empty bodies out of a batch, as the host does for Node.js', async () => {
  await send('hub-many', 'one', '', 'three')
  const last = callsOf(host, 'hub-many').at(-1)
  expect(last?.input).toEqual(['one', 'three'])
  expect(last?.metadata?.propertiesArray).toHaveLength(3)
})
