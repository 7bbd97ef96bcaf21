import type { Delivery, Host } from '@rove/core/adapter'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { start } from '../src/host/index.ts'
import { type Artefact, buildFixture } from './artefact.ts'
import { send } from './wire.ts'

interface Seen {
  readonly name: string
  readonly attempt: number
  readonly idempotencyKey: string
  readonly traceId: string
  readonly event: Readonly<Record<string, unknown>>
}

let artefact: Artefact
let host: Host

beforeAll(async () => {
  artefact = await buildFixture('events')
  host = await start({ artefact: artefact.folder })
})

afterAll(async () => {
  await host?.stop()
  await artefact?.remove()
})

/** What the functions saw of a delivery, and what became of it. */
async function deliver(delivery: Delivery): Promise<{ results: unknown; seen: Seen[] }> {
  const before = host.logs().length
  const results = await host.deliver(delivery)
  const lines = (): string[] =>
    host
      .logs()
      .slice(before)
      .filter((line) => line.startsWith('SEEN '))
  // The last line may still be on its way from the process.
  const attempts = results.reduce((sum, { attempts: count }) => sum + count, 0)
  await expect.poll(() => lines().length).toBeGreaterThanOrEqual(attempts)
  return { results, seen: lines().map((line) => JSON.parse(line.slice(5)) as Seen) }
}

const json = (value: unknown): string => JSON.stringify(value)

