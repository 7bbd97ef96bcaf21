import { type DecodedDelivery, type DecodedMessage, type EventCodec, type Payload, textOf } from '@rove/core/adapter'
import { nameAfter, toNames } from './arn.ts'
import { base64Payload } from './base64.ts'
import { type BatchFailures, toPosition, type Windowed } from './batch-failures.ts'
import { contentId } from './digest.ts'
import { toChange } from './dynamodb.ts'
import { disaggregate } from './kpl.ts'
import { isObject, parseObject, textOrNone } from './shape.ts'
import { isStreamOf } from './stream.ts'
import { toTime } from './time.ts'

/**
 * What is read of a record of Kinesis Data Streams.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
export interface KinesisRecord {
  readonly eventID?: string | undefined
  readonly eventSourceARN?: string | undefined
  readonly kinesis: {
    readonly partitionKey?: string | undefined
    readonly sequenceNumber?: string | undefined
    /** Base64. */
    readonly data?: string | undefined
    /** Seconds. */
    readonly approximateArrivalTimestamp?: number | undefined
  }
}

/** What Kinesis Data Streams sends. */
export interface KinesisEvent extends Windowed {
  readonly Records: readonly KinesisRecord[]
}

function toMessages(record: KinesisRecord): DecodedMessage[] {
  const { partitionKey, data } = record.kinesis
  const payload = base64Payload(data)
  const parts = 'bytes' in payload ? disaggregate(payload.bytes) : undefined
  if (parts === undefined) return [toMessage(record, { payload, group: textOrNone(partitionKey) })]
  return parts.map((part, index) =>
    toMessage(record, { payload: { bytes: part.data }, group: textOrNone(part.partitionKey), index }),
  )
}

interface Content {
  readonly payload: Payload
  readonly group: string | undefined
  /** Its place in a record that holds several. */
  readonly index?: number
}

function toMessage(record: KinesisRecord, { payload, group, index }: Content): DecodedMessage {
  const { eventID, eventSourceARN, kinesis } = record
  const id = textOrNone(eventID) ?? textOrNone(kinesis.sequenceNumber) ?? contentId(record)
  return {
    trigger: 'message',
    names: toNames(nameAfter('stream', eventSourceARN)),
    id: index === undefined ? id : `${id}:${index}`,
    source: textOrNone(eventSourceARN) ?? 'aws:kinesis',
    time: toTime(kinesis.approximateArrivalTimestamp),
    group,
    payload,
    inner: innerOf(payload),
  }
}

// DynamoDB can write its changes to a stream of Kinesis.
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/kds.html
function innerOf(payload: Payload): (() => readonly DecodedDelivery[]) | undefined {
  const text = textOf(payload)
  const value = text?.includes('"aws:dynamodb"') ? parseObject(text) : undefined
  if (value?.eventSource !== 'aws:dynamodb' || !isObject(value.dynamodb)) return undefined
  return () => [toChange(value)]
}

function toNumbers({ Records }: KinesisEvent): Array<string | undefined> {
  return Records.flatMap((record) => toMessages(record).map(() => textOrNone(record.kinesis.sequenceNumber)))
}

/**
 * Records of a stream, those of the Kinesis Producer Library taken apart. The event source mapping must have
 * `ReportBatchItemFailures`; the stream goes on at the first record that failed, with all that it holds.
 */
export const kinesis: EventCodec<KinesisEvent, BatchFailures> = {
  name: 'kinesis',
  title: 'Amazon Kinesis Data Streams',
  trigger: 'delivery',
  triggers: ['message', 'change'],
  matches: (event): event is KinesisEvent => isStreamOf('kinesis', event),
  decode: ({ Records }) => ({ deliveries: Records.flatMap(toMessages), settlement: 'position', ordered: true }),
  // Only a failure needs the numbers, which take as long to find as the records did.
  encode: (settled, event) =>
    toPosition(settled, settled.every(({ outcome }) => outcome.kind === 'done') ? [] : toNumbers(event), event),
}
