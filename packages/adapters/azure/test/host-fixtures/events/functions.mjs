// An app of events only, as a user of the vendor's documentation would write it; nothing of Rove is in it. Each function
// notes what it was called with, and fails as the event tells it to.
import { appendFileSync } from 'node:fs'
import azure from '@azure/functions'

const { app } = azure
const calls = new Map()

const shown = (value) =>
  JSON.stringify(value, (_key, one) => (one?.type === 'Buffer' ? `hex:${Buffer.from(one.data).toString('hex')}` : one))

const handler = async (input, context) => {
  const { functionName, triggerMetadata: metadata, retryContext } = context
  const text = shown(input)
  const call = (calls.get(text) ?? 0) + 1
  calls.set(text, call)
  const note = { function: functionName, input, metadata, retry: retryContext, pid: process.pid }
  appendFileSync(process.env.CALLS, `${shown(note)}\n`)
  const plain = text.replace(/hex:([0-9a-f]*)/g, (_whole, hex) => Buffer.from(hex, 'hex').toString())
  if (plain.includes('exit')) process.exit(3)
  if (plain.includes('hang')) await new Promise(() => {})
  if (plain.includes('fail') || (plain.includes('twice') && call < 3)) throw new Error(`failed on purpose: ${plain}`)
}

const failing = async (input, context) => {
  await handler(input, context)
  throw new Error('failed on purpose, whatever comes')
}

const connection = 'Connection'
app.storageQueue('texts', { queueName: 'shop-texts', connection, handler })
app.storageQueue('blobs-of-bytes', { queueName: 'bytes', connection, dataType: 'binary', handler })
app.storageQueue('leftovers', { queueName: 'leftovers-poison', connection, handler })
app.storageQueue('configured', { queueName: '%ORDERS_QUEUE%', connection, handler })
app.serviceBusQueue('bus', { queueName: 'bus', connection, handler })
app.serviceBusQueue('bus-many', { queueName: 'bus-many', connection, cardinality: 'many', handler })
app.serviceBusQueue('bus-sessions', { queueName: 'bus-sessions', connection, isSessionsEnabled: true, handler })
app.serviceBusQueue('bus-sessions-many', {
  queueName: 'bus-sessions-many',
  connection,
  isSessionsEnabled: true,
  cardinality: 'many',
  handler,
})
app.serviceBusQueue('bus-manual', { queueName: 'bus-manual', connection, autoCompleteMessages: false, handler })
app.serviceBusQueue('bus-sdk', { queueName: 'bus-sdk', connection, sdkBinding: true, handler })
app.serviceBusTopic('bus-topic', { topicName: 'placed', subscriptionName: 'bus-topic', connection, handler })
app.eventGrid('grid', { handler })
app.generic('grid-many', {
  trigger: azure.trigger.generic({ type: 'eventGridTrigger', cardinality: 'many', topicName: 'many-events' }),
  handler,
})
const files = { containerName: 'shop-files', handler }
app.eventGrid('files-created', { ...files, eventTypes: ['Microsoft.Storage.BlobCreated'] })
app.eventGrid('files-deleted', { ...files, eventTypes: ['Microsoft.Storage.BlobDeleted'] })
app.eventGrid('first-copy', { topicName: 'shop-copied', handler })
app.eventGrid('second-copy', { topicName: 'shop-copied', handler: failing })
app.timer('nightly', { schedule: '0 0 3 * * *', handler })
app.timer('unmonitored', { schedule: '0 0 3 * * *', useMonitor: false, handler })
app.timer('broken', { schedule: '0 0 3 * * *', handler: failing })
app.timer('patient', {
  schedule: '0 0 3 * * *',
  retry: { strategy: 'fixedDelay', maxRetryCount: 2, delayInterval: 1 },
  handler: failing,
})
app.storageBlob('receipts', { path: 'shop-receipts/{folder}/{name}.png', connection, source: 'EventGrid', handler })
app.storageBlob('broken-blobs', { path: 'broken-blobs/{name}', connection, source: 'EventGrid', handler: failing })
app.cosmosDB('orders', {
  databaseName: 'shop',
  containerName: 'shop-orders',
  connection,
  maxItemsPerInvocation: 2,
  handler,
})
app.cosmosDB('versions', {
  databaseName: 'shop',
  containerName: 'versions',
  connection,
  changeFeedMode: 'AllVersionsAndDeletes',
  retry: { strategy: 'fixedDelay', maxRetryCount: 1, delayInterval: 1 },
  handler,
})
app.eventHub('hub', { eventHubName: 'hub', connection, cardinality: 'one', handler })
app.eventHub('hub-many', {
  eventHubName: 'hub-many',
  connection,
  cardinality: 'many',
  retry: { strategy: 'fixedDelay', maxRetryCount: -1, delayInterval: 1 },
  handler,
})
const kafka = { type: 'kafkaTrigger', brokerList: '%Brokers%', consumerGroup: 'shop' }
app.generic('kafka', { trigger: azure.trigger.generic({ ...kafka, topic: 'records' }), handler })
app.generic('kafka-many', {
  trigger: azure.trigger.generic({ ...kafka, topic: 'batches', cardinality: 'many', dataType: 'binary' }),
  handler,
})
