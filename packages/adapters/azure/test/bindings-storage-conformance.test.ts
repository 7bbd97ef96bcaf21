import { TableClient } from '@azure/data-tables'
import {
  StorageSharedKeyCredential as BlobKey,
  BlobServiceClient,
  type ContainerClient,
  newPipeline as newBlobPipeline,
} from '@azure/storage-blob'
import {
  newPipeline as newQueuePipeline,
  type QueueClient,
  StorageSharedKeyCredential as QueueKey,
  QueueServiceClient,
} from '@azure/storage-queue'
import { bucketSuite, kvSuite, queueSuite } from '@rove/conformance/vitest'
import { afterAll, beforeAll, describe } from 'vitest'
import { blob } from '../src/bindings/blob.ts'
import { blobCapabilities } from '../src/bindings/blob-capabilities.ts'
import { withoutRetries } from '../src/bindings/service-client.ts'
import { withoutTries } from '../src/bindings/storage-account.ts'
import { storageQueue } from '../src/bindings/storage-queue.ts'
import { storageQueueCapabilities } from '../src/bindings/storage-queue-capabilities.ts'
import { tables } from '../src/bindings/tables.ts'
import { tablesCapabilities } from '../src/bindings/tables-capabilities.ts'
import { type Azurite, hasAzurite, startAzurite } from './azurite.fixture.ts'
import { impatient, impatientFactory, throttled } from './faults.fixture.ts'

describe.skipIf(!hasAzurite('the suites of Table Storage, Blob Storage and Storage Queue'))('storage account', () => {
  let azurite: Azurite
  const resource = (native: string) => ({
    name: 'conformance',
    native,
    ordered: false,
    env: { AzureWebJobsStorage: azurite.connectionString },
  })

  type Service = 'Blob' | 'Queue' | 'Table'
  const endpointOf = (service: Service): string =>
    new RegExp(`${service}Endpoint=([^;]+)`).exec(azurite.connectionString)?.[1] ?? ''
  const accountKey = (): string => /AccountKey=([^;]+)/.exec(azurite.connectionString)?.[1] ?? ''

  beforeAll(async () => {
    azurite = await startAzurite()
  }, 60_000)
  afterAll(() => azurite?.stop())

  kvSuite({
    name: 'azure-tables on Azurite',
    capabilities: tablesCapabilities,
    async open() {
      const driver = tables().open(resource('rove-conformance'))
      await (driver.native as TableClient).createTable()
      return driver
    },
    reopen: async () => tables().open(resource('rove-conformance')),
    faults: {
      endpoint: () => endpointOf('Table'),
      throttled: throttled.table,
      async openThrough(endpoint) {
        const options = { ...withoutRetries, allowInsecureConnection: true, httpClient: impatient() }
        const account = azurite.connectionString.replace(endpointOf('Table'), endpoint)
        const client = (table: string) => TableClient.fromConnectionString(account, table, options)
        return tables({ client }).open(resource('rove-conformance'))
      },
    },
  })

  bucketSuite({
    name: 'azure-blob on Azurite',
    capabilities: blobCapabilities,
    async open() {
      const driver = blob().open(resource('rove-conformance'))
      await (driver.native as ContainerClient).create()
      return driver
    },
    reopen: async () => blob().open(resource('rove-conformance')),
    without: { 'list.order': 'Blob Storage, and Azurite with it, has pages in the order of UTF-16 units' },
    large: true,
    faults: {
      endpoint: () => endpointOf('Blob'),
      throttled: throttled.storage,
      async openThrough(endpoint) {
        const pipeline = newBlobPipeline(new BlobKey('rove', accountKey()), withoutTries)
        pipeline.factories.push(impatientFactory)
        const client = new BlobServiceClient(endpoint, pipeline)
        return blob({ client }).open(resource('rove-conformance'))
      },
    },
  })

  let queue: QueueClient
  queueSuite({
    name: 'azure-storage-queue on Azurite',
    capabilities: storageQueueCapabilities,
    async open() {
      const driver = storageQueue().open(resource('rove-conformance'))
      queue = driver.native as QueueClient
      await queue.create()
      return driver
    },
    receive: () => takeTexts(queue),
    faults: {
      endpoint: () => endpointOf('Queue'),
      throttled: throttled.storage,
      async openThrough(endpoint) {
        const pipeline = newQueuePipeline(new QueueKey('rove', accountKey()), withoutTries)
        pipeline.factories.push(impatientFactory)
        const client = new QueueServiceClient(endpoint, pipeline)
        return storageQueue({ client }).open(resource('rove-conformance'))
      },
    },
    without: { order: 'Storage Queue keeps none', dedupe: 'Storage Queue sends everything' },
  })
})

/** Takes every message that can be seen. */
async function takeTexts(queue: QueueClient): Promise<string[]> {
  const texts: string[] = []
  for (;;) {
    const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 })
    if (receivedMessageItems.length === 0) return texts
    for (const { messageId, popReceipt, messageText } of receivedMessageItems) {
      texts.push(Buffer.from(messageText, 'base64').toString())
      await queue.deleteMessage(messageId, popReceipt)
    }
  }
}
