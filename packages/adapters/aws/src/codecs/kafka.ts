import { type DecodedMessage, type EventCodec, type Payload, rejectFailures } from '@rove/core/adapter'
import { toNames } from './arn.ts'
import { bytesToText, entriesOf, toAttributes, traceOf } from './attributes.ts'
import { base64Payload, tryDecodeBase64 } from './base64.ts'
import { contentId } from './digest.ts'
import { isObject, textOrNone } from './shape.ts'
import { toTime } from './time.ts'

/**
 * What is read of a record of Kafka. Key and value are base64.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html
 */
export interface KafkaRecord {
  readonly topic?: string | undefined
  readonly partition?: number | undefined
  readonly offset?: number | undefined
  /** Milliseconds. */
  readonly timestamp?: number | undefined
  readonly key?: string | null | undefined
  /** Null for a tombstone. */
  readonly value?: string | null | undefined
  /** Names with lists of bytes, signed or not. */
  readonly headers?: ReadonlyArray<Readonly<Record<string, readonly number[]>>> | null | undefined
}

/** What Kafka sends, by topic and partition. */
export interface KafkaEvent {
  readonly eventSource: string
  /** Of a cluster of MSK. */
  readonly eventSourceArn?: string | undefined
  readonly bootstrapServers?: string | undefined
  readonly records: Readonly<Record<string, readonly KafkaRecord[]>>
}

const sources: readonly unknown[] = ['aws:kafka', 'SelfManagedKafka', 'aws:SelfManagedKafka']

function isKafka(event: unknown): event is KafkaEvent {
  if (!isObject(event) || !sources.includes(event.eventSource)) return false
  const { records } = event
  if (!isObject(records) || Array.isArray(records)) return false
  return Object.values(records).every((list) => Array.isArray(list) && list.every(isObject))
}

function toMessage(event: KafkaEvent, lane: string, record: KafkaRecord): DecodedMessage {
  const topic = textOrNone(record.topic) ?? lane.replace(/-\d+$/, '')
  const partition = toText(record.partition) ?? lane.slice(lane.lastIndexOf('-') + 1)
  const offset = toText(record.offset)
  const attributes = headersOf(record)
  const [server = 'kafka'] = textOrNone(event.bootstrapServers)?.split(',') ?? []
  return {
    trigger: 'message',
    names: toNames(topic),
    id: offset === undefined ? contentId(record) : `${topic}-${partition}@${offset}`,
    source: textOrNone(event.eventSourceArn) ?? `kafka://${server}`,
    time: toTime(record.timestamp),
    // Kafka keeps order in a partition, and writes one key to one partition.
    group: keyOf(record) ?? `${topic}-${partition}`,
    payload: payloadOf(record),
    datacontenttype: attributes['content-type'],
    attributes,
    ...traceOf(attributes),
  }
}

// Offsets beyond 2^53 are far away, but a text would do as well.
function toText(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : textOrNone(value)
}

function payloadOf({ value }: KafkaRecord): Payload {
  return value === undefined || value === null ? { value: null } : base64Payload(value)
}

function keyOf({ key }: KafkaRecord): string | undefined {
  const text = textOrNone(key)
  const bytes = text === undefined ? undefined : tryDecodeBase64(text)
  return bytes === undefined ? text : bytesToText([...bytes])
}

// Of headers with one name the last counts, as with Kafka's own lastHeader.
function headersOf({ headers }: KafkaRecord): Readonly<Record<string, string>> {
  const entries = Array.isArray(headers) ? headers.flatMap(entriesOf) : []
  return toAttributes(entries.map(([name, value]) => [name, Array.isArray(value) ? bytesToText(value) : value]))
}

/**
 * Records of Kafka, of MSK and of clusters of one's own. A failure fails the batch: a partial answer counts only with
 * provisioned mode and `ReportBatchItemFailures`, and without them would be taken as success.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
 */
export const kafka: EventCodec<KafkaEvent, null> = {
  name: 'kafka',
  title: 'Apache Kafka (Amazon MSK and self-managed)',
  trigger: 'delivery',
  triggers: ['message'],
  matches: isKafka,
  decode: (event) => ({
    deliveries: Object.entries(event.records).flatMap(([lane, records]) =>
      records.map((record) => toMessage(event, lane, record)),
    ),
    settlement: 'whole',
    ordered: true,
  }),
  encode(settled) {
    rejectFailures(settled)
    return null
  },
}
