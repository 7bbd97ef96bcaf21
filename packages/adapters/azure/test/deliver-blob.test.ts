import type { Host } from '@rove/core/adapter'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { callsOf, startEvents } from './deliveries.fixture.ts'

let host: Host
beforeAll(async () => {
  host = await startEvents()
})
afterAll(() => host.stop())

it('hands over the content, and the properties as .NET writes them', async () => {
  const items = [{ kind: 'created', key: 'a/b/ü 1.png', size: 3, contentType: 'image/png' }] as const
  expect(await host.deliver({ trigger: 'object', to: 'receipts', items })).toEqual([
    { outcome: 'done', attempts: 1, delays: [] },
  ])
  const [call] = callsOf(host, 'receipts')
  expect(call?.input).toBe('hex:2e2e2e')
  expect(call?.metadata).toMatchObject({
    blobTrigger: 'shop-receipts/a/b/ü 1.png',
    uri: 'https://rove.blob.core.windows.net/shop-receipts/a/b/%C3%BC%201.png',
    properties: {
      contentLength: 3,
      contentType: 'image/png',
      eTag: {},
      blobType: 0,
      lastModified: expect.stringMatching(/\+00:00$/),
    },
    metadata: {},
    folder: 'a/b',
    name: 'ü 1',
  })
})

it('delivers five times, then moves to the poison queue', async () => {
  const items = [
    { kind: 'created', key: 'fail/1.png' },
    { kind: 'created', key: 'ok/1.png' },
  ] as const
  const failing = await host.deliver({ trigger: 'object', to: 'broken-blobs', items })
  expect(failing).toMatchObject([
    { outcome: 'dead-lettered', attempts: 5 },
    { outcome: 'dead-lettered', attempts: 5 },
  ])
  expect(await host.deliver({ trigger: 'object', to: 'broken-blobs', items, maxAttempts: 1 })).toMatchObject([
    { attempts: 1 },
    { attempts: 1 },
  ])
})

it('does not tell of deleted blobs, nor of those outside of its path', async () => {
  const before = callsOf(host, 'receipts').length
  const items = [
    { kind: 'deleted', key: 'a/1.png' },
    { kind: 'created', key: '1.png' },
    { kind: 'created', key: 'a/1.txt' },
  ] as const
  const results = await host.deliver({ trigger: 'object', to: 'shop-receipts', via: 'blob', items })
  expect(results).toEqual(Array(3).fill({ outcome: 'dropped', attempts: 0, delays: [] }))
  expect(callsOf(host, 'receipts')).toHaveLength(before)
})
