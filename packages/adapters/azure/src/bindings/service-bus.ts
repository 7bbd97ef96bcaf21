import { ServiceBusClient, ServiceBusError, type ServiceBusSender } from '@azure/service-bus'
import type { Env } from '@rove/core'
import { type DriverSource, nativeOf, type OpenResource, type SendDriver, type SendResult } from '@rove/core/adapter'
import { defaultConnections } from '../connections.ts'
import { errorCode } from './amqp-error-code.ts'
import { findConnection } from './connection.ts'
import { type IdentifiedMessage, inRuns, toMessage } from './service-bus-message.ts'
import { clientOf, type DriverOptions, type ServiceClient } from './service-client.ts'

/** How queues and topics are reached. */
export interface ServiceBusOptions extends DriverOptions<ServiceBusClient> {
  /** The setting with the connection string, or the prefix of an identity's. Default: `ServiceBusConnection`. */
  readonly connection?: string
  /**
   * Bytes of a message with its properties: what the entity is configured to take. Default: 262,144, which every tier takes;
   * a premium namespace takes up to 104,857,600. Batches stay within 1 MiB.
   */
  readonly maxMessageBytes?: number
}

// For properties, annotations and what the service adds; a message that goes in a batch has its own twice.
const room = 4096
// Source: https://learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas
const largestBatch = 1_048_576
const messageBytes = 262_144
// The service states no limit.
const aYear = 31_536_000

// One connection for a process: both sources, and every source that names the same setting, send through one client.
const shared = new Map<string, ServiceClient<ServiceBusClient>>()

/**
 * Queues on Azure Service Bus; the native name is a queue's. An ordered queue is one with sessions: a message's group is its
 * session, and a queue without `ordered` must be one without. A dedupe key is the message's id, which a queue with
 * `requiresDuplicateDetection` remembers for as long as it says; any other queue sends everything.
 *
 * The connection is a connection string in `ServiceBusConnection`, or the identity that may use
 * `ServiceBusConnection__fullyQualifiedNamespace`. Several messages go as a batch for each group and delay; a batch is taken
 * or refused as a whole.
 */
export function serviceBusQueue(options: ServiceBusOptions = {}): DriverSource<'queue'> {
  const source: DriverSource<'queue'> = { kind: 'queue', service: 'service-bus', open: openWith(options) }
  return options.only === undefined ? source : { ...source, only: options.only }
}

/**
 * Topics on Azure Service Bus; the native name is a topic's. Connection, batches and limits as of {@link serviceBusQueue}.
 */
export function serviceBusTopic(options: ServiceBusOptions = {}): DriverSource<'topic'> {
  const source: DriverSource<'topic'> = { kind: 'topic', service: 'service-bus', open: openWith(options) }
  return options.only === undefined ? source : { ...source, only: options.only }
}

/** The client of `@azure/service-bus` behind a queue or a topic. */
export function native(client: object): ServiceBusClient {
  return nativeOf<ServiceBusClient>(client, 'service-bus')
}

function openWith({
  client,
  connection,
  maxMessageBytes = messageBytes,
}: ServiceBusOptions): (resource: OpenResource) => SendDriver {
  const setting = connection ?? defaultConnections.serviceBus
  const clients = client === undefined ? sharedClients(setting) : clientOf(client, () => client)
  const [limit, batch] = [maxMessageBytes - room, Math.min(maxMessageBytes, largestBatch)]
  return (resource) => ({
    ...sending(clients, resource, { limit, batch }),
    service: 'service-bus',
    limits: { message: limit, batchBytes: batch - room, batchItems: 100, delay: aYear },
    errorCode,
    get native() {
      return clients.of(resource.env)
    },
  })
}

function sharedClients(setting: string): ServiceClient<ServiceBusClient> {
  const found =
    shared.get(setting) ??
    clientOf(
      undefined,
      (env) => makeClient(env, setting),
      (client) => briefly(client.close()),
    )
  shared.set(setting, found)
  return found
}

