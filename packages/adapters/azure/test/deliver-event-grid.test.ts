import type { Host } from '@rove/core/adapter'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { callsOf, startEvents } from './deliveries.fixture.ts'

let host: Host
beforeAll(async () => {
  host = await startEvents()
})
afterAll(() => host.stop())

const lastOf = (name: string) => callsOf(host, name).at(-1)
const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/)

it('hands over a CloudEvent, one an invocation', async () => {
  const items = [{ data: '{"OrderId":"o-1"}', attributes: { channel: 'sms' } }, { data: 'plain' }]
  expect(await host.deliver({ trigger: 'event', to: 'grid', items })).toMatchObject([{ attempts: 1 }, { attempts: 1 }])
  const [object, text] = callsOf(host, 'grid')
  expect(object?.input).toEqual({
    specversion: '1.0',
    id: uuid,
    source: expect.stringMatching(/\/providers\/Microsoft\.EventGrid\/topics\/grid$/),
    type: 'rove.event',
    time: expect.any(String),
    channel: 'sms',
    data: { OrderId: 'o-1' },
  })
  expect(object?.metadata).toMatchObject({ data: { orderId: 'o-1' } })
  expect(text?.input).toMatchObject({ data: 'plain' })
})

it('hands over bytes in base64', async () => {
  await host.deliver({ trigger: 'event', to: 'grid', items: [{ data: new Uint8Array([0, 255]) }] })
  expect(lastOf('grid')?.input).toMatchObject({ data_base64: 'AP8=' })
})

it('hands over the Event Grid schema when it is asked for', async () => {
  await host.deliver({ trigger: 'event', to: 'grid', via: 'event-grid-schema', items: [{ data: '{"a":1}' }] })
  expect(lastOf('grid')?.input).toEqual({
    id: uuid,
    topic: expect.stringContaining('/topics/grid'),
    subject: 'grid',
    eventType: 'rove.event',
    eventTime: expect.any(String),
    data: { a: 1 },
    dataVersion: '1.0',
    metadataVersion: '1',
  })
})

it('writes times in its own way, as the host’s JSON library does', async () => {
  const data = '{"at":"2026-03-01T03:00:00.000Z","there":"2026-03-01T03:00:00.120+01:00","no":"2026-02-30T00:00:00Z"}'
  await host.deliver({ trigger: 'event', to: 'grid', items: [{ data }] })
  expect(lastOf('grid')?.input).toMatchObject({
    data: { at: '2026-03-01T03:00:00Z', there: '2026-03-01T02:00:00.12+00:00', no: '2026-02-30T00:00:00Z' },
  })
})

it('hands over a list where the function takes many', async () => {
  await host.deliver({ trigger: 'event', to: 'many-events', items: [{ data: '{"a":1}' }] })
  expect(lastOf('grid-many')?.input).toEqual([expect.objectContaining({ data: { a: 1 } })])
  expect(lastOf('grid-many')?.metadata).toMatchObject({ data: [{ a: 1 }] })
})

it('tries again until it succeeds, or 30 times', async () => {
  const items = [{ data: 'twice' }, { data: 'fail' }]
  const results = await host.deliver({ trigger: 'event', to: 'grid', items })
  expect(results).toMatchObject([
    { outcome: 'done', attempts: 3 },
    { outcome: 'dead-lettered', attempts: 30 },
  ])
  const ids = callsOf(host, 'grid')
    .map(({ input }) => input as { readonly id: string; readonly data: unknown })
    .filter(({ data }) => data === 'fail')
    .map(({ id }) => id)
  expect(ids).toHaveLength(30)
  expect(new Set(ids).size).toBe(1)
  const [again] = await host.deliver({ trigger: 'event', to: 'grid', items: [{ data: 'fail' }], maxAttempts: 2 })
  expect(again).toMatchObject({ outcome: 'dead-lettered', attempts: 2 })
})

it('tells of written and deleted blobs', async () => {
  const key = '2026/March 1/ü + copy%20.png'
  const items = [
    { kind: 'created', key, size: 73, contentType: 'image/png', etag: '0x8D1' },
    { kind: 'deleted', key },
  ] as const
  await host.deliver({ trigger: 'object', to: 'grid', via: 'event-grid', items })
  const [created, deleted] = callsOf(host, 'grid').slice(-2)
  expect(created?.input).toMatchObject({
    type: 'Microsoft.Storage.BlobCreated',
    subject: `/blobServices/default/containers/grid/blobs/${key}`,
    data: {
      url: 'https://rove.blob.core.windows.net/grid/2026/March%201/%C3%BC%20%2B%20copy%2520.png',
      contentLength: 73,
      contentType: 'image/png',
      eTag: '0x8D1',
    },
  })
  expect(deleted?.input).toMatchObject({ type: 'Microsoft.Storage.BlobDeleted' })
  expect(deleted?.input).not.toHaveProperty('data.contentLength')
})

it.each([
  ['a name that CloudEvents does not take', 'event-grid', { 'X-Kind': 'a' }],
  ['the Event Grid schema', 'event-grid-schema', { kind: 'a' }],
])('refuses attributes with %s', async (_name, via, attributes) => {
  const delivery = { trigger: 'event', to: 'grid', via, items: [{ data: 'x', attributes }] } as const
  await expect(host.deliver(delivery)).rejects.toMatchObject({ code: 'InvalidArgument' })
})

it('delivers a copy to each subscription, and says the worst that became of it', async () => {
  const items = [{ data: 'x' }]
  expect(await host.deliver({ trigger: 'event', to: 'copied', items, maxAttempts: 3 })).toEqual([
    { outcome: 'dead-lettered', attempts: 3, delays: [undefined, undefined] },
  ])
  expect(callsOf(host, 'first-copy')).toHaveLength(1)
  expect(callsOf(host, 'second-copy')).toHaveLength(3)
})

it('delivers to a subscription only what it asks for', async () => {
  const items = [
    { kind: 'created', key: 'a' },
    { kind: 'deleted', key: 'b' },
  ] as const
  expect(await host.deliver({ trigger: 'object', to: 'files', items })).toMatchObject([
    { outcome: 'done', attempts: 1 },
    { outcome: 'done', attempts: 1 },
  ])
  const subjectOf = (name: string) => callsOf(host, name).map(({ input }) => (input as { subject: string }).subject)
  expect(subjectOf('files-created')).toEqual(['/blobServices/default/containers/shop-files/blobs/a'])
  expect(subjectOf('files-deleted')).toEqual(['/blobServices/default/containers/shop-files/blobs/b'])
  expect(await host.deliver({ trigger: 'object', to: 'files-deleted', items })).toMatchObject([
    { outcome: 'dropped', attempts: 0 },
    { outcome: 'done', attempts: 1 },
  ])
})