describe.each(['pubsub', 'eventarc', 'cloud-tasks'])('messages via %s', (via) => {
  it('reach the function of the queue, with bytes, text and attributes', async () => {
    const bytes = new Uint8Array([0, 255, 128])
    const { results, seen } = await deliver({
      trigger: 'message',
      to: 'shipments',
      via,
      items: [
        { body: json({ a: 1 }), attributes: { colour: 'grün €'.slice(0, via === 'cloud-tasks' ? 2 : 6) } },
        { body: bytes },
        { body: '5' },
      ],
    })
    expect(results).toEqual([1, 2, 3].map(() => ({ outcome: 'done', attempts: 1, delays: [] })))
    const bodies = seen.map(({ event }) => event.body)
    expect(bodies).toContainEqual({ a: 1 })
    expect(bodies).toContainEqual({ 0: 0, 1: 255, 2: 128 })
    expect(bodies).toContain('5')
    const first = seen.find(({ event }) => typeof event.body === 'object' && event.body !== null && 'a' in event.body)
    expect(first?.event).toMatchObject({ queue: 'shipments', attempt: 1, data: { a: 1 } })
    expect(first?.event.attributes).toMatchObject({ colour: expect.stringMatching(/^gr/) })
  })

  it('come again until they are handled, with the same key', async () => {
    // Eventarc does not count, so nothing can succeed by its count.
    const failUntil = via === 'eventarc' ? 1 : 3
    const { results, seen } = await deliver({
      trigger: 'message',
      to: 'shipments',
      via,
      items: [{ body: json({ failUntil }) }],
    })
    expect(results).toEqual([{ outcome: 'done', attempts: failUntil, delays: Array(failUntil - 1).fill(undefined) }])
    expect(seen.map(({ attempt }) => attempt)).toEqual(Array.from({ length: failUntil }, (_, index) => index + 1))
    expect(new Set(seen.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1)
  })

  it('are put aside, or dropped, after maxAttempts', async () => {
    const outcome = via === 'cloud-tasks' ? 'dropped' : 'dead-lettered'
    const items = [{ body: json({ failUntil: 99 }) }, { body: json({ giveUp: true }) }, { body: 'fine' }]
    const { results } = await deliver({ trigger: 'message', to: 'shipments', via, maxAttempts: 3, items })
    const delays = [undefined, undefined]
    expect(results).toEqual([
      { outcome, attempts: 3, delays },
      { outcome, attempts: 3, delays },
      { outcome: 'done', attempts: 1, delays: [] },
    ])
  })
})

it('keeps the order of a key, and holds up only that key', async () => {
  const { results, seen } = await deliver({
    trigger: 'message',
    to: 'shipments',
    items: [
      { body: json({ n: 1, failUntil: 3 }), group: 'a' },
      { body: json({ n: 2, giveUp: true }), group: 'a' },
      { body: json({ n: 3 }), group: 'a' },
      { body: json({ n: 4 }), group: 'b' },
    ],
    maxAttempts: 4,
  })
  expect(results).toMatchObject([
    { outcome: 'done', attempts: 3 },
    { outcome: 'dead-lettered', attempts: 4 },
    { outcome: 'done', attempts: 1 },
    { outcome: 'done', attempts: 1 },
  ])
  const ofA = seen.filter(({ event }) => event.group === 'a').map(({ event }) => (event.body as { n: number }).n)
  expect(ofA).toEqual([1, 1, 1, 2, 2, 2, 2, 3])
  expect(seen.filter(({ event }) => event.group === 'b')).toHaveLength(1)
})

it('tells Cloud Tasks, and only it, when to come again', async () => {
  const items = [{ body: json({ retryAfter: 90 }) }]
  expect((await deliver({ trigger: 'message', to: 'shipments', via: 'cloud-tasks', items })).results).toEqual([
    { outcome: 'done', attempts: 2, delays: [90_000] },
  ])
  expect((await deliver({ trigger: 'message', to: 'shipments', items })).results).toEqual([
    { outcome: 'done', attempts: 2, delays: [undefined] },
  ])
})

describe.each(['pubsub', 'eventarc'])('events via %s', (via) => {
  it('reach every function that listens, and come again to all when one fails', async () => {
    const items = [{ data: json({ failUntil: via === 'pubsub' ? 2 : 1 }), attributes: { kind: 'x' } }]
    const { results, seen } = await deliver({ trigger: 'event', to: 'order-placed', via, items })
    expect(results).toMatchObject([{ outcome: 'done', attempts: via === 'pubsub' ? 2 : 1 }])
    expect(new Set(seen.map(({ name }) => name))).toEqual(new Set(['notify', 'alsoNotify']))
    expect(seen[0]?.event).toMatchObject({ topic: 'order-placed', attributes: { kind: 'x' } })
  })
})

describe('schedules', () => {
  const scheduledAt = new Date('2026-05-04T03:00:00Z')
  const failing = new Date('2026-05-04T03:59:00Z')

  it('tell when they were due', async () => {
    const { results, seen } = await deliver({ trigger: 'schedule', to: 'nightlyReport', items: [{ scheduledAt }] })
    expect(results).toEqual([{ outcome: 'done', attempts: 1, delays: [] }])
    expect(seen).toMatchObject([{ name: 'nightlyReport', event: { scheduledAt: scheduledAt.toISOString() } }])
  })

  it('are dropped when they fail, unless the job retries', async () => {
    const once = await deliver({ trigger: 'schedule', to: 'nightlyReport', items: [{ scheduledAt: failing }] })
    expect(once.results).toEqual([{ outcome: 'dropped', attempts: 1, delays: [] }])
    const thrice = await deliver({
      trigger: 'schedule',
      to: 'nightlyReport',
      maxAttempts: 3,
      items: [{ scheduledAt: failing }],
    })
    expect(thrice.results).toMatchObject([{ outcome: 'dropped', attempts: 3 }])
    expect(new Set(thrice.seen.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1)
  })

  it('come by Pub/Sub as well', async () => {
    const delivery: Delivery = {
      trigger: 'schedule',
      to: 'nightlyReport',
      via: 'scheduler-pubsub',
      items: [{ scheduledAt }],
    }
    expect((await deliver(delivery)).seen).toMatchObject([{ name: 'nightlyReport', event: { data: 'tick' } }])
  })
})

describe.each(['eventarc', 'pubsub'])('objects via %s', (via) => {
  it('are told with what is known of them', async () => {
    const key = 'a b/ü %41 "q".txt'
    const { results, seen } = await deliver({
      trigger: 'object',
      to: 'receipts',
      via,
      items: [
        { kind: 'created', key, size: 12, etag: 'abc', contentType: 'text/plain' },
        { kind: 'deleted', key: 'gone' },
      ],
    })
    expect(results).toMatchObject([{ outcome: 'done' }, { outcome: 'done' }])
    const byName = new Map(seen.map(({ name, event }) => [name, event]))
    expect(byName.get('scan')).toMatchObject({
      bucket: 'receipts',
      key,
      size: 12,
      etag: 'abc',
      contentType: 'text/plain',
    })
    expect(byName.get('forget')).toMatchObject({ kind: 'deleted', key: 'gone' })
  })
})

describe('changes', () => {
  it('are told with the values before and after', async () => {
    const value = { n: 1, f: 1.5, big: 2 ** 60, s: 'ü', b: true, z: null, list: [1, 'a', { deep: [] }], map: { x: {} } }
    const { results, seen } = await deliver({
      trigger: 'change',
      to: 'orders',
      items: [
        { kind: 'created', key: 'ä 1', after: value },
        { kind: 'updated', key: '2', before: value, after: { n: 2 } },
        { kind: 'deleted', key: '3', before: { n: 2 } },
      ],
    })
    expect(results).toMatchObject([{ outcome: 'done' }, { outcome: 'done' }, { outcome: 'done' }])
    const byKey = new Map(seen.map(({ event }) => [event.key, event]))
    expect(byKey.get('ä 1')).toMatchObject({ kind: 'created', store: 'orders', after: value })
    expect(byKey.get('ä 1')).not.toHaveProperty('before')
    expect(byKey.get('2')).toMatchObject({ kind: 'updated', before: value, after: { n: 2 } })
    expect(byKey.get('3')).toMatchObject({ kind: 'deleted', before: { n: 2 } })
  })

  it('end in the dead-letter topic when they keep failing', async () => {
    const items = [{ kind: 'created' as const, key: 'x', after: { giveUp: true } }]
    expect((await deliver({ trigger: 'change', to: 'orders', items })).results).toMatchObject([
      { outcome: 'dead-lettered', attempts: 5 },
    ])
  })

  it('cannot have a key that is no document’s id', async () => {
    const items = [{ kind: 'created' as const, key: 'a/b' }]
    await expect(host.deliver({ trigger: 'change', to: 'orders', items })).rejects.toThrow(/cannot be the id/)
  })
})

it('refuses a service that it does not have, and names those that it has', async () => {
  await expect(host.deliver({ trigger: 'message', to: 'shipments', via: 'sqs', items: [] })).rejects.toMatchObject({
    code: 'Unimplemented',
    message: expect.stringMatching(/no service "sqs".*pubsub, eventarc, cloud-tasks/),
  })
})

it('never counts what no function takes as handled, and says so without internals', async () => {
  const delivery: Delivery = { trigger: 'message', to: 'other', maxAttempts: 1, items: [{ body: 'x' }] }
  expect(await host.deliver(delivery)).toMatchObject([{ outcome: 'dead-lettered' }])
  await expect
    .poll(() => host.logs().join('\n'))
    .toMatch(/no function for the messages of \\"other\\".*\\"shipments\\" \(ship\)/)
  const headers = [['content-type', 'application/json']] as const
  const body = json({
    subscription: 'projects/p/subscriptions/fixture-shipments',
    message: { messageId: '1', data: btoa(json({ failUntil: 9 })) },
  })
  const failed = await send(host, { method: 'POST', target: '/', headers, body })
  expect([failed.status, failed.text]).toEqual([500, expect.not.stringContaining('secret')])
})
