import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue'
import type { EventFunction } from '../src/host/services/event-function.ts'
import { type Runtime, runOnce } from '../src/host/services/run-function.ts'
import { decodeBase64, toQueueInput } from '../src/host/services/storage-queue.ts'

/** What is polled, and what is run with it. */
export interface Polling {
  readonly queue: QueueClient
  readonly poison: QueueClient
  readonly runtime: Runtime
  readonly function: EventFunction
  readonly maxDequeueCount: number
}

/**
 * Takes all messages out of a real queue as the Functions host does: 16 at once, deleted when the function returns, made
 * visible again when it fails, moved to the poison queue with the last attempt or when they are not base64.
 * Source: https://github.com/Azure/azure-sdk-for-net, QueueListener and QueueProcessor of the storage extension
 */
export async function pollQueue(polling: Polling): Promise<void> {
  for (;;) {
    const { receivedMessageItems } = await polling.queue.receiveMessages({
      numberOfMessages: 16,
      visibilityTimeout: 600,
    })
    if (receivedMessageItems.length === 0) return
    await Promise.all(receivedMessageItems.map((item) => process(polling, item)))
  }
}

async function process(polling: Polling, item: DequeuedMessageItem): Promise<void> {
  const { queue, poison, maxDequeueCount } = polling
  const { messageId, popReceipt, messageText, dequeueCount } = item
  const content = decodeBase64(messageText)
  const succeeded = content !== undefined && (await invoke(polling, item, content))
  if (!succeeded && content !== undefined && dequeueCount < maxDequeueCount) {
    await queue.updateMessage(messageId, popReceipt, undefined, 0)
    return
  }
  if (!succeeded) await poison.sendMessage(messageText)
  await queue.deleteMessage(messageId, popReceipt)
}

async function invoke(
  { runtime, function: one }: Polling,
  item: DequeuedMessageItem,
  content: Uint8Array,
): Promise<boolean> {
  const { messageId: id, messageText: text, popReceipt, insertedOn, expiresOn, nextVisibleOn, dequeueCount } = item
  const message = { id, text, popReceipt, insertedOn, expiresOn, nextVisibleOn }
  const input = toQueueInput({ message, content, dequeueCount }, one)
  return input !== undefined && runOnce(runtime, one, input)
}
