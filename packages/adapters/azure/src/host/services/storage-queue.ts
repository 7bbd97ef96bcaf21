import { randomUUID } from 'node:crypto'
import type { Delivered } from '@rove/core/adapter'
import type { TypedData } from '../rpc.ts'
import { deliverEach, delivered } from './attempts.ts'
import { type EventFunction, takesBytes } from './event-function.ts'
import type { Input } from './invocation.ts'
import { bytesOf, isUtf8, type Job, refuse, type Sent, sentBy, textOf } from './job.ts'
import { toDateTime } from './newtonsoft.ts'
import { runOnce } from './run-function.ts'
import { bytes, json, text } from './typed-data.ts'

/** A message as a receiver gets it from the queue's service: text, which may be base64. */
export interface QueueMessage {
  readonly id: string
  readonly text: string
  readonly popReceipt: string
  readonly insertedOn: Date
  readonly expiresOn: Date
  readonly nextVisibleOn: Date
}

/** Sends messages as a well-behaved sender does, in the encoding that the host expects, and delivers them. */
export async function deliverStorageQueue(job: Job): Promise<Delivered[]> {
  const raw = encoding(job) === 'base64'
  return deliverQueueTexts(
    job,
    sentBy(job).map((sent) => (raw ? Buffer.from(bytesOf(sent)).toString('base64') : plain(sent))),
  )
}

/**
 * Delivers messages as they lie in the queue. One that is not base64, where that is expected, goes to the poison queue
 * without a delivery; so does one whose function has failed `maxDequeueCount` times. A queue that is a poison queue
 * itself has none, and its messages stay hidden until they expire.
 * Source: https://github.com/Azure/azure-sdk-for-net, QueueProcessor and QueueListenerFactory of the storage extension
 */
export async function deliverQueueTexts(job: Job, raw: readonly string[]): Promise<Delivered[]> {
  const { runtime, function: one, delivery, settings } = job
  const decode = encoding(job) === 'base64' ? decodeBase64 : (text: string) => Buffer.from(text, 'utf8')
  const messages = raw.map((text) => ({ message: toMessage(text), content: decode(text) }))
  const readable = messages.filter(({ content }) => content !== undefined)
  const outcomes = await deliverEach({
    items: readable,
    maxAttempts: delivery.maxAttempts ?? settings.queues?.maxDequeueCount ?? 5,
    concurrency: settings.queues?.batchSize ?? 16,
    failed: failureOf(one),
    deliver: async ({ message, content = new Uint8Array() }, attempt) => {
      const input = toQueueInput({ message, content, dequeueCount: attempt }, one)
      if (input !== undefined) return runOnce(runtime, one, input)
      runtime.log(`[error] Message ${message.id} cannot be given to '${one.name}' as text: it is not UTF-8.`)
      return false
    },
  })
  const byMessage = new Map(readable.map(({ message }, index) => [message, outcomes[index]]))
  return messages.map(({ message }) => byMessage.get(message) ?? delivered(failureOf(one), 0))
}

/** A message that was received and decoded. */
export interface Dequeued {
  readonly message: QueueMessage
  readonly content: Uint8Array
  readonly dequeueCount: number
}

/**
 * What the function is invoked with; undefined when the message cannot be bound to text.
 * Source: https://github.com/Azure/azure-sdk-for-net, QueueTriggerBinding.CreateBindingData
 */
export function toQueueInput({ message, content, dequeueCount }: Dequeued, one: EventFunction): Input | undefined {
  const content8 = isUtf8(content) ? Buffer.from(content).toString('utf8') : undefined
  const data: TypedData | undefined = takesBytes(one) ? bytes(content) : text(content8)
  if (data === undefined) return undefined
  return {
    data,
    bindingData: {
      QueueTrigger: text(content8),
      DequeueCount: json(dequeueCount),
      ExpirationTime: json(toSeconds(message.expiresOn)),
      Id: text(message.id),
      InsertionTime: json(toSeconds(message.insertedOn)),
      NextVisibleTime: json(toSeconds(message.nextVisibleOn)),
      PopReceipt: text(message.popReceipt),
    },
  }
}

/** The bytes that base64 stands for; undefined when it is no base64 as .NET reads it. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const packed = text.replace(/[ \t\r\n]/g, '')
  const valid = packed.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(packed)
  return valid ? Buffer.from(packed, 'base64') : undefined
}

function encoding({ settings }: Job): string {
  return settings.queues?.messageEncoding?.toLowerCase() ?? 'base64'
}

function plain(sent: Sent): string {
  if (isUtf8(bytesOf(sent))) return textOf(sent)
  return refuse(
    'A message of Storage Queue is text where messageEncoding of host.json is "none": these bytes are none.',
  )
}

function failureOf({ binding }: EventFunction): 'dead-lettered' | 'dropped' {
  return binding.queueName?.endsWith('-poison') ? 'dropped' : 'dead-lettered'
}

// Source: https://learn.microsoft.com/rest/api/storageservices/get-messages (times are those of HTTP: whole seconds)
function toMessage(text: string): QueueMessage {
  const now = Date.now()
  return {
    id: randomUUID(),
    text,
    popReceipt: Buffer.from(randomUUID()).toString('base64'),
    insertedOn: new Date(now),
    expiresOn: new Date(now + 7 * 86_400_000),
    nextVisibleOn: new Date(now + 600_000),
  }
}

function toSeconds(date: Date): string {
  return toDateTime(new Date(Math.floor(date.getTime() / 1000) * 1000), '+00:00')
}
