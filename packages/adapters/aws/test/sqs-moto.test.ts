import {
  ChangeMessageVisibilityBatchCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { SentMessage } from '@rove/core/adapter'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AwsHost } from '../src/host/index.ts'
import { toArn } from '../src/host/services/names.ts'
import type { Lambda } from '../src/host/services/service.ts'
import { md5OfAttributes, md5OfText, type SqsMessage } from '../src/host/services/sqs-message.ts'
import { type PolledQueue, pollSqs } from '../src/host/services/sqs-poller.ts'
import { deliveryHost, outcomes } from './host-fixtures/deliveries.ts'
import { clientOptions, hasMoto, type Moto, startMoto } from './moto.fixture.ts'

describe.skipIf(!hasMoto('SQS'))('the rules of SQS, on moto', () => {
  let moto: Moto
  let sqs: SQSClient

  beforeAll(async () => {
    moto = await startMoto()
    sqs = new SQSClient(clientOptions(moto.endpoint))
  })

  afterAll(async () => {
    sqs.destroy()
    await moto.stop()
  })

  it('the poison is in the dead-letter queue, and nothing else; the queue in memory agrees', async () => {
    const items = Array.from({ length: 23 }, (_, index) => ({
      body: `${['ok', 'fail', 'ok', 'fail-1', 'fail-2'][index % 5]} ${index}`,
      attributes: { number: `${index}` },
    }))
    const maxAttempts = 3
    const queue = await createQueues('shipments', maxAttempts)
    for (const item of items) await send(queue.url, item)
    const { host } = await deliveryHost()
    await pollSqs(toPolled(queue.url, 'shipments'), toLambda(host), items.length * maxAttempts)

    const poison = items.filter(({ body }) => body.startsWith('fail '))
    const aside = await drain(queue.deadLetterUrl)
    expect(aside.map(({ Body }) => Body).sort()).toEqual(poison.map(({ body }) => body).sort())
    expect(await countIn(queue.url)).toBe(0)

    const delivered = await host.deliver({ trigger: 'message', to: 'shipments', maxAttempts, items })
    expect(outcomes(delivered)).toEqual(
      items.map(({ body }) => {
        if (body.startsWith('fail ')) return 'dead-lettered 3'
        return `done ${body.startsWith('ok') ? 1 : Number(body.charAt(5)) + 1}`
      }),
    )
    const asideHere = items.filter((_, index) => delivered[index]?.outcome === 'dead-lettered')
    expect(asideHere.map(({ body }) => body).sort()).toEqual(aside.map(({ Body }) => Body).sort())
  })

  it('a function that throws loses its whole batch after the same receives', async () => {
    const queue = await createQueues('broken', 2)
    const items = ['throw', 'ok', 'ok'].map((body) => ({ body }))
    for (const item of items) await send(queue.url, item)
    const { host } = await deliveryHost()
    await pollSqs(toPolled(queue.url, 'broken'), toLambda(host), items.length * 2)
    const delivered = await host.deliver({ trigger: 'message', to: 'broken', maxAttempts: 2, items })
    expect(delivered.map(({ outcome }) => outcome)).toEqual(Array(3).fill('dead-lettered'))
    expect((await drain(queue.deadLetterUrl)).map(({ Body }) => Body).sort()).toEqual(['ok', 'ok', 'throw'])
  })

  it('a FIFO queue counts receives for all of a group that come together', async () => {
    const maxAttempts = 3
    const queue = await createQueues('ordered', maxAttempts, true)
    const items = [
      ...['ok a', 'fail b', 'fail-3 c'].map((body) => ({ body, group: 'one' })),
      ...['ok d', 'fail-1 e', 'fail-2 f'].map((body) => ({ body, group: 'two' })),
    ]
    for (const item of items) await send(queue.url, item)
    const { host } = await deliveryHost()
    await pollSqs(toPolled(queue.url, 'ordered.fifo'), toLambda(host), items.length * maxAttempts)
    const delivered = await host.deliver({ trigger: 'message', to: 'ordered', via: 'sqs-fifo', maxAttempts, items })
    const asideHere = items.filter((_, index) => delivered[index]?.outcome === 'dead-lettered')
    const aside = await drain(queue.deadLetterUrl)
    expect(aside.map(({ Body }) => Body)).toEqual(['fail b', 'fail-3 c'])
    expect(asideHere.map(({ body }) => body)).toEqual(['fail b', 'fail-3 c'])
    expect(await countIn(queue.url)).toBe(0)
  })

  it('digests are what SQS gives', async () => {
    const { url } = await createQueues('digests', 2)
    const item = { body: 'grüße ☂', attributes: { second: 'é', first: 'one' } }
    await send(url, item)
    const [received] = await drain(url)
    expect(md5OfText(item.body)).toBe(received?.MD5OfBody)
    expect(md5OfAttributes(toSqsMessage(received ?? {}).messageAttributes)).toBe(received?.MD5OfMessageAttributes)
  })

  async function createQueues(
    name: string,
    maxReceiveCount: number,
    fifo = false,
  ): Promise<{ url: string; deadLetterUrl: string }> {
    const [suffix, kind] = fifo ? ['.fifo', { FifoQueue: 'true' }] : ['', {}]
    const aside = await sqs.send(
      new CreateQueueCommand({ QueueName: `${name}-dead-letters${suffix}`, Attributes: kind }),
    )
    const deadLetterUrl = aside.QueueUrl ?? ''
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: await arnOf(deadLetterUrl), maxReceiveCount })
    const { QueueUrl = '' } = await sqs.send(
      new CreateQueueCommand({ QueueName: `${name}${suffix}`, Attributes: { RedrivePolicy, ...kind } }),
    )
    return { url: QueueUrl, deadLetterUrl }
  }

  async function arnOf(QueueUrl: string): Promise<string | undefined> {
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))
    return Attributes?.QueueArn
  }

  async function countIn(QueueUrl: string): Promise<number> {
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
    )
    return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name]), 0)
  }

  async function send(QueueUrl: string, { body, attributes = {}, group }: SentMessage): Promise<void> {
    const entries = Object.entries(attributes)
    await sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: String(body),
        ...(group === undefined
          ? {}
          : { MessageGroupId: group, MessageDeduplicationId: String(body).replace(' ', '_') }),
        MessageAttributes: Object.fromEntries(
          entries.map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
        ),
      }),
    )
  }

  async function receive(QueueUrl: string): Promise<Message[]> {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 60,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    )
    return Messages
  }

  async function drain(url: string): Promise<Message[]> {
    const all: Message[] = []
    for (;;) {
      const some = await receive(url)
      if (some.length === 0) return all
      all.push(...some)
    }
  }

  /** The poller's queue, on the real client. */
  function toPolled(QueueUrl: string, name: string): PolledQueue {
    const entries = (messages: readonly SqsMessage[]) =>
      messages.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }))
    return {
      arn: toArn('sqs', name),
      receive: async () => (await receive(QueueUrl)).map(toSqsMessage),
      async remove(messages) {
        if (messages.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: entries(messages) }))
      },
      async release(messages) {
        const Entries = entries(messages).map((entry) => ({ ...entry, VisibilityTimeout: 0 }))
        if (messages.length > 0) await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }))
      },
    }
  }
})

/** What a poller makes of what it receives. */
function toSqsMessage(message: Message): SqsMessage {
  const entries = Object.entries(message.MessageAttributes ?? {})
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    md5OfBody: message.MD5OfBody ?? '',
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(
      entries.map(([name, { DataType = '', StringValue = '' }]) => [
        name,
        { dataType: DataType, stringValue: StringValue },
      ]),
    ),
  }
}

/** The function on the host, for a queue that is not the host's. */
function toLambda(host: AwsHost): Lambda {
  return {
    reportsItems: true,
    async invoke(event) {
      const { payload, functionError } = await host.invoke(event)
      return { payload: Buffer.from(JSON.stringify(payload)), functionError }
    },
    invokeAsync: () => Promise.reject(new Error('A queue invokes synchronously.')),
  }
}
