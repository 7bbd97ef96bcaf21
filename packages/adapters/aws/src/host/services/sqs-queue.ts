import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Delivered } from '@rove/core/adapter'
import { takeBatch } from './batches.ts'
import { toArn } from './names.ts'
import { md5OfText, type SqsAttribute, type SqsMessage } from './sqs-message.ts'
import type { PolledQueue } from './sqs-poller.ts'

/** How a queue is set up. */
export interface SqsQueueOptions {
  /** Without `.fifo`. */
  readonly name: string
  readonly fifo: boolean
  /** Of the redrive policy: how often a message is received before it is moved to the dead-letter queue. */
  readonly maxReceiveCount: number
}

/** What is sent to a queue. */
export interface SqsInput {
  readonly body: string
  readonly attributes?: Readonly<Record<string, SqsAttribute>>
  readonly group?: string | undefined
}

/** A queue of SQS in memory, with its dead-letter queue. */
export interface SqsQueue extends PolledQueue {
  /** Gives the message's id. */
  send(input: SqsInput): string
  /** What became of a message; undefined while it is in the queue. */
  outcomeOf(messageId: string): Delivered['outcome'] | undefined
  receivesOf(messageId: string): number
}

interface Stored {
  readonly id: string
  readonly input: SqsInput
  readonly attributes: Readonly<Record<string, string>>
  receives: number
  firstReceived: number
  /** `hidden`: released, but not visible again before what else is visible has had its turn. */
  state: 'visible' | 'in flight' | 'hidden' | Delivered['outcome']
}

const maxMessages = 10
const visibilityMilliseconds = 1

/**
 * Makes a queue. The visibility timeout is cut short: a message that was released is visible again as soon as nothing
 * else is. In a FIFO queue it hides the rest of its group until then.
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
export function createSqsQueue({ name, fifo, maxReceiveCount }: SqsQueueOptions): SqsQueue {
  const messages = new Map<string, Stored>()
  const inState = (state: Stored['state']): Stored[] => [...messages.values()].filter((one) => one.state === state)

  /** Moves what was received too often aside, and takes what may be received now. */
  function take(): readonly Stored[] {
    const groupOf = ({ input }: Stored): string | undefined => (fifo ? input.group : undefined)
    const blocked = new Set([...inState('in flight'), ...inState('hidden')].map(groupOf))
    const open = inState('visible').filter((one) => groupOf(one) === undefined || !blocked.has(groupOf(one)))
    // The move is made on a receive, and the receive that is one too many delivers nothing.
    // Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
    for (const one of open) if (one.receives >= maxReceiveCount) one.state = 'dead-lettered'
    return takeBatch(
      open.filter(({ state }) => state === 'visible'),
      maxMessages,
    )
  }

  function settle(received: readonly SqsMessage[], state: Stored['state']): void {
    for (const { messageId } of received) {
      const message = messages.get(messageId)
      if (message?.state === 'in flight') message.state = state
    }
  }

  return {
    arn: toArn('sqs', fifo ? `${name}.fifo` : name),
    send(input) {
      const id = randomUUID()
      const attributes = toSystemAttributes({ id, fifo, group: input.group, place: messages.size })
      messages.set(id, { id, input, attributes, receives: 0, firstReceived: 0, state: 'visible' })
      return id
    },
    async receive() {
      for (;;) {
        const taken = take()
        if (taken.length > 0) return taken.map(toReceived)
        const hidden = inState('hidden')
        if (hidden.length === 0) return []
        await delay(visibilityMilliseconds)
        for (const one of hidden) one.state = 'visible'
      }
    },
    async remove(received) {
      settle(received, 'done')
    },
    async release(received) {
      settle(received, 'hidden')
    },
    outcomeOf(messageId) {
      const state = messages.get(messageId)?.state
      return state === 'done' || state === 'dead-lettered' ? state : undefined
    },
    receivesOf: (messageId) => messages.get(messageId)?.receives ?? 0,
  }
}

interface Sending {
  readonly id: string
  readonly fifo: boolean
  readonly group: string | undefined
  readonly place: number
}

// Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
function toSystemAttributes({ id, fifo, group, place }: Sending): Readonly<Record<string, string>> {
  return {
    SentTimestamp: String(Date.now()),
    SenderId: 'AIDAEXAMPLESENDER0001',
    ...(fifo ? { SequenceNumber: String(18_849_496_460_467_696_128n + BigInt(place) * 256n) } : {}),
    // A standard queue hands the group on too, for fair queues, but keeps no order by it.
    ...(group === undefined ? {} : { MessageGroupId: group }),
    ...(fifo ? { MessageDeduplicationId: createHash('sha256').update(id).digest('hex') } : {}),
  }
}

function toReceived(stored: Stored): SqsMessage {
  stored.state = 'in flight'
  stored.receives += 1
  if (stored.receives === 1) stored.firstReceived = Date.now()
  const { id, input } = stored
  return {
    messageId: id,
    receiptHandle: `AQEB${randomBytes(120).toString('base64')}`,
    body: input.body,
    md5OfBody: md5OfText(input.body),
    attributes: {
      ApproximateReceiveCount: String(stored.receives),
      ...stored.attributes,
      ApproximateFirstReceiveTimestamp: String(stored.firstReceived),
    },
    messageAttributes: input.attributes ?? {},
  }
}
