import type { Resource } from '@rove/core'
import { tableShape } from '../../bindings/dynamodb-layout.ts'

/** How the services are reached. */
export interface Reach {
  readonly endpoint: string
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

/** Makes a resource in the services, as the deployment would. */
export async function createResource({ kind, name }: Resource, native: string, reach: Reach): Promise<void> {
  switch (kind) {
    case 'kv':
      return createTable(native, reach)
    case 'bucket':
      return createBucket(native, reach)
    case 'queue':
      await createQueue(native, reach)
      return
    case 'topic':
      return createTopic(native, reach)
    case 'secret':
      return createSecret({ native, value: `the value of ${name}` }, reach)
    case 'config':
      return
  }
}

/** The queue that gets what is published to a topic, so that it can be taken. */
export function queueOfTopic(native: string): string {
  return `of-${native}`
}

/** Receives and deletes everything that a queue shows: the bodies. */
export async function drainQueue(native: string, reach: Reach): Promise<string[]> {
  const { DeleteMessageCommand, GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } = await import(
    '@aws-sdk/client-sqs'
  )
  const client = new SQSClient(reach)
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: native }))
  const bodies: string[] = []
  for (;;) {
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
    if (Messages.length === 0) break
    for (const { Body, ReceiptHandle } of Messages) {
      bodies.push(Body ?? '')
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    }
  }
  client.destroy()
  return bodies
}

async function createTable(TableName: string, reach: Reach): Promise<void> {
  const { CreateTableCommand, DynamoDBClient } = await import('@aws-sdk/client-dynamodb')
  const { partitionKey, sortKey } = tableShape
  const client = new DynamoDBClient(reach)
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
  client.destroy()
}

async function createBucket(Bucket: string, reach: Reach): Promise<void> {
  const { CreateBucketCommand, S3Client } = await import('@aws-sdk/client-s3')
  const client = new S3Client(reach)
  await client.send(new CreateBucketCommand({ Bucket }))
  client.destroy()
}

async function createQueue(native: string, reach: Reach): Promise<string> {
  const { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } = await import('@aws-sdk/client-sqs')
  const client = new SQSClient(reach)
  const Attributes = native.endsWith('.fifo') ? { FifoQueue: 'true' } : {}
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: native, Attributes }))
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] })
  const arn = (await client.send(asked)).Attributes?.QueueArn ?? ''
  client.destroy()
  return arn
}

async function createTopic(Name: string, reach: Reach): Promise<void> {
  const { CreateTopicCommand, SNSClient, SubscribeCommand } = await import('@aws-sdk/client-sns')
  const client = new SNSClient(reach)
  const { TopicArn } = await client.send(new CreateTopicCommand({ Name }))
  const Endpoint = await createQueue(queueOfTopic(Name), reach)
  const Attributes = { RawMessageDelivery: 'true' }
  await client.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes }))
  client.destroy()
}

async function createSecret(
  { native, value }: { readonly native: string; readonly value: string },
  reach: Reach,
): Promise<void> {
  const { CreateSecretCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager')
  const client = new SecretsManagerClient(reach)
  await client.send(new CreateSecretCommand({ Name: native, SecretString: value }))
  client.destroy()
}
