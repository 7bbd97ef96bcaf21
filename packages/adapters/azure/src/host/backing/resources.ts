import type { Resource } from '@rove/core'
import { containerShape } from '../../bindings/cosmos-layout.ts'

/** How the services are reached: connection strings. */
export interface Reach {
  readonly storage: string
  readonly cosmos: string
  /** The database of the app's containers. */
  readonly database: string
}

/** Makes a resource in the services, as the deployment would. */
export async function createResource({ kind }: Resource, native: string, reach: Reach): Promise<void> {
  if (kind === 'kv') await createContainer(native, reach)
  if (kind === 'bucket') await createBlobContainer(native, reach)
  if (kind === 'queue') await createQueue(native, reach)
}

/** Receives and deletes everything that a storage queue shows: the texts. */
export async function drainQueue(native: string, { storage }: Reach): Promise<string[]> {
  const { QueueServiceClient } = await import('@azure/storage-queue')
  const client = QueueServiceClient.fromConnectionString(storage).getQueueClient(native)
  const texts: string[] = []
  for (;;) {
    const { receivedMessageItems } = await client.receiveMessages({ numberOfMessages: 32 })
    if (receivedMessageItems.length === 0) return texts
    for (const { messageId, popReceipt, messageText } of receivedMessageItems) {
      texts.push(Buffer.from(messageText, 'base64').toString())
      await client.deleteMessage(messageId, popReceipt)
    }
  }
}

async function createContainer(id: string, { cosmos, database }: Reach): Promise<void> {
  const { CosmosClient } = await import('@azure/cosmos')
  const client = new CosmosClient(cosmos)
  const { database: made } = await client.databases.createIfNotExists({ id: database })
  await made.containers.create({ id, ...containerShape })
  client.dispose()
}

async function createBlobContainer(native: string, { storage }: Reach): Promise<void> {
  const { BlobServiceClient } = await import('@azure/storage-blob')
  await BlobServiceClient.fromConnectionString(storage).getContainerClient(native).create()
}

async function createQueue(native: string, { storage }: Reach): Promise<void> {
  const { QueueServiceClient } = await import('@azure/storage-queue')
  await QueueServiceClient.fromConnectionString(storage).getQueueClient(native).create()
}
