import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { CreateTopicCommand, type SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { tableShape } from '../src/bindings/dynamodb.ts'

/** Makes a table for values. */
export async function createTable(client: DynamoDBClient, TableName: string): Promise<string> {
  const { partitionKey, sortKey } = tableShape
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: partitionKey.name, KeyType: 'HASH' },
        { AttributeName: sortKey.name, KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [partitionKey, sortKey].map(({ name, type }) => ({
        AttributeName: name,
        AttributeType: type,
      })),
    }),
  )
  return TableName
}

/** Makes a queue, FIFO by its name, and gives its URL. */
export async function createQueue(client: SQSClient, QueueName: string): Promise<string> {
  const Attributes = QueueName.endsWith('.fifo') ? { FifoQueue: 'true' } : {}
  return (await client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? ''
}

export async function arnOfQueue(client: SQSClient, QueueUrl: string): Promise<string> {
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] })
  return (await client.send(command)).Attributes?.QueueArn ?? ''
}

/** Makes a topic, FIFO by its name, with a queue that gets what is published, as it is. */
export async function createTopic(
  clients: { readonly topics: SNSClient; readonly queues: SQSClient },
  Name: string,
): Promise<{ readonly arn: string; readonly queue: string }> {
  const Attributes = Name.endsWith('.fifo') ? { FifoTopic: 'true' } : {}
  const { TopicArn = '' } = await clients.topics.send(new CreateTopicCommand({ Name, Attributes }))
  const queue = await createQueue(clients.queues, `of-${Name}`)
  const subscription = { TopicArn, Protocol: 'sqs', Endpoint: await arnOfQueue(clients.queues, queue) }
  await clients.topics.send(new SubscribeCommand({ ...subscription, Attributes: { RawMessageDelivery: 'true' } }))
  return { arn: TopicArn, queue }
}

/** Receives and deletes everything that a queue shows. */
export async function drain(client: SQSClient, QueueUrl: string): Promise<Message[]> {
  const all: Message[] = []
  for (;;) {
    const command = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All' as const] }
    const { Messages = [] } = await client.send(new ReceiveMessageCommand(command))
    if (Messages.length === 0) return all
    for (const { ReceiptHandle } of Messages) {
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    }
    all.push(...Messages)
  }
}
