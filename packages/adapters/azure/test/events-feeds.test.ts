import { app, bucket, onObject, retry } from '@rove/core'
import { expect, it } from 'vitest'
import { adapt } from '../src/index.ts'
import { adaptEvents, functionOf } from './events.fixture.ts'
import { invoke, type Rpc, takeRegistered } from './library.ts'

const json = (value: unknown): Rpc => ({ json: JSON.stringify(value) })

// As the host writes it. Source: corpus of the library's own tests, fromRpcTriggerMetadata.test.ts
const blobMetadata = {
  BlobTrigger: { string: 'shop-receipts/2026/a b.txt' },
  Uri: { json: '"https://shop.blob.core.windows.net/shop-receipts/2026/a%20b.txt"' },
  Properties: json({ Length: 16, ETag: '"0x1"', ContentType: 'text/plain', LastModified: '2026-08-25T05:06:39+00:00' }),
  name: { string: '2026/a b.txt' },
}

it('decodes a blob of the blob trigger, without its content', async () => {
  const seen: unknown[] = []
  const scan = onObject(bucket('receipts'), 'created', (object) => void seen.push(object))
  adapt(app('shop', { scan }), { services: { bucket: { receipts: 'blob' } } })
  const [registered] = [...takeRegistered().values()]
  if (registered === undefined) throw new Error('scan is not registered.')
  const content = { bytes: Buffer.from('a secret') }
  await invoke(registered, { data: content, metadata: blobMetadata })
  const { BlobTrigger: _, ...withoutPath } = blobMetadata
  await invoke(registered, { data: content, metadata: withoutPath })
  const expected = {
    kind: 'created',
    bucket: 'receipts',
    key: '2026/a b.txt',
    size: 16,
    etag: '0x1',
    contentType: 'text/plain',
    time: '2026-08-25T05:06:39+00:00',
    id: 'shop-receipts/2026/a b.txt/0x1',
  }
  expect(seen).toMatchObject([expected, expected])
  expect(JSON.stringify(seen)).not.toContain('secret')
  await expect(invoke(registered, { data: content })).rejects.toThrow(/names no blob/)
})

it.each([
  [
    'its status',
    {
      Schedule: { AdjustForDST: true },
      ScheduleStatus: { Last: '2026-01-01T03:00:00Z', Next: '2026-01-02T03:00:00+00:00' },
      IsPastDue: false,
    },
    '2026-01-02T03:00:00.000Z',
  ],
  ['a past due time', { ScheduleStatus: { Next: '2026-01-02T03:00:00' }, IsPastDue: true }, '2026-01-02T03:00:00.000Z'],
])('decodes a timer with %s', async (_name, info, due) => {
  const shop = adaptEvents()
  await invoke(functionOf(shop, 'nightly'), { data: json(info) })
  await invoke(functionOf(shop, 'nightly'), {
    data: json(info),
    id: 'again',
    retry: { retryCount: 1, maxRetryCount: 4 },
  })
  expect(shop.seen.map(({ scheduledAt }) => scheduledAt.toISOString())).toEqual([due, due])
  expect(shop.seen[1]?.id).toBe(shop.seen[0]?.id)
  expect(shop.contexts.map(({ attempt }) => attempt)).toEqual([1, 2])
})

it.each([
  ['no status', { ScheduleStatus: null, IsPastDue: true }],
  ['the year 1', { ScheduleStatus: { Next: '0001-01-01T00:00:00' } }],
  ['nothing', undefined],
])('decodes a timer with %s: it is due when it comes, and each is another', async (_name, info) => {
  const shop = adaptEvents()
  const data = info === undefined ? {} : json(info)
  for (const id of ['one', 'two']) await invoke(functionOf(shop, 'nightly'), { data, id })
  expect(shop.seen.map(({ id }) => id)).toEqual(['one', 'two'])
  expect(shop.seen[0]?.scheduledAt).toBeInstanceOf(Date)
})

const document = { id: '1', total: 3, _rid: 'r==', _self: 's', _etag: '"e1"', _attachments: 'a', _ts: 1650036720 }

it('decodes the latest versions of documents', async () => {
  const shop = adaptEvents()
  const feed = { data: json([document, { ...document, id: '2', _etag: '"e2"' }]) }
  await invoke(functionOf(shop, 'audit'), feed)
  expect(shop.seen).toMatchObject([
    { kind: 'updated', key: '1', before: undefined, store: 'orders', id: 'r==/e1', time: '2022-04-15T15:32:00.000Z' },
    { kind: 'updated', key: '2', id: 'r==/e2' },
  ])
  expect(shop.seen[0]?.after).toEqual({ id: '1', total: 3 })
  expect(shop.seen[0]?.data).toEqual(document)
  expect(shop.seen[0]?.source).toBe('/cosmos-db/shop/shop-orders')
})

it('decodes all versions and deletes', async () => {
  const shop = adaptEvents()
  const metadata = { lsn: 5, crts: 1650036720, operationType: 'create' }
  await invoke(functionOf(shop, 'audit'), {
    data: json([
      { current: document, metadata },
      {
        current: { ...document, total: 4 },
        previous: document,
        metadata: { ...metadata, lsn: 6, operationType: 'replace' },
      },
      { current: {}, previous: document, metadata: { ...metadata, lsn: 7, operationType: 'delete' } },
      { current: null, metadata: { ...metadata, lsn: 8, operationType: 'delete', id: '9' } },
    ]),
  })
  // Those of one document come in order; documents do not wait for each other.
  const seen = shop.seen.map(({ kind, key, before, after }) => ({ kind, key, before, after }))
  expect(seen.sort((a, b) => Number(a.key) - Number(b.key))).toEqual([
    { kind: 'created', key: '1', before: undefined, after: { id: '1', total: 3 } },
    { kind: 'updated', key: '1', before: { id: '1', total: 3 }, after: { id: '1', total: 4 } },
    { kind: 'deleted', key: '1', before: { id: '1', total: 3 }, after: undefined },
    { kind: 'deleted', key: '9', before: undefined, after: undefined },
  ])
  expect(new Set(shop.seen.map(({ id }) => id)).size).toBe(4)
})

it('fails the batch of a feed as one, and holds back later changes of the same document', async () => {
  const shop = adaptEvents()
  shop.behave = ({ key }) => (key === '1' ? retry() : undefined)
  const second = { ...document, id: '2', _etag: '"x"' }
  const feed = { data: json([document, second, { ...document, _etag: '"later"' }]) }
  await expect(invoke(functionOf(shop, 'audit'), feed)).rejects.toThrow(/2 of 3/)
  expect(shop.seen.map(({ key }) => key)).toEqual(['1', '2'])
})

it.each([
  ['a document without an id', [{ total: 1 }], /without an id/],
  ['what is no document', ['x'], /no document/],
])('refuses %s', async (_name, documents, reason) => {
  await expect(invoke(functionOf(adaptEvents(), 'audit'), { data: json(documents) })).rejects.toThrow(reason)
})
