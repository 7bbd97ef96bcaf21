import type { Host } from '@rove/core/adapter'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { callsOf, startEvents } from './deliveries.fixture.ts'

let host: Host
beforeAll(async () => {
  host = await startEvents()
})
afterAll(() => host.stop())

const created = (key: string, after: Record<string, unknown> = {}) => ({ kind: 'created', key, after }) as const
const idsOf = (input: unknown) => (input as ReadonlyArray<{ readonly id: string }>).map(({ id }) => id)

const document = {
  _rid: expect.any(String),
  _self: expect.stringMatching(/^dbs\/.+\/colls\/.+\/docs\/.+\/$/),
  _etag: expect.stringMatching(/^".+"$/),
  _attachments: 'attachments/',
  _ts: expect.any(Number),
  _lsn: expect.any(Number),
}

it('hands over documents in batches, with the fields that Cosmos DB adds', async () => {
  const items = [created('1', { item: 'tea' }), created('2'), created('3')]
  expect(await host.deliver({ trigger: 'change', to: 'orders', items })).toEqual(
    Array(3).fill({ outcome: 'done', attempts: 1, delays: [] }),
  )
  const calls = callsOf(host, 'orders')
  expect(calls.map(({ input }) => idsOf(input))).toEqual([['1', '2'], ['3']])
  expect(calls[1]?.input).toEqual([{ ...document, id: '3' }])
  expect(calls[0]?.input).toContainEqual({
    id: '1',
    item: 'tea',
    ...document,
  })
  expect(calls[0]?.metadata).toEqual({ sys: expect.anything() })
})

it('reads a document before it changes again, and never tells of deletes', async () => {
  const before = callsOf(host, 'orders').length
  const items = [
    created('1', { quantity: 2 }),
    { kind: 'updated', key: '1', before: { quantity: 2 }, after: { quantity: 3 } },
    { kind: 'deleted', key: '1', before: { quantity: 3 } },
  ] as const
  expect(await host.deliver({ trigger: 'change', to: 'orders', items })).toMatchObject([
    { outcome: 'done', attempts: 1 },
    { outcome: 'done', attempts: 1 },
    { outcome: 'dropped', attempts: 0 },
  ])
  const calls = callsOf(host, 'orders').slice(before)
  expect(calls.map(({ input }) => input)).toMatchObject([[{ quantity: 2 }], [{ quantity: 3 }]])
})

it('goes on behind a batch that fails: it is not delivered again', async () => {
  const before = callsOf(host, 'orders').length
  const items = [created('1'), created('2', { note: 'fail' }), created('3')]
  expect(await host.deliver({ trigger: 'change', to: 'orders', items, maxAttempts: 5 })).toMatchObject([
    { outcome: 'dropped', attempts: 1 },
    { outcome: 'dropped', attempts: 1 },
    { outcome: 'done', attempts: 1 },
  ])
  expect(callsOf(host, 'orders')).toHaveLength(before + 2)
})

it('hands over all versions and deletes where the function asks for them, again by its own policy', async () => {
  const items = [
    created('1', { quantity: 2 }),
    { kind: 'updated', key: '2', before: { quantity: 2 }, after: { quantity: 3 } },
    { kind: 'deleted', key: '3', before: { note: 'fail' } },
  ] as const
  expect(await host.deliver({ trigger: 'change', to: 'versions', items })).toMatchObject(
    Array(3).fill({ outcome: 'dropped', attempts: 2 }),
  )
  const [first, second] = callsOf(host, 'versions')
  expect(second?.retry).toMatchObject({ retryCount: 1, maxRetryCount: 1 })
  expect(first?.input).toMatchObject([
    { current: { id: '1', quantity: 2 }, metadata: { operationType: 'create' } },
    { current: { quantity: 3 }, previous: { id: '2', quantity: 2 }, metadata: { operationType: 'replace' } },
    { current: {}, previous: { id: '3', note: 'fail' }, metadata: { operationType: 'delete' } },
  ])
})
