import { ListTopicsCommand, PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns'
import { RoveError } from '@rove/core'
import {
  clientOf,
  type DriverSource,
  nativeOf,
  type OpenResource,
  remembered,
  type SendDriver,
  type ServiceClient,
} from '@rove/core/adapter'
import { toFifoFields, toResults } from './batch.ts'
import { errorCode } from './error-code.ts'
import { clientConfig, type DriverOptions } from './service-client.ts'

/** How topics are reached. */
export type SnsOptions = DriverOptions<SNSClient>

/**
 * 256 KiB for a message and for a batch, unless the topic's `MaximumMessageSize` is set; ten messages; no delay.
 * Source: https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
 */
const limits = { message: 262_144, batchBytes: 262_144, batchItems: 10, delay: 0 }

/**
 * Topics on Amazon SNS. The native name is a topic's ARN; the ARN of a plain name is looked for once among the account's
 * topics, which needs `sns:ListTopics`: give the ARN where the function may do nothing but publish. On a FIFO topic (its
 * name ends with `.fifo`) messages without a group are one group.
 */
export function sns({ client: given, only }: SnsOptions = {}): DriverSource<'topic'> {
  const client = clientOf(
    given,
    () => new SNSClient(clientConfig()),
    (made) => made.destroy(),
  )
  const source: DriverSource<'topic'> = { kind: 'topic', service: 'sns', open: (topic) => openTopic(client, topic) }
  return only === undefined ? source : { ...source, only }
}

/** The SDK's client behind a topic on SNS, one of `context.use`. @throws RoveError `FailedPrecondition` when something else is behind it */
export function native(client: object): SNSClient {
  return nativeOf<SNSClient>(client, 'sns')
}

function openTopic(client: ServiceClient<SNSClient>, { native }: OpenResource): SendDriver {
  const fifo = native.endsWith('.fifo')
  const arn = remembered(async () => (native.startsWith('arn:') ? native : findArn(client.get(), native)))
  return {
    service: 'sns',
    limits,
    errorCode,
    get native() {
      return client.get()
    },
    async send(messages) {
      const PublishBatchRequestEntries = messages.map((message, index) => ({
        Id: String(index),
        Message: message.text,
        ...(fifo ? toFifoFields(message) : {}),
      }))
      const command = new PublishBatchCommand({ TopicArn: await arn(), PublishBatchRequestEntries })
      return toResults(messages.length, await client.get().send(command))
    },
    close: () => client.close(),
  }
}

async function findArn(client: SNSClient, name: string): Promise<string> {
  let NextToken: string | undefined
  do {
    const page = await client.send(new ListTopicsCommand(NextToken === undefined ? {} : { NextToken }))
    const found = page.Topics?.find(({ TopicArn }) => TopicArn?.split(':').at(-1) === name)?.TopicArn
    if (found !== undefined) return found
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  throw new RoveError('NotFound', `There is no SNS topic ${JSON.stringify(name)} in this account and region.`, {
    provider: 'sns',
  })
}
