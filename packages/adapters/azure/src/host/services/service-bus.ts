import { randomUUID } from 'node:crypto'
import { RoveError } from '@rove/core'
import type { Delivered } from '@rove/core/adapter'
import { deliverEach, delivered } from './attempts.ts'
import { takesMany } from './event-function.ts'
import { type Job, refuse, sentBy } from './job.ts'
import { inLanes } from './lanes.ts'
import { runOnce } from './run-function.ts'
import { type BusMessage, type Locked, toBusInput } from './service-bus-input.ts'

/**
 * Delivers messages of a queue or of a topic's subscription: completed when the function returns, abandoned when it
 * fails, moved to the dead-letter queue after as many deliveries as the entity allows (10 by default). In a session the
 * messages come one after the other, and one that fails holds up those behind it.
 * Sources: https://github.com/Azure/azure-sdk-for-net, ServiceBusListener, and
 * https://learn.microsoft.com/azure/service-bus-messaging/service-bus-dead-letter-queues
 */
export async function deliverServiceBus(job: Job): Promise<Delivered[]> {
  const { function: one, settings } = job
  if (one.binding.sdkBinding === true) {
    throw new RoveError(
      'Unimplemented',
      `"${one.name}" asks for Service Bus's own message objects (sdkBinding), which need an extension of the library that this host does not have.`,
      { provider: 'azure', operation: 'deliver' },
    )
  }
  const messages = sentBy(job).map((sent): BusMessage => {
    const messageId = randomUUID().replaceAll('-', '')
    return { sent, messageId, sequenceNumber: job.next(), enqueuedTime: new Date() }
  })
  const sessions = one.binding.isSessionsEnabled === true
  if (sessions) checkSessions(messages)
  const many = takesMany(one)
  if (!sessions && !many) return deliverUnordered(job, messages)
  const size = many ? (settings.serviceBus?.maxMessageBatchSize ?? 1000) : 1
  const lanes = sessions ? inLanes(messages, ({ sent }) => sent.group) : [messages]
  const results = new Map<BusMessage, Delivered>()
  await Promise.all(lanes.map((lane) => deliverLane({ job, lane, size, results })))
  return messages.map((message) => results.get(message) ?? delivered('dropped', 0))
}

function deliverUnordered(job: Job, messages: readonly BusMessage[]): Promise<Delivered[]> {
  return deliverEach({
    items: messages,
    maxAttempts: maxDeliveries(job),
    concurrency: job.settings.serviceBus?.maxConcurrentCalls ?? 16,
    failed: 'dead-lettered',
    deliver: (message, attempt) => settled(job, [lock(message, attempt)]),
  })
}

interface Lane {
  readonly job: Job
  readonly lane: readonly BusMessage[]
  /** How many are received at once. */
  readonly size: number
  readonly results: Map<BusMessage, Delivered>
}

/** Abandoned messages are the first to be received again, so that nothing overtakes them. */
async function deliverLane({ job, lane, size, results }: Lane): Promise<void> {
  const counts = new Map<BusMessage, number>()
  const most = maxDeliveries(job)
  let pending = [...lane]
  while (pending.length > 0) {
    const batch = pending.slice(0, size).map((message) => {
      const count = (counts.get(message) ?? 0) + 1
      counts.set(message, count)
      return lock(message, count)
    })
    const succeeded = await settled(job, batch)
    for (const { message, deliveryCount } of batch) {
      if (succeeded) results.set(message, delivered('done', deliveryCount))
      else if (deliveryCount >= most) results.set(message, delivered('dead-lettered', deliveryCount))
    }
    pending = pending.filter((message) => !results.has(message))
  }
}

/**
 * Whether the messages are completed. Where they are not completed by the host, nobody does, and their locks run out: a
 * function in Node.js cannot.
 */
async function settled({ runtime, function: one, settings }: Job, batch: readonly Locked[]): Promise<boolean> {
  const succeeded = await runOnce(runtime, one, toBusInput(batch, one))
  return succeeded && (one.binding.autoCompleteMessages ?? settings.serviceBus?.autoCompleteMessages ?? true)
}

function maxDeliveries({ delivery }: Job): number {
  return delivery.maxAttempts ?? 10
}

function lock(message: BusMessage, deliveryCount: number): Locked {
  return { message, deliveryCount, lockToken: randomUUID() }
}

// Source: https://learn.microsoft.com/azure/service-bus-messaging/message-sessions
function checkSessions(messages: readonly BusMessage[]): void {
  if (messages.every(({ sent }) => sent.group !== undefined)) return
  refuse('Service Bus takes no message without a session (its "group") for a queue that has sessions.')
}