/** The client says good-bye to a service that is gone for as long as it takes; the process that ends waits two seconds. */
async function briefly(closing: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, 2000)
  })
  await Promise.race([closing.catch(() => undefined), patience])
  clearTimeout(timer)
}

function makeClient(env: Env, setting: string): ServiceBusClient {
  const query = { service: 'Service Bus', setting, endpoints: ['fullyQualifiedNamespace'] }
  const found = findConnection(env, query)
  const options = { retryOptions: { maxRetries: 0, timeoutInMs: 30_000 } }
  return 'connectionString' in found
    ? new ServiceBusClient(found.connectionString, options)
    : new ServiceBusClient(found.endpoint, found.credential, options)
}

function sending(
  clients: ServiceClient<ServiceBusClient>,
  { native: entity, env }: OpenResource,
  sizes: Omit<Destination, 'sender'>,
): Pick<SendDriver, 'send' | 'close'> {
  let kept: ServiceBusSender | undefined
  const sender = (): ServiceBusSender => {
    if (kept === undefined || kept.isClosed) kept = clients.of(env).createSender(entity)
    return kept
  }
  return {
    async send(messages) {
      const now = Date.now()
      const list = messages.map((message) => toMessage(message, now))
      return sendRuns({ ...sizes, sender: sender() }, list)
    },
    async close() {
      if (kept) await briefly(kept.close())
      await clients.close()
    },
  }
}

/** Where messages go; bytes of the content of one, and of a batch as it is sent. */
interface Destination {
  readonly sender: ServiceBusSender
  readonly limit: number
  readonly batch: number
}

/** Sends run after run; behind one that fails nothing is sent, so that no message overtakes another of its group. */
async function sendRuns(to: Destination, messages: readonly IdentifiedMessage[]): Promise<SendResult[]> {
  const results = new Map<number, SendResult>()
  try {
    for (const run of inRuns(messages)) await sendRun({ ...to, messages }, run, results)
  } catch (error) {
    if (results.size === 0) throw error
    return messages.map((_, index) => results.get(index) ?? { error })
  }
  return messages.map((_, index) => results.get(index) as SendResult)
}

/** Sends the messages of a run, in as few batches as hold them; a message that is larger than a batch goes alone. */
async function sendRun(
  to: Destination & { readonly messages: readonly IdentifiedMessage[] },
  run: readonly number[],
  results: Map<number, SendResult>,
): Promise<void> {
  let left = run
  while (left.length > 0) {
    const [first] = left as [number]
    const count = left.length === 1 ? 0 : await sendBatch(to, left)
    if (count === 0) await sendAlone(to, to.messages[first] as IdentifiedMessage)
    const sent = left.slice(0, Math.max(1, count))
    for (const index of sent) results.set(index, { id: (to.messages[index] as IdentifiedMessage).messageId })
    left = left.slice(sent.length)
  }
}

/** Sends as many as a batch holds. @returns how many */
async function sendBatch(
  { sender, messages, batch: maxSizeInBytes }: Parameters<typeof sendRun>[0],
  run: readonly number[],
): Promise<number> {
  const batch = await sender.createMessageBatch({ maxSizeInBytes })
  const end = run.findIndex((index) => !batch.tryAddMessage(messages[index] as IdentifiedMessage))
  if (end !== 0) await sender.sendMessages(batch)
  return end < 0 ? run.length : end
}

/** The service ends a link on which something too large is sent, and with it what else is on its way. */
async function sendAlone({ sender, limit }: Destination, message: IdentifiedMessage): Promise<void> {
  const size = message.body.byteLength
  if (size > limit) {
    throw new ServiceBusError(`The message has ${size} bytes; at most ${limit} can be sent.`, 'MessageSizeExceeded')
  }
  await sender.sendMessages(message)
}
