import { type DecodedMessage, type EventCodec, rejectFailures } from '@rove/core/adapter'
import { toNames } from './arn.ts'
import { bytesToText, entriesOf, toAttributes, traceOf } from './attributes.ts'
import { base64Payload } from './base64.ts'
import { toCount } from './count.ts'
import { contentId } from './digest.ts'
import { type Fields, fieldsOf, isObject, textOrNone } from './shape.ts'
import { toTime } from './time.ts'

/**
 * What is read of a message of ActiveMQ.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html
 */
export interface ActiveMqMessage {
  readonly messageID?: string | undefined
  readonly type?: string | null | undefined
  /** Milliseconds. */
  readonly timestamp?: number | undefined
  readonly destination?:
    | { readonly physicalName?: string | undefined; readonly physicalname?: string | undefined }
    | undefined
  readonly properties?: Fields | null | undefined
  /** Base64. */
  readonly data?: string | undefined
}

/** What ActiveMQ sends. */
export interface ActiveMqEvent {
  readonly eventSource: string
  readonly eventSourceArn?: string | undefined
  readonly messages: readonly ActiveMqMessage[]
}

/** What is read of a message of RabbitMQ. */
export interface RabbitMqMessage {
  readonly basicProperties?: Fields | null | undefined
  /** Base64. */
  readonly data?: string | undefined
}

/** What RabbitMQ sends, by queue and virtual host: `orders::/`. */
export interface RabbitMqEvent {
  readonly eventSource: string
  readonly eventSourceArn?: string | undefined
  readonly rmqMessagesByQueue: Readonly<Record<string, readonly RabbitMqMessage[]>>
}

function fromActiveMq(event: ActiveMqEvent, message: ActiveMqMessage): DecodedMessage {
  const { messageID, type, timestamp, destination, properties, data } = message
  const attributes = toAttributes(entriesOf(properties))
  return {
    trigger: 'message',
    names: toNames(textOrNone(destination?.physicalName) ?? textOrNone(destination?.physicalname)),
    id: textOrNone(messageID) ?? contentId(message),
    source: textOrNone(event.eventSourceArn) ?? 'aws:mq',
    type: textOrNone(type),
    time: toTime(timestamp),
    group: textOrNone(attributes.JMSXGroupID),
    payload: base64Payload(data),
    attributes,
    ...traceOf(attributes),
  }
}

/** Where a message of RabbitMQ comes from. */
interface RabbitMqPlace {
  readonly event: RabbitMqEvent
  readonly queue: string
  /** How many messages before it in the batch are the same. */
  readonly repeated: number
}

function fromRabbitMq(message: RabbitMqMessage, { event, queue, repeated }: RabbitMqPlace): DecodedMessage {
  const properties = fieldsOf(message.basicProperties)
  const headers = entriesOf(properties.headers).filter(([name]) => !counts.test(name))
  const attributes = toAttributes(headers.map(([name, value]) => [name, headerOf(value)]))
  const content = contentOf(message)
  return {
    trigger: 'message',
    names: toNames(queue.split('::')[0]),
    // RabbitMQ gives no id. The same message twice in a batch is two messages.
    id: textOrNone(properties.messageId) ?? (repeated > 0 ? `${content}:${repeated}` : content),
    source: textOrNone(event.eventSourceArn) ?? 'aws:rmq',
    type: textOrNone(properties.type),
    time: toTimeOf(properties.timestamp),
    attempt: attemptOf(properties),
    payload: base64Payload(message.data),
    datacontenttype: contentTypeOf(properties),
    attributes,
    ...traceOf(attributes),
  }
}

// A quorum queue counts the deliveries that failed, and every queue notes where a message has died: what the broker adds
// on its way is not what was sent. Source: https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling
const counts = /^x-(delivery|acquired)-count$/
const added = /^x-((delivery|acquired)-count|death|(first|last)-death-\w+)$/

// RabbitMQ's Java client has `text/plain` ready for any text, and AWS's own example has it on JSON: it says nothing.
function contentTypeOf({ contentType }: Fields): string | undefined {
  return contentType === 'text/plain' ? undefined : textOrNone(contentType)
}

function attemptOf({ headers }: Fields): number | undefined {
  const failed = fieldsOf(headers)['x-delivery-count']
  return typeof failed === 'number' ? toCount(failed + 1) : undefined
}

function contentOf({ basicProperties, data }: RabbitMqMessage): string {
  const { headers, ...properties } = fieldsOf(basicProperties)
  return contentId([properties, entriesOf(headers).filter(([name]) => !added.test(name)), data])
}

function headerOf(value: unknown): unknown {
  return isObject(value) && Array.isArray(value.bytes) ? bytesToText(value.bytes) : value
}

// `Jan 1, 1970, 12:33:41 AM`, in UTC, and in newer Javas with a narrow space.
function toTimeOf(timestamp: unknown): string | undefined {
  return toTime(typeof timestamp === 'string' ? `${timestamp.replace(/[\u00a0\u202f]/g, ' ')} UTC` : timestamp)
}

function fromQueue(event: RabbitMqEvent, queue: string, messages: readonly RabbitMqMessage[]): DecodedMessage[] {
  const seen = new Map<string, number>()
  return messages.map((message) => {
    const content = contentOf(message)
    const repeated = seen.get(content) ?? 0
    seen.set(content, repeated + 1)
    return fromRabbitMq(message, { event, queue, repeated })
  })
}

/** Messages of ActiveMQ. A failure brings the whole batch again; `redelivered` says that it came before, and not how often. */
export const activemq: EventCodec<ActiveMqEvent, null> = {
  name: 'activemq',
  title: 'Amazon MQ for ActiveMQ',
  trigger: 'delivery',
  triggers: ['message'],
  matches: (event): event is ActiveMqEvent =>
    isObject(event) &&
    (event.eventSource === 'aws:mq' || event.eventSource === 'aws:amq') &&
    isListOfObjects(event.messages),
  decode: (event) => ({ deliveries: event.messages.map((one) => fromActiveMq(event, one)), settlement: 'whole' }),
  encode(settled) {
    rejectFailures(settled)
    return null
  },
}

/** Messages of RabbitMQ. A failure brings the whole batch again. */
export const rabbitmq: EventCodec<RabbitMqEvent, null> = {
  name: 'rabbitmq',
  title: 'Amazon MQ for RabbitMQ',
  trigger: 'delivery',
  triggers: ['message'],
  matches: (event): event is RabbitMqEvent =>
    isObject(event) &&
    event.eventSource === 'aws:rmq' &&
    isObject(event.rmqMessagesByQueue) &&
    Object.values(event.rmqMessagesByQueue).every(isListOfObjects),
  decode: (event) => ({
    deliveries: Object.entries(event.rmqMessagesByQueue).flatMap(([queue, list]) => fromQueue(event, queue, list)),
    settlement: 'whole',
  }),
  encode(settled) {
    rejectFailures(settled)
    return null
  },
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every(isObject)
}
