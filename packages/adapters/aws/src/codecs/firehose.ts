import type { DecodedMessage, EventCodec, Settled } from '@rove/core/adapter'
import { nameOf, toNames } from './arn.ts'
import { base64Payload, encodeBase64 } from './base64.ts'
import { contentId } from './digest.ts'
import { type Fields, isObject, textOrNone } from './shape.ts'
import { toTime } from './time.ts'

/**
 * What is read of a transformation of Data Firehose.
 * Source: https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
 */
export interface FirehoseEvent {
  readonly invocationId: string
  readonly deliveryStreamArn?: string | undefined
  readonly sourceKinesisStreamArn?: string | undefined
  readonly sourceMSKArn?: string | undefined
  readonly records: readonly FirehoseRecord[]
}

/** A record to be transformed. Its data is base64, in another field where it comes from Kafka. */
export interface FirehoseRecord {
  readonly recordId: string
  readonly approximateArrivalTimestamp?: number | string | undefined
  readonly data?: string | undefined
  readonly kafkaRecordValue?: string | undefined
}

/** What Firehose takes back: every record again. */
export interface FirehoseResult {
  readonly records: ReadonlyArray<{
    readonly recordId: string
    readonly result: 'Ok' | 'Dropped' | 'ProcessingFailed'
    readonly data?: string | undefined
    readonly kafkaRecordValue?: string | undefined
  }>
}

function isFirehose(event: unknown): event is FirehoseEvent {
  if (!isObject(event) || event.applicationArn !== undefined || typeof event.invocationId !== 'string') return false
  const { records } = event
  return Array.isArray(records) && records.length > 0 && records.every(isRecord)
}

function isRecord(record: unknown): boolean {
  return isObject(record) && typeof record.recordId === 'string'
}

function toMessage(event: FirehoseEvent, record: FirehoseRecord): DecodedMessage {
  const { deliveryStreamArn, sourceKinesisStreamArn, sourceMSKArn } = event
  const source = [deliveryStreamArn, sourceKinesisStreamArn, sourceMSKArn]
    .map(textOrNone)
    .find((arn) => arn !== undefined)
  return {
    trigger: 'message',
    names: toNames(nameOf(deliveryStreamArn), nameOf(sourceKinesisStreamArn)),
    id: record.recordId || contentId(record),
    source: source ?? 'aws:firehose',
    time: toTime(record.approximateArrivalTimestamp),
    payload: base64Payload(record.data ?? record.kafkaRecordValue),
  }
}

function toResult(record: FirehoseRecord, settled: Settled | undefined): FirehoseResult['records'][number] {
  const field = record.data === undefined && record.kafkaRecordValue !== undefined ? 'kafkaRecordValue' : 'data'
  const { recordId, [field]: original = '' } = record
  if (settled?.outcome.kind !== 'done') return { recordId, result: 'ProcessingFailed', [field]: original }
  const { result } = settled.outcome
  if (result === null) return { recordId, result: 'Dropped', [field]: original }
  return { recordId, result: 'Ok', [field]: result === undefined ? original : encode(result) }
}

function encode(result: unknown): string {
  if (typeof result === 'string' || result instanceof Uint8Array) return encodeBase64(result)
  return encodeBase64(JSON.stringify(result))
}

/**
 * Transformations of Data Firehose. What the handler returns with `done(result)` (text, bytes, or a value to be written as
 * JSON) takes the record's place, `done(null)` drops it, and without a result it stays as it is. What fails is put aside
 * by Firehose (`processing-failed/`), and never delivered again.
 * Source: https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-status-model.html
 */
export const firehose: EventCodec<FirehoseEvent & Fields, FirehoseResult> = {
  name: 'firehose',
  title: 'Amazon Data Firehose',
  trigger: 'delivery',
  triggers: ['message'],
  matches: (event): event is FirehoseEvent & Fields => isFirehose(event),
  decode: (event) => ({
    deliveries: event.records.map((record) => toMessage(event, record)),
    settlement: 'none',
    deadLetters: true,
  }),
  encode: (settled, event) => ({ records: event.records.map((record, index) => toResult(record, settled[index])) }),
}
