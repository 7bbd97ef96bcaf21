import type { Delivered, Host } from '@rove/core/adapter'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { start } from '../src/host/index.ts'
import { buildTestApp } from './build.ts'

// The real adapter on top of the genuine library, called as the extensions of the Functions host call it.
let host: Host
beforeAll(async () => {
  host = await start({ artefact: await buildTestApp('deliveries.ts') })
})
afterAll(() => host.stop())

const seen = () =>
  host
    .logs()
    .filter((line) => line.startsWith('seen '))
    .map((line) => JSON.parse(line.slice(5)) as Readonly<Record<string, unknown>>)
/** What was printed may arrive after a function has returned. */
const untilSeen = (...notes: readonly object[]) =>
  vi.waitFor(() => expect(seen()).toEqual(expect.arrayContaining(notes.map((note) => expect.objectContaining(note)))))
const short = (results: readonly Delivered[]) => results.map(({ outcome, attempts }) => `${outcome} ${attempts}`)

it.each([
  ['storage-queue', 'letters'],
  ['service-bus', 'parcels'],
])('keeps attempts, retries and dead letters: %s', async (via, to) => {
  const bodies = [
    'on time',
    'late',
    'hopeless',
    'broken',
    new Uint8Array([0, 255]),
    '12345678901234567890',
    '{"id":"7"}',
  ]
  const items = bodies.map((body) => ({ body }))
  expect(short(await host.deliver({ trigger: 'message', to, via, items, maxAttempts: 3 }))).toEqual([
    ...['done 1', 'done 2', 'dead-lettered 3', 'dead-lettered 3'],
    ...['done 1', 'done 1', 'done 1'],
  ])
  await untilSeen(
    { queue: to, body: 'late', attempt: 2 },
    { queue: to, body: 'broken', attempt: 3 },
    { queue: to, body: [0, 255] },
    { queue: to, body: '12345678901234567890' },
    { queue: to, body: { id: '7' } },
  )
})

it('keeps the order of a session', async () => {
  const items = ['first', 'late', 'last'].map((body) => ({ body, group: 'g' }))
  expect(short(await host.deliver({ trigger: 'message', to: 'ordered-parcels', items }))).toEqual([
    ...['done 1', 'done 2', 'done 1'],
  ])
  await untilSeen({ queue: 'ordered-parcels', body: 'last' })
  const order = seen().filter(({ queue }) => queue === 'ordered-parcels')
  expect(order.map(({ body, attempt }) => `${body} ${attempt}`)).toEqual(['first 1', 'late 1', 'late 2', 'last 1'])
})

it('loses what fails in a stream, after the runs that its policy allows', async () => {
  const items = [{ body: 'broken' }, { body: 'fine', attributes: { kind: 'x' } }]
  expect(short(await host.deliver({ trigger: 'message', to: 'readings', items }))).toEqual(['dropped 2', 'done 1'])
  expect(short(await host.deliver({ trigger: 'message', to: 'records', items }))).toEqual(['dropped 1', 'done 1'])
  await untilSeen(
    { queue: 'readings', body: 'fine', attributes: { kind: 'x' } },
    { queue: 'records', body: 'fine', attributes: { kind: 'x' } },
  )
})

it.each(['event-grid', 'event-grid-schema'])('delivers events by %s', async (via) => {
  const items = [{ data: JSON.stringify({ via }) }]
  expect(short(await host.deliver({ trigger: 'event', to: 'order-placed', via, items }))).toEqual(['done 1'])
  await untilSeen({ event: { via } })
})

it('delivers events by service-bus', async () => {
  const items = [{ data: '{"a":1}' }]
  expect(short(await host.deliver({ trigger: 'event', to: 'counted', items }))).toEqual(['done 1'])
  await untilSeen({ counted: { a: 1 } })
})

it('delivers ticks, objects to the function that asks for them, and changes', async () => {
  const scheduledAt = new Date('2026-03-01T03:00:00Z')
  expect(short(await host.deliver({ trigger: 'schedule', to: 'nightly', items: [{ scheduledAt }] }))).toEqual([
    'done 1',
  ])
  const objects = [
    { kind: 'created', key: 'a/ü%20 1.png', size: 73 },
    { kind: 'deleted', key: 'a/2.png' },
  ] as const
  expect(short(await host.deliver({ trigger: 'object', to: 'receipts', items: objects }))).toEqual(['done 1', 'done 1'])
  const changes = [{ kind: 'updated', key: 'o-1', after: { quantity: 2 } }] as const
  expect(short(await host.deliver({ trigger: 'change', to: 'orders', items: changes }))).toEqual(['done 1'])
  await untilSeen(
    { tick: scheduledAt.toISOString() },
    { created: 'a/ü%20 1.png', size: 73 },
    { deleted: 'a/2.png' },
    { key: 'o-1', after: expect.objectContaining({ quantity: 2 }) },
  )
})
