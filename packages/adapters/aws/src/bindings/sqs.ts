import {
  GetQueueUrlCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SQSClient,
} from '@aws-sdk/client-sqs'
import {
  clientOf,
  type DriverSource,
  nativeOf,
  type OpenResource,
  type OutgoingMessage,
  remembered,
  type SendDriver,
  type ServiceClient,
} from '@rove/core/adapter'
import { toFifoFields, toResults, toToken } from './batch.ts'
import { errorCode } from './error-code.ts'
import { clientConfig, type DriverOptions } from './service-client.ts'

/** How queues are reached. */
export type SqsOptions = DriverOptions<SQSClient>

/**
 * 1 MiB for a message and for a batch, since August 2025; ten messages; 15 minutes.
 * Sources: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html (bytes),
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html (messages, delay)
 */
const limits = { message: 1_048_576, batchBytes: 1_048_576, batchItems: 10, delay: 900 }

/**
 * Queues on Amazon SQS. The native name is a queue's URL, ARN or name; the URL of a name is asked for once, when something
 * is first sent. An ordered queue is a FIFO queue: its name ends with `.fifo`, which is added where it is missing, and it
 * cannot delay single messages. A standard queue takes a group for fairness between groups, without order, and drops nothing
 * for a dedupe key.
 */
export function sqs({ client: given, only }: SqsOptions = {}): DriverSource<'queue'> {
  const client = clientOf(
    given,
    () => new SQSClient(clientConfig()),
    (made) => made.destroy(),
  )
  const source: DriverSource<'queue'> = { kind: 'queue', service: 'sqs', open: (queue) => openQueue(client, queue) }
  return only === undefined ? source : { ...source, only }
}

/** The SDK's client behind a queue on SQS, one of `context.use`. @throws RoveError `FailedPrecondition` when something else is behind it */
export function native(client: object): SQSClient {
  return nativeOf<SQSClient>(client, 'sqs')
}

function openQueue(client: ServiceClient<SQSClient>, { native, ordered }: OpenResource): SendDriver {
  const fifo = ordered || native.endsWith('.fifo')
  const url = remembered(() => findUrl(client.get(), fifo && !native.endsWith('.fifo') ? `${native}.fifo` : native))
  return {
    service: 'sqs',
    // Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html (DelaySeconds)
    limits: fifo ? { ...limits, delay: 0 } : limits,
    errorCode,
    get native() {
      return client.get()
    },
    async send(messages) {
      const Entries = messages.map((message, index) => toEntry(message, index, fifo))
      const answer = await client.get().send(new SendMessageBatchCommand({ QueueUrl: await url(), Entries }))
      return toResults(messages.length, answer)
    },
    close: () => client.close(),
  }
}

async function findUrl(client: SQSClient, native: string): Promise<string> {
  if (/^https?:\/\//.test(native)) return native
  // arn:aws:sqs:eu-central-1:123456789012:orders
  const [, account, name = native] = /^arn:[^:]*:sqs:[^:]*:([^:]*):(.+)$/.exec(native) ?? []
  const owner = account === undefined ? {} : { QueueOwnerAWSAccountId: account }
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: name, ...owner }))
  return QueueUrl ?? native
}

function toEntry(message: OutgoingMessage, index: number, fifo: boolean): SendMessageBatchRequestEntry {
  const { text, delay, group } = message
  const entry = { Id: String(index), MessageBody: text }
  if (fifo) return { ...entry, ...toFifoFields(message) }
  return {
    ...entry,
    ...(delay === undefined ? {} : { DelaySeconds: delay }),
    // Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
    ...(group === undefined ? {} : { MessageGroupId: toToken(group) }),
  }
}
