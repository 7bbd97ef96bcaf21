import { readFailures } from './batch-answer.ts'
import type { Lambda } from './service.ts'
import { type SqsMessage, toSqsEvent } from './sqs-message.ts'

/** A queue that can be polled: the one in memory, or a real one behind SQS's API. */
export interface PolledQueue {
  readonly arn: string
  /** Up to 10 messages, invisible to others from now on. None when nothing is left. */
  receive(): Promise<readonly SqsMessage[]>
  /** Deletes what was handled. */
  remove(messages: readonly SqsMessage[]): Promise<void>
  /** Makes what failed visible again. */
  release(messages: readonly SqsMessage[]): Promise<void>
}

/**
 * Lambda's event source mapping for SQS: takes batches until the queue is empty, deletes what was handled, leaves what
 * failed to the queue and its redrive policy.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 *
 * @param maxBatches how many batches there can be at most; each has at least one message, received once more
 * @throws Error when the queue is not empty after them
 */
export async function pollSqs(queue: PolledQueue, lambda: Lambda, maxBatches: number): Promise<void> {
  for (let batches = 0; ; batches += 1) {
    const messages = await queue.receive()
    if (messages.length === 0) return
    if (batches === maxBatches) throw new Error(`${queue.arn} still has messages after ${maxBatches} batches.`)
    const result = await lambda.invoke(toSqsEvent(messages, queue.arn))
    const ids = messages.map(({ messageId }) => messageId)
    const failed = readFailures(result, ids, lambda.reportsItems)
    await queue.remove(messages.filter(({ messageId }) => !failed.has(messageId)))
    await queue.release(messages.filter(({ messageId }) => failed.has(messageId)))
  }
}
