import type { Delivered } from '@rove/core/adapter'
import type { TypedData } from '../rpc.ts'
import { delivered } from './attempts.ts'
import { type EventFunction, takesBytes, takesMany } from './event-function.ts'
import type { BindingData, Input } from './invocation.ts'
import { bytesOf, type Job, type Sent, sentBy, textOf } from './job.ts'
import { inBatches, inLanes } from './lanes.ts'
import { toDateTime } from './newtonsoft.ts'
import { runByPolicy } from './run-function.ts'
import { byteArrays, bytes, json, longs, text, texts } from './typed-data.ts'

interface HubEvent {
  readonly sent: Sent
  readonly partition: string
  readonly sequenceNumber: number
  readonly offset: string
  readonly enqueuedTime: Date
}

/**
 * Delivers events of Event Hubs, in order within their partition. The checkpoint moves on when the function has run,
 * whatever became of it: only its own retry policy runs it again, with the whole batch.
 * Source: https://github.com/Azure/azure-sdk-for-net, EventHubListener.PartitionProcessor.ProcessEventsAsync
 */
export async function deliverEventHubs(job: Job): Promise<Delivered[]> {
  const { runtime, function: one, delivery, settings } = job
  const events = sentBy(job).map((sent): HubEvent => {
    const sequenceNumber = job.next()
    const partition = partitionOf(sent.group)
    return { sent, partition, sequenceNumber, offset: String(sequenceNumber * 48), enqueuedTime: new Date() }
  })
  const results = new Map<HubEvent, Delivered>()
  const size = takesMany(one) ? (settings.eventHubs?.maxEventBatchSize ?? 100) : 1
  await Promise.all(
    inLanes(events, ({ partition }) => partition).map(async (lane) => {
      for (const batch of inBatches(lane, size)) {
        const unlimited = delivery.maxAttempts ?? 5
        const run = await runByPolicy(runtime, one, { ...toHubInput(batch, one), unlimited })
        for (const event of batch) results.set(event, delivered(run.succeeded ? 'done' : 'dropped', run.attempts))
      }
    }),
  )
  return events.map((event) => results.get(event) ?? delivered('dropped', 0))
}

/** The events of a partition key are all in one of four partitions. */
export function partitionOf(key: string | undefined): string {
  return String([...(key ?? '')].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % 4)
}

// Source: https://github.com/Azure/azure-sdk-for-net, EventHubTriggerBindingStrategy
function toHubInput(batch: readonly HubEvent[], one: EventFunction): Input {
  const [first] = batch
  const context = json({
    FullyQualifiedNamespace: 'rove.servicebus.windows.net',
    EventHubName: one.binding.eventHubName ?? '',
    ConsumerGroup: one.binding.consumerGroup ?? '$Default',
    PartitionId: first?.partition ?? '0',
  })
  if (takesMany(one) || first === undefined) {
    const all = batch.map(({ sent }) => sent)
    const data = takesBytes(one) ? byteArrays(all.map(bytesOf)) : texts(all.map(textOf))
    return { data, bindingData: { PartitionContext: context, ...dataOfMany(batch) } }
  }
  const data: TypedData = takesBytes(one) ? bytes(bytesOf(first.sent)) : { string: textOf(first.sent) }
  return { data, bindingData: { PartitionContext: context, ...dataOfOne(first) } }
}

function dataOfOne(event: HubEvent): BindingData {
  return {
    PartitionKey: text(event.sent.group),
    Offset: text(event.offset),
    SequenceNumber: json(event.sequenceNumber),
    EnqueuedTimeUtc: json(toDateTime(event.enqueuedTime, '')),
    Properties: json(event.sent.attributes),
    SystemProperties: json(systemProperties(event)),
  }
}

function dataOfMany(batch: readonly HubEvent[]): BindingData {
  return {
    PartitionKeyArray: texts(batch.map(({ sent }) => sent.group)),
    OffsetArray: texts(batch.map(({ offset }) => offset)),
    SequenceNumberArray: longs(batch.map(({ sequenceNumber }) => sequenceNumber)),
    EnqueuedTimeUtcArray: json(batch.map(({ enqueuedTime }) => toDateTime(enqueuedTime, ''))),
    PropertiesArray: json(batch.map(({ sent }) => sent.attributes)),
    SystemPropertiesArray: json(batch.map(systemProperties)),
  }
}

function systemProperties({ sent, sequenceNumber, offset, enqueuedTime }: HubEvent): object {
  return {
    'x-opt-sequence-number': sequenceNumber,
    'x-opt-offset': offset,
    'x-opt-enqueued-time': toDateTime(enqueuedTime, '+00:00'),
    SequenceNumber: sequenceNumber,
    Offset: offset,
    PartitionKey: sent.group ?? null,
    EnqueuedTimeUtc: toDateTime(enqueuedTime, ''),
  }
}
