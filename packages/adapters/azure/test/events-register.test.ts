import {
  app,
  bucket,
  type DeliveryFunction,
  json,
  onEvent,
  onMessage,
  onObject,
  onRequest,
  onSchedule,
  queue,
  topic,
} from '@rove/core'
import { afterEach, expect, it, vi } from 'vitest'
import { adapt } from '../src/index.ts'
import { adaptEvents, functionOf } from './events.fixture.ts'
import { takeRegistered, triggerOf } from './library.ts'

afterEach(() => {
  vi.unstubAllEnvs()
  takeRegistered()
})

const handler = (): undefined => undefined

it('registers each function once, under its own name, for the default service', () => {
  const shop = adaptEvents()
  expect([...shop.functions.keys()].sort()).toEqual(['audit', 'nightly', 'notify', 'purge', 'scan', 'ship'])
  expect(triggerOf(functionOf(shop, 'ship'))).toMatchObject({
    type: 'queueTrigger',
    queueName: 'shop-shipments',
    connection: 'AzureWebJobsStorage',
    dataType: 'binary',
  })
  expect(triggerOf(functionOf(shop, 'notify'))).toMatchObject({
    type: 'eventGridTrigger',
    topicName: 'shop-order-placed',
  })
  expect(triggerOf(functionOf(shop, 'nightly'))).toMatchObject({ type: 'timerTrigger', schedule: '0 0 3 * * 1-5' })
  for (const [name, type] of [
    ['scan', 'Microsoft.Storage.BlobCreated'],
    ['purge', 'Microsoft.Storage.BlobDeleted'],
  ] as const) {
    expect(triggerOf(functionOf(shop, name))).toMatchObject({
      type: 'eventGridTrigger',
      containerName: 'shop-receipts',
      eventTypes: [type],
    })
  }
  expect(triggerOf(functionOf(shop, 'audit'))).toMatchObject({
    type: 'cosmosDBTrigger',
    containerName: 'shop-orders',
    databaseName: 'shop',
    connection: 'CosmosDBConnection',
    leaseContainerName: 'leases',
    leaseContainerPrefix: 'audit-',
  })
})

it('registers the other services', () => {
  const bus = adaptEvents({
    services: { queue: { shipments: 'service-bus' }, topic: { 'order-placed': 'service-bus' } },
  })
  expect(triggerOf(functionOf(bus, 'ship'))).toMatchObject({
    type: 'serviceBusTrigger',
    queueName: 'shop-shipments',
    connection: 'ServiceBusConnection',
    isSessionsEnabled: false,
    dataType: 'binary',
  })
  expect(triggerOf(functionOf(bus, 'notify'))).toMatchObject({
    type: 'serviceBusTrigger',
    topicName: 'shop-order-placed',
    subscriptionName: 'notify',
  })
  const hubs = adaptEvents({ services: { queue: { shipments: 'event-hubs' } }, maxAttempts: 3 })
  expect(triggerOf(functionOf(hubs, 'ship'))).toMatchObject({ type: 'eventHubTrigger', eventHubName: 'shop-shipments' })
  expect(functionOf(hubs, 'ship').metadata.retryOptions).toMatchObject({ maxRetryCount: 2 })
  const kafka = adaptEvents({ services: { queue: { shipments: 'kafka' } } })
  expect(triggerOf(functionOf(kafka, 'ship'))).toMatchObject({
    type: 'kafkaTrigger',
    topic: 'shop-shipments',
    brokerList: '%KafkaBrokers%',
    consumerGroup: 'shop-ship',
  })
})

it('registers an ordered queue with sessions, and all versions of changes where that is asked for', () => {
  expect(triggerOf(functionOf(adaptEvents({ ordered: true }), 'ship'))).toMatchObject({
    type: 'serviceBusTrigger',
    isSessionsEnabled: true,
  })
  const versions = adaptEvents({ services: { kv: { orders: 'cosmos-db-all-versions' } } })
  expect(triggerOf(functionOf(versions, 'audit')).changeFeedMode).toBe('AllVersionsAndDeletes')
})

it('has what Azure does not deliver again run again by a retry policy', () => {
  const shop = adaptEvents()
  for (const name of ['nightly', 'audit']) {
    expect(functionOf(shop, name).metadata.retryOptions).toMatchObject({
      retryStrategy: 'exponentialBackoff',
      maxRetryCount: 4,
    })
  }
  for (const name of ['ship', 'notify', 'scan']) expect(functionOf(shop, name).metadata.retryOptions).toBeUndefined()
})

