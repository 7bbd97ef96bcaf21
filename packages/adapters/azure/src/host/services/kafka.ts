import type { Delivered } from '@rove/core/adapter'
import type { TypedData } from '../rpc.ts'
import { delivered } from './attempts.ts'
import { type EventFunction, takesBytes, takesMany } from './event-function.ts'
import { partitionOf } from './event-hubs.ts'
import type { BindingData, Input } from './invocation.ts'
import { bytesOf, type Job, type Sent, sentBy, textOf } from './job.ts'
import { inBatches, inLanes } from './lanes.ts'
import { toDateTime } from './newtonsoft.ts'
import { runByPolicy } from './run-function.ts'
import { byteArrays, bytes, json, longs, text, texts } from './typed-data.ts'

interface KafkaRecord {
  readonly sent: Sent
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly timestamp: Date
}

/**
 * Delivers records of Kafka, in order within their partition. The offset is committed when the function has run, whatever
 * became of it, after what its own retry policy asks for. With `commitOnFailure: false` in host.json what failed is
 * delivered again, `maxRetries` times, and holds up its partition meanwhile.
 * Source: https://github.com/Azure/azure-functions-kafka-extension, pull request 615
 */
export async function deliverKafka(job: Job): Promise<Delivered[]> {
  const { function: one, settings } = job
  const topic = one.binding.topic ?? job.delivery.to
  const records = sentBy(job).map((sent): KafkaRecord => {
    return { sent, topic, partition: Number(partitionOf(sent.group)), offset: job.next(), timestamp: new Date() }
  })
  const results = new Map<KafkaRecord, Delivered>()
  const size = takesMany(one) ? (settings.kafka?.maxBatchSize ?? 64) : 1
  await Promise.all(
    inLanes(records, ({ partition }) => String(partition)).map(async (lane) => {
      for (const batch of inBatches(lane, size)) {
        const result = await deliverBatch(job, batch)
        for (const record of batch) results.set(record, result)
      }
    }),
  )
  return records.map((record) => results.get(record) ?? delivered('dropped', 0))
}

async function deliverBatch({ runtime, function: one, delivery, settings }: Job, batch: KafkaRecord[]) {
  const { commitOnFailure = true, maxRetries = 5 } = settings.kafka ?? {}
  const unlimited = delivery.maxAttempts ?? 5
  const deliveries = commitOnFailure ? 1 : maxRetries < 0 ? unlimited : maxRetries + 1
  let attempts = 0
  for (let count = 1; count <= deliveries; count++) {
    const run = await runByPolicy(runtime, one, { ...toKafkaInput(batch, one), unlimited })
    attempts += run.attempts
    if (run.succeeded) return delivered('done', attempts)
  }
  return delivered('dropped', attempts)
}

// Source: https://github.com/Azure/azure-functions-kafka-extension, KafkaTriggerBindingStrategy and KafkaEventDataConvertManager
function toKafkaInput(batch: readonly KafkaRecord[], one: EventFunction): Input {
  const [first] = batch
  if (takesMany(one) || first === undefined) {
    const data = takesBytes(one) ? byteArrays(batch.map(({ sent }) => bytesOf(sent))) : texts(batch.map(described))
    return { data, bindingData: dataOfMany(batch) }
  }
  const data: TypedData = takesBytes(one) ? bytes(bytesOf(first.sent)) : { string: described(first) }
  return { data, bindingData: dataOfOne(first) }
}

/** What a function that asks for text gets: the extension's description of the record, with its text in it. */
function described({ sent, topic, partition, offset, timestamp }: KafkaRecord): string {
  return JSON.stringify({
    Offset: offset,
    Partition: partition,
    Topic: topic,
    Timestamp: toDateTime(timestamp, 'Z'),
    Value: textOf(sent),
    Key: sent.group ?? null,
    Headers: headersOf(sent),
  })
}

function dataOfOne({ sent, topic, partition, offset, timestamp }: KafkaRecord): BindingData {
  return {
    Key: text(sent.group),
    Partition: json(partition),
    Topic: text(topic),
    Timestamp: json(toDateTime(timestamp, 'Z')),
    Offset: json(offset),
    Headers: json(headersOf(sent)),
  }
}

function dataOfMany(batch: readonly KafkaRecord[]): BindingData {
  return {
    PartitionArray: json(batch.map(({ partition }) => partition)),
    OffsetArray: longs(batch.map(({ offset }) => offset)),
    TimestampArray: json(batch.map(({ timestamp }) => toDateTime(timestamp, 'Z'))),
    TopicArray: texts(batch.map(({ topic }) => topic)),
    KeyArray: json(batch.map(({ sent }) => sent.group ?? null)),
    HeadersArray: json(batch.map(({ sent }) => headersOf(sent))),
  }
}

function headersOf({ attributes }: Sent): Array<{ readonly Key: string; readonly Value: string }> {
  return Object.entries(attributes).map(([Key, value]) => ({
    Key,
    Value: Buffer.from(value, 'utf8').toString('base64'),
  }))
}
