import { randomUUID } from 'node:crypto'
import type { Delivered, SentMessage } from '@rove/core/adapter'
import { refuse, toText } from './content.ts'
import { type Lambda, maxAttemptsOf, type Service } from './service.ts'
import type { SqsAttribute } from './sqs-message.ts'
import { pollSqs } from './sqs-poller.ts'
import { createSqsQueue, type SqsInput, type SqsQueueOptions } from './sqs-queue.ts'
import { toDelivered } from './tally.ts'

/** Amazon SQS with a standard queue: what failed is received again, until the redrive policy moves it aside. */
export const sqs: Service<'message'> = (delivery, lambda) =>
  deliverThroughQueue(
    { name: delivery.to, fifo: false, maxReceiveCount: maxAttemptsOf(delivery) },
    delivery.items.map(toSqsInput),
    lambda,
  )

/**
 * Amazon SQS with a FIFO queue: messages of a group come in order, several of them in a batch, and none while others
 * are in flight. What fails holds up its group; each receive counts for all that were in the batch.
 */
export const sqsFifo: Service<'message'> = (delivery, lambda) =>
  deliverThroughQueue(
    { name: delivery.to, fifo: true, maxReceiveCount: maxAttemptsOf(delivery) },
    // A FIFO queue refuses what has no group; a sender without one gives each message its own.
    delivery.items.map((item) => ({ ...toSqsInput(item), group: item.group ?? randomUUID() })),
    lambda,
  )

/** Sends everything to a new queue, and polls until it is empty. */
export async function deliverThroughQueue(
  options: SqsQueueOptions,
  inputs: readonly SqsInput[],
  lambda: Lambda,
): Promise<readonly Delivered[]> {
  const queue = createSqsQueue(options)
  const ids = inputs.map((input) => queue.send(input))
  await pollSqs(queue, lambda, inputs.length * options.maxReceiveCount)
  return ids.map((id, item) => toDelivered(queue.outcomeOf(id), queue.receivesOf(id), item))
}

function toSqsInput({ body, attributes = {}, group }: SentMessage): SqsInput {
  return { body: toText(body, 'SQS'), attributes: toSqsAttributes(attributes), group }
}

// Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
const maxAttributes = 10

function toSqsAttributes(attributes: Readonly<Record<string, string>>): Readonly<Record<string, SqsAttribute>> {
  const entries = Object.entries(attributes)
  if (entries.length > maxAttributes)
    throw refuse(`SQS takes ${maxAttributes} attributes, and these are ${entries.length}.`)
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (value === '') throw refuse(`SQS refuses the attribute "${name}", which is empty.`)
      return [name, { dataType: 'String', stringValue: toText(value, 'SQS') }]
    }),
  )
}