it('takes names from the option, then from the environment', () => {
  vi.stubEnv('ROVE_QUEUE_SHIPMENTS', 'https://account.queue.core.windows.net/courier')
  vi.stubEnv('ROVE_KV_ORDERS', 'from-environment')
  const shop = adaptEvents({
    resources: { kv: { orders: 'from-option' } },
    connections: { storage: 'CourierStorage' },
    database: 'main',
  })
  expect(triggerOf(functionOf(shop, 'ship'))).toMatchObject({ queueName: 'courier', connection: 'CourierStorage' })
  expect(triggerOf(functionOf(shop, 'audit'))).toMatchObject({ containerName: 'from-option', databaseName: 'main' })
})

it('registers the blob trigger by Event Grid', () => {
  adapt(app('shop', { scan: onObject(bucket('receipts'), 'created', handler) }), {
    services: { bucket: { receipts: 'blob' } },
  })
  const [scan] = [...takeRegistered().values()]
  expect(scan && triggerOf(scan)).toMatchObject({
    type: 'blobTrigger',
    path: 'shop-receipts/{name}',
    source: 'EventGrid',
    connection: 'AzureWebJobsStorage',
  })
})

it('registers the HTTP function only for an app that has requests', () => {
  adapt(app('shop', { ship: onMessage(queue('shipments'), handler) }))
  expect([...takeRegistered().keys()]).toEqual(['ship'])
  adapt(app('shop', { ship: onMessage(queue('shipments'), handler), home: onRequest('GET /', () => json(1)) }), {
    stream: false,
  })
  expect([...takeRegistered().keys()].sort()).toEqual(['ship', 'shop'])
})

it.each<[string, Record<string, DeliveryFunction>, Parameters<typeof adapt>[1], RegExp]>([
  [
    'names that differ only in case',
    { ship: onMessage(queue('aa'), handler), Ship: onSchedule('@daily', handler) },
    {},
    /"Ship" and the function "ship" have the same name/,
  ],
  ['a name that the host keeps', { host: onSchedule('@daily', handler) }, {}, /"host" cannot name a function/],
  [
    'a name that is too long for the service',
    { ship: onMessage(queue('a'.repeat(40)), handler) },
    {},
    /is no name for Storage Queue/,
  ],
  [
    'an ordered queue on Storage Queue',
    { ship: onMessage(queue('aa', { ordered: true }), handler) },
    { services: { queue: { aa: 'storage-queue' } } },
    /keeps no order/,
  ],
  [
    'deleted objects by the blob trigger',
    { purge: onObject(bucket('aa'), 'deleted', handler) },
    { services: { bucket: { aa: 'blob' } } },
    /does not tell/,
  ],
  [
    'a service that there is not',
    { ship: onMessage(queue('aa'), handler) },
    { services: { queue: { aa: 'sqs' as never } } },
    /no service "sqs"/,
  ],
  [
    'a subscription with too long a name',
    { [`a${'b'.repeat(55)}`]: onEvent(topic('aa'), handler) },
    { services: { topic: { aa: 'service-bus' } } },
    /1 to 50 letters/,
  ],
])('refuses %s', (_name, functions, options, message) => {
  expect(() => adapt(app(`shop-${'x'.repeat(24)}`, functions), options)).toThrow(message)
})

it('refuses a function that is called as the HTTP function is', () => {
  const functions = { home: onRequest('GET /', () => json(1)), Shop: onSchedule('@daily', handler) }
  expect(() => adapt(app('shop', functions))).toThrow(/"Shop" and the function for the requests of the app "shop"/)
  expect(() => adapt(app('shop', { Shop: onSchedule('@daily', handler) }))).not.toThrow()
})

it('says which number of attempts holds, and that a time zone moves schedules', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  vi.stubEnv('WEBSITE_TIME_ZONE', 'Europe/Berlin')
  adaptEvents({ maxAttempts: 7 })
  expect(warn.mock.calls.join()).toMatch(/asks for 7 attempts, and Storage Queue makes 5/)
  expect(warn.mock.calls.join()).toMatch(/WEBSITE_TIME_ZONE/)
  warn.mockClear()
  vi.stubEnv('WEBSITE_TIME_ZONE', 'UTC')
  vi.stubEnv('AzureFunctionsJobHost__extensions__queues__maxDequeueCount', '7')
  adaptEvents({ maxAttempts: 7 })
  expect(warn).not.toHaveBeenCalled()
  warn.mockRestore()
})
