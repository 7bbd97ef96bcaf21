import { createHash } from 'node:crypto'
import type { ServiceBusMessage } from '@azure/service-bus'
import type { OutgoingMessage } from '@rove/core/adapter'

/** A message with the id that Service Bus knows it by. */
export type IdentifiedMessage = ServiceBusMessage & { readonly body: Uint8Array; readonly messageId: string }

/**
 * A message as Service Bus takes it: the envelope's UTF-8 as one data section, because the client would write a text as a
 * JSON string. What Functions hands over is the same text, whatever the trigger asks for.
 */
export function toMessage({ text, delay, group, dedupeKey }: OutgoingMessage, now: number): IdentifiedMessage {
  return {
    body: Buffer.from(text),
    contentType: 'application/json',
    messageId: dedupeKey === undefined ? idOf(text) : toToken(dedupeKey),
    ...(group === undefined ? {} : { sessionId: toToken(group) }),
    ...(delay === undefined || delay === 0 ? {} : { scheduledEnqueueTimeUtc: new Date(now + delay * 1000) }),
  }
}

/**
 * Messages that may go in one batch, in their order: of one session, as a partitioned entity demands; and due at one time,
 * because the client says of a batch what is said of its first message.
 * Source: https://learn.microsoft.com/azure/service-bus-messaging/service-bus-partitioning, the SDK's src/serviceBusMessageBatch.ts
 */
export function inRuns(messages: readonly IdentifiedMessage[]): number[][] {
  const runs = new Map<string, number[]>()
  for (const [index, { sessionId, scheduledEnqueueTimeUtc }] of messages.entries()) {
    const kind = JSON.stringify([sessionId, scheduledEnqueueTimeUtc])
    const run = runs.get(kind) ?? []
    run.push(index)
    runs.set(kind, run)
  }
  return [...runs.values()]
}

/** The envelope's id: the same when a message is sent again because its answer was lost. */
function idOf(text: string): string {
  const [, id] = /^\{"rove":\d+,"id":"([\w-]{1,128})"/.exec(text) ?? []
  return id ?? digest(text)
}

/**
 * A text as Service Bus takes it for sessions and ids: up to 128 characters; a digest stands for longer ones.
 * Source: https://learn.microsoft.com/azure/service-bus-messaging/service-bus-quotas
 */
function toToken(text: string): string {
  return text !== '' && text.length <= 128 ? text : digest(text)
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
