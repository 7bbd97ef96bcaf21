import { Buffer } from 'node:buffer'
import { type QueueClient, QueueServiceClient } from '@azure/storage-queue'
import { type Env, RoveError } from '@rove/core'
import {
  type DriverSource,
  nativeOf,
  type OpenResource,
  type OutgoingMessage,
  type SendDriver,
  type SendResult,
} from '@rove/core/adapter'
import { defaultConnections } from '../connections.ts'
import { checkName, nameRules } from '../resource-names.ts'
import { atOnce } from './at-once.ts'
import { findStorage } from './connection.ts'
import { errorCode } from './error-code.ts'
import { inTime } from './in-time.ts'
import { clientOf, type ServiceClient } from './service-client.ts'
import { patience, type StorageOptions, withoutTries } from './storage-account.ts'

/** How queues are reached. */
export type StorageQueueOptions = StorageOptions<QueueServiceClient>

/**
 * 64 KiB for a message in base64, which is 48 KiB of text; 7 days. The service takes one message a call; the figures of a
 * batch are the driver's own.
 * Sources: https://learn.microsoft.com/azure/storage/queues/scalability-targets,
 * https://learn.microsoft.com/rest/api/storageservices/put-message#uri-parameters
 */
const limits = { message: 49_152, batchBytes: 100 * 49_152, batchItems: 100, delay: 604_800 }

const service = 'azure-storage-queue'

/**
 * Queues on Azure Storage; the native name is a queue's name. They keep no order and drop nothing for a dedupe key. Messages
 * are base64 of UTF-8, as the host's `messageEncoding` says, and never expire: Azure's default is seven days, which a delay
 * can be as well. A batch is a call for each message, sixteen at the same time.
 */
export function storageQueue({ client: given, only, connection }: StorageQueueOptions = {}): DriverSource<'queue'> {
  const client = clientOf(given, (env) => toClient(env, connection))
  const source: DriverSource<'queue'> = { kind: 'queue', service, open: (queue) => openQueue(client, queue) }
  return only === undefined ? source : { ...source, only }
}

/** The queue behind a client of `context.use`. @throws RoveError `FailedPrecondition` when it is no storage queue */
export function native(client: object): QueueClient {
  return nativeOf<QueueClient>(client, service)
}

function toClient(env: Env, connection: string = defaultConnections.storage): QueueServiceClient {
  const found = findStorage(env, connection, 'queue')
  if (!('connectionString' in found)) return new QueueServiceClient(found.endpoint, found.credential, withoutTries)
  return QueueServiceClient.fromConnectionString(found.connectionString, withoutTries)
}

function openQueue(
  client: ServiceClient<QueueServiceClient>,
  { name, native, ordered, env }: OpenResource,
): SendDriver {
  if (ordered) {
    throw new RoveError(
      'Unimplemented',
      `The queue "${name}" is ordered, and Storage Queue keeps no order. Use serviceBusQueue() of @rove/azure/service-bus for it.`,
    )
  }
  checkName(
    native,
    nameRules.storageQueue,
    `Say another one: adapt(app, { resources: { queue: { '${name}': '…' } } }).`,
  )
  const queue = () => client.of(env).getQueueClient(native)
  return {
    service,
    limits,
    errorCode,
    get native() {
      return queue()
    },
    async send(messages) {
      const to = queue()
      const results = await atOnce(messages, 16, (message) => sendOne(to, message))
      const [first] = results
      if (first !== undefined && 'error' in first && results.every((result) => 'error' in result)) throw first.error
      return results
    },
  }
}

async function sendOne(queue: QueueClient, { text, delay }: OutgoingMessage): Promise<SendResult> {
  const options = { messageTimeToLive: -1, ...(delay === undefined ? {} : { visibilityTimeout: delay }) }
  const content = Buffer.from(text).toString('base64')
  try {
    const sent = await inTime(patience, (abortSignal) => queue.sendMessage(content, { ...options, abortSignal }))
    return { id: sent.messageId }
  } catch (error) {
    return { error }
  }
}
