import { type DecodedMessage, type EventCodec, isUnhandled, rejectFailures, type Settled } from '@rove/core/adapter'
import { nameOf, toNames } from './arn.ts'
import { entriesOf, toAttributes, traceOf } from './attributes.ts'
import type { BatchFailures } from './batch-failures.ts'
import { toCount } from './count.ts'
import { contentId } from './digest.ts'
import { innerOf, isOnlyTest } from './inner.ts'
import { isNotification, notificationAttributes, notificationPayload, type SnsNotification } from './notification.ts'
import { fieldsOf, hasRecords, parseObject, textOrNone } from './shape.ts'
import { toTime } from './time.ts'

/**
 * What is read of a message of SQS.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export interface SqsRecord {
  readonly messageId?: string | undefined
  readonly body?: string | undefined
  readonly attributes?: SqsSystemAttributes | undefined
  readonly messageAttributes?: Readonly<Record<string, SqsAttribute>> | undefined
  readonly eventSource?: string | undefined
  readonly eventSourceARN?: string | undefined
}

/** What SQS itself says of a message. Numbers are text; times are milliseconds. */
export interface SqsSystemAttributes {
  readonly ApproximateReceiveCount?: string | undefined
  readonly SentTimestamp?: string | undefined
  readonly MessageGroupId?: string | undefined
  readonly SequenceNumber?: string | undefined
  readonly AWSTraceHeader?: string | undefined
}

/** An attribute of a message. */
export interface SqsAttribute {
  readonly dataType?: string | undefined
  readonly stringValue?: string | undefined
  /** Base64. */
  readonly binaryValue?: string | undefined
}

/** What SQS sends. */
export interface SqsEvent {
  readonly Records: readonly SqsRecord[]
}

function isSqs(event: unknown): event is SqsEvent {
  return hasRecords(event, ({ eventSource, messageId, body }) =>
    eventSource === undefined ? typeof messageId === 'string' && typeof body === 'string' : eventSource === 'aws:sqs',
  )
}

// A group alone is no sign: standard queues have groups too, to be fair between them.
// Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
function isFifo({ Records }: SqsEvent): boolean {
  return Records.some(({ eventSourceARN, attributes }) => {
    const arn = textOrNone(eventSourceARN)
    return arn === undefined ? textOrNone(fieldsOf(attributes).SequenceNumber) !== undefined : arn.endsWith('.fifo')
  })
}

/** The messages of an event. S3's test event is left out, and with that is done. */
function toMessages({ Records }: SqsEvent): DecodedMessage[] {
  return Records.filter(({ body }) => !isOnlyTest(body)).map(toMessage)
}

function toMessage(record: SqsRecord): DecodedMessage {
  const { messageId, eventSourceARN } = record
  const system: SqsSystemAttributes = fieldsOf(record.attributes)
  const body: unknown = record.body
  const attempt = toCount(system.ApproximateReceiveCount)
  const notification = typeof body === 'string' ? notificationIn(body) : undefined
  const attributes = { ...attributesOf(record), ...(notification && notificationAttributes(notification)) }
  return {
    trigger: 'message',
    names: toNames(nameOf(eventSourceARN)),
    id: textOrNone(messageId) ?? contentId(record.body),
    source: textOrNone(eventSourceARN) ?? 'aws:sqs',
    subject: textOrNone(notification?.Subject),
    time: toTime(system.SentTimestamp),
    attempt,
    group: textOrNone(system.MessageGroupId),
    payload: notification
      ? notificationPayload(notification)
      : typeof body === 'string'
        ? { text: body }
        : { value: body },
    attributes,
    ...traceOf(attributes, system.AWSTraceHeader),
    inner: innerOf(body, { attempt }),
  }
}

/** The notification that a queue got from a topic without raw delivery. */
function notificationIn(body: string): SnsNotification | undefined {
  const value = body.includes('"TopicArn"') ? parseObject(body) : undefined
  return value && isNotification(value) ? value : undefined
}

function attributesOf({ messageAttributes }: SqsRecord): Readonly<Record<string, string>> {
  return toAttributes(
    entriesOf(messageAttributes).map(([name, attribute]) => {
      const { dataType, stringValue, binaryValue } = fieldsOf(attribute)
      const isBinary = textOrNone(dataType)?.startsWith('Binary')
      return [name, isBinary ? (binaryValue ?? stringValue) : (stringValue ?? binaryValue)]
    }),
  )
}

/**
 * Names the failed messages. SQS takes an id that it does not know, or an empty one, as the failure of all, and so does
 * this for a message without an id.
 */
function toFailures(failed: readonly Settled[], { Records }: SqsEvent): BatchFailures {
  const known = new Set(Records.map(({ messageId }) => textOrNone(messageId)))
  const ids = new Set(failed.map(({ delivery }) => delivery.id ?? ''))
  for (const id of ids) if (!known.has(id)) rejectFailures(failed)
  return { batchItemFailures: [...ids].map((itemIdentifier) => ({ itemIdentifier })) }
}

/** Messages of a standard queue. The event source mapping must have `ReportBatchItemFailures`. */
export const sqs: EventCodec<SqsEvent, BatchFailures> = {
  name: 'sqs',
  title: 'Amazon SQS',
  trigger: 'delivery',
  triggers: ['message', 'event', 'object'],
  matches: (event): event is SqsEvent => isSqs(event) && !isFifo(event),
  decode: (event) => ({ deliveries: toMessages(event), settlement: 'each' }),
  encode: (settled, event) => toFailures(settled.filter(isUnhandled), event),
}

/** Messages of a FIFO queue: after a failure all that follows in its group is named too, so that none overtakes. */
export const sqsFifo: EventCodec<SqsEvent, BatchFailures> = {
  ...sqs,
  name: 'sqs-fifo',
  title: 'Amazon SQS FIFO',
  matches: (event): event is SqsEvent => isSqs(event) && isFifo(event),
  decode: (event) => ({ deliveries: toMessages(event), settlement: 'each', ordered: true }),
  encode(settled, event) {
    const held = new Set<string>()
    const failed = settled.filter((one) => {
      const group = one.delivery.group ?? ''
      if (isUnhandled(one)) held.add(group)
      return held.has(group)
    })
    return toFailures(failed, event)
  },
}
