import { retry } from '@rove/core'
import { expect, it } from 'vitest'
import { adaptEvents, functionOf } from './events.fixture.ts'
import { invoke, type Rpc } from './library.ts'

const json = (value: unknown): Rpc => ({ json: JSON.stringify(value) })

const account = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/shop'
const created = {
  topic: account,
  subject: '/blobServices/default/containers/shop-receipts/blobs/2026/a b+c%.txt',
  eventType: 'Microsoft.Storage.BlobCreated',
  eventTime: '2026-06-26T18:41:00.9584103Z',
  id: '831e1650-001e-001b-66ab-eeb76e069631',
  data: {
    api: 'PutBlockList',
    eTag: '"0x8D4BCC2E4835CD0"',
    contentType: 'text/plain',
    contentLength: 524288,
    url: 'https://shop.blob.core.windows.net/shop-receipts/2026/a%20b%2Bc%25.txt',
  },
  dataVersion: '',
  metadataVersion: '1',
}
const asCloudEvent = ({ topic, eventType, eventTime, dataVersion, metadataVersion, ...rest }: typeof created) => ({
  ...rest,
  specversion: '1.0',
  source: topic,
  type: eventType,
  time: eventTime,
})

it.each([
  ['the Event Grid schema', created],
  ['CloudEvents', asCloudEvent(created)],
])('decodes a written blob out of %s', async (_name, event) => {
  const shop = adaptEvents()
  await invoke(functionOf(shop, 'scan'), { data: json(event) })
  expect(shop.seen).toMatchObject([
    {
      kind: 'created',
      bucket: 'receipts',
      key: '2026/a b+c%.txt',
      size: 524288,
      etag: '0x8D4BCC2E4835CD0',
      contentType: 'text/plain',
      id: created.id,
      source: account,
      type: 'Microsoft.Storage.BlobCreated',
      time: created.eventTime,
      data: { api: 'PutBlockList' },
    },
  ])
})

it('decodes a deleted blob, and a batch of events', async () => {
  const shop = adaptEvents()
  const deleted = { ...created, eventType: 'Microsoft.Storage.BlobDeleted' }
  await invoke(functionOf(shop, 'purge'), { data: json([deleted, { ...deleted, id: 'second' }]) })
  expect(shop.seen).toMatchObject([
    { kind: 'deleted', key: '2026/a b+c%.txt', size: undefined },
    { kind: 'deleted', id: 'second' },
  ])
})

it.each([
  [
    'an address with the account in its path',
    { url: 'http://127.0.0.1:10000/devstoreaccount1/shop-receipts/a%2Fb' },
    'a/b',
  ],
  ['an address that is no valid encoding', { url: 'https://shop.blob.core.windows.net/shop-receipts/100%' }, '100%'],
  ['an address without the container', { url: 'https://cdn.example/x' }, '2026/a b+c%.txt'],
  ['no address', { url: undefined }, '2026/a b+c%.txt'],
  ['no data', undefined, '2026/a b+c%.txt'],
])('finds the key with %s', async (_name, data, key) => {
  const shop = adaptEvents()
  await invoke(functionOf(shop, 'scan'), { data: json({ ...created, data: data && { ...created.data, ...data } }) })
  expect(shop.seen[0]?.key).toBe(key)
})

it.each([
  [
    'another container',
    'scan',
    { ...created, subject: created.subject.replace('shop-receipts', 'private') },
    /of the container "private" and not of "shop-receipts"/,
  ],
  [
    'a deletion for a function of written objects',
    'scan',
    { ...created, eventType: 'Microsoft.Storage.BlobDeleted' },
    /no function for "scan"/,
  ],
  [
    'another event of the account',
    'scan',
    { ...created, eventType: 'Microsoft.Storage.BlobTierChanged' },
    /no function for "scan" \(trigger event\)/,
  ],
  ['a handshake', 'notify', { ...created, eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent' }, /handshake/],
  ['a list of nothing', 'notify', [], /empty list/],
  ['no event', 'notify', 42, /JSON objects/],
])('refuses %s', async (_name, name, event, reason) => {
  const shop = adaptEvents()
  await expect(invoke(functionOf(shop, name), { data: json(event) })).rejects.toThrow(reason)
  expect(shop.seen).toEqual([])
})

it.each<[string, unknown, unknown]>([
  [
    'the Event Grid schema',
    { ...created, eventType: 'shop.placed', data: { total: 3 }, dataVersion: '2' },
    { id: created.id, type: 'shop.placed', data: { total: 3 }, attributes: { dataVersion: '2' }, source: account },
  ],
  ['text as data', { ...created, eventType: 'shop.placed', data: '{"a":1}' }, { data: '{"a":1}' }],
  ['a number as data', { ...created, eventType: 'shop.placed', data: 123 }, { data: 123 }],
  ['no data', { ...created, eventType: 'shop.placed', data: undefined }, { data: undefined }],
  [
    'CloudEvents with extensions',
    {
      specversion: '1.0',
      id: '1',
      source: '/shop/order-placed',
      type: 'shop.placed',
      tenant: 't1',
      count: 7,
      datacontenttype: 'application/json',
      data: { total: 3 },
    },
    { id: '1', attributes: { tenant: 't1', count: '7' }, datacontenttype: 'application/json' },
  ],
  [
    'CloudEvents with bytes',
    {
      specversion: '1.0',
      id: '1',
      source: '/s',
      type: 't',
      datacontenttype: 'application/octet-stream',
      data_base64: '/wA=',
    },
    { data: Buffer.of(0xff, 0) },
  ],
  [
    'CloudEvents 0.1',
    {
      cloudEventsVersion: '0.1',
      eventID: '1',
      eventType: 't',
      source: '/s#part',
      eventTime: '2026-01-01T00:00:00Z',
      data: 1,
    },
    { id: '1', type: 't', source: '/s', subject: '/part', time: '2026-01-01T00:00:00Z', data: 1 },
  ],
  ['a schema of its own', { id: 'own', hello: 'there' }, { id: 'own', data: { id: 'own', hello: 'there' } }],
])('decodes an event in %s', async (_name, event, expected) => {
  const shop = adaptEvents()
  await invoke(functionOf(shop, 'notify'), { data: json(event) })
  expect(shop.seen).toMatchObject([expected])
  expect(shop.seen[0]?.topic).toBe('order-placed')
})

it('fails a batch of events when one of them was not handled', async () => {
  const shop = adaptEvents()
  const event = { ...created, eventType: 'shop.placed' }
  shop.behave = ({ id }) => (id === '2' ? retry() : undefined)
  const batch = {
    data: json([
      { ...event, id: '1' },
      { ...event, id: '2' },
      { ...event, id: '3' },
    ]),
  }
  await expect(invoke(functionOf(shop, 'notify'), batch)).rejects.toThrow(/1 of 3/)
  expect(shop.seen).toHaveLength(3)
})
