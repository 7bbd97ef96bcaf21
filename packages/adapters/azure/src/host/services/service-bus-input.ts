import type { TypedData } from '../rpc.ts'
import { type EventFunction, takesBytes, takesMany } from './event-function.ts'
import type { BindingData, Input } from './invocation.ts'
import { bytesOf, type Sent, textOf } from './job.ts'
import { toDateTime } from './newtonsoft.ts'
import { byteArrays, bytes, json, longs, text, texts } from './typed-data.ts'

/** A message of Service Bus, as its broker keeps it. */
export interface BusMessage {
  readonly sent: Sent
  readonly messageId: string
  readonly sequenceNumber: number
  readonly enqueuedTime: Date
}

/** A message that is being delivered. */
export interface Locked {
  readonly message: BusMessage
  /** From 1. */
  readonly deliveryCount: number
  readonly lockToken: string
}

/**
 * What the function is invoked with. The objects with which .NET settles messages are there, and empty: in Node.js
 * nothing can be settled with them.
 * Source: https://github.com/Azure/azure-sdk-for-net, ServiceBusTriggerBindingStrategy and MessageToStringConverter
 */
export function toBusInput(messages: readonly Locked[], one: EventFunction): Input {
  const client = { FullyQualifiedNamespace: 'rove.servicebus.windows.net', IsClosed: false, TransportType: 0 }
  const actions = Object.fromEntries(
    ['MessageReceiver', 'MessageSession', 'MessageActions', 'SessionActions', 'ReceiveActions'].map(
      (name): [string, TypedData] => [name, json({})],
    ),
  )
  const common: BindingData = { ...actions, Client: json({ ...client, Identifier: client.FullyQualifiedNamespace }) }
  const [first] = messages
  const many = takesMany(one)
  if (many || first === undefined) {
    return { data: toMany(messages, one), bindingData: { ...common, ...dataOfMany(messages) } }
  }
  const { sent } = first.message
  const data = takesBytes(one) ? bytes(bytesOf(sent)) : { string: textOf(sent) }
  return { data, bindingData: { ...common, ...dataOfOne(first) } }
}

function toMany(messages: readonly Locked[], one: EventFunction): TypedData {
  const all = messages.map(({ message }) => message.sent)
  return takesBytes(one) ? byteArrays(all.map(bytesOf)) : texts(all.map(textOf))
}

// A message without a time to live never expires.
const never = '9999-12-31T23:59:59.9999999'

function dataOfOne({ message, deliveryCount, lockToken }: Locked): BindingData {
  const { sent, messageId, sequenceNumber, enqueuedTime } = message
  return {
    DeliveryCount: json(deliveryCount),
    LockToken: text(lockToken),
    ExpiresAtUtc: json(never),
    ExpiresAt: json(`${never}+00:00`),
    EnqueuedTimeUtc: json(toDateTime(enqueuedTime, '')),
    EnqueuedTime: json(toDateTime(enqueuedTime, '+00:00')),
    MessageId: text(messageId),
    SequenceNumber: json(sequenceNumber),
    ApplicationProperties: json(sent.attributes),
    UserProperties: json(sent.attributes),
    SessionId: text(sent.group),
    PartitionKey: text(sent.group),
  }
}

function dataOfMany(messages: readonly Locked[]): BindingData {
  const all = messages.map(({ message }) => message)
  const none = texts(all.map(() => undefined))
  const groups = texts(all.map(({ sent }) => sent.group))
  const properties = json(all.map(({ sent }) => sent.attributes))
  return {
    DeliveryCountArray: json(messages.map(({ deliveryCount }) => deliveryCount)),
    DeadLetterSourceArray: none,
    LockTokenArray: texts(messages.map(({ lockToken }) => lockToken)),
    ExpiresAtUtcArray: json(all.map(() => never)),
    ExpiresAtArray: json(all.map(() => `${never}+00:00`)),
    EnqueuedTimeUtcArray: json(all.map(({ enqueuedTime }) => toDateTime(enqueuedTime, ''))),
    EnqueuedTimeArray: json(all.map(({ enqueuedTime }) => toDateTime(enqueuedTime, '+00:00'))),
    MessageIdArray: texts(all.map(({ messageId }) => messageId)),
    ContentTypeArray: none,
    ReplyToArray: none,
    SequenceNumberArray: longs(all.map(({ sequenceNumber }) => sequenceNumber)),
    ToArray: none,
    SubjectArray: none,
    LabelArray: none,
    CorrelationIdArray: none,
    ApplicationPropertiesArray: properties,
    UserPropertiesArray: properties,
    SessionIdArray: groups,
    ReplyToSessionIdArray: none,
    PartitionKeyArray: groups,
    TransactionPartitionKeyArray: groups,
  }
}
