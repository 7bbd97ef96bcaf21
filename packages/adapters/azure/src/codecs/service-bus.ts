import { type DecodedDelivery, type DecodedMessage, type EventCodec, rejectFailures } from '@rove/core/adapter'
import { isFrom, type NativeEvent, registered } from '../native-event.ts'
import { toAttributes, traceOf } from './attributes.ts'
import { asDelivery } from './carried-event.ts'
import { isObject, toCount, toText, toTime } from './fields.ts'
import { type Item, itemsOf, type Metadata } from './metadata.ts'
import { contentId, toPayload } from './payload.ts'

/**
 * Messages of a Service Bus queue or of a topic's subscription, one or many an invocation. `@azure/functions` alone
 * settles nothing: the host completes them when the function returns, and abandons all of them when it throws; after
 * the entity's `maxDeliveryCount` they go to its dead-letter queue.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-bindings-service-bus-trigger
 */
export const serviceBus: EventCodec<NativeEvent, void> = {
  name: 'service-bus',
  title: 'Azure Service Bus queue or topic subscription',
  trigger: 'delivery',
  triggers: ['message', 'event'],
  matches: (event): event is NativeEvent => isFrom(event, 'service-bus'),
  decode(event) {
    const items = itemsOf(event)
    const deliveries = items.map((item): DecodedDelivery => asDelivery(toMessage(item, event), event))
    const ordered = (event.context.options?.trigger as { isSessionsEnabled?: unknown })?.isSessionsEnabled === true
    return { deliveries, settlement: Array.isArray(event.input) && items.length > 1 ? 'whole' : 'each', ordered }
  },
  encode: rejectFailures,
}

function toMessage({ input, metadata }: Item, event: NativeEvent): DecodedMessage {
  // Until version 5 of the extension they were called `userProperties`, and the subject a label.
  const attributes = toAttributes(metadata.get('applicationProperties') ?? metadata.get('userProperties'))
  const entity = registered(event, 'queueName') ?? registered(event, 'topicName') ?? pathOf(metadata)
  return {
    trigger: 'message',
    function: event.function,
    names: entity === undefined ? [] : [entity],
    id: idOf(input, metadata),
    source: `/service-bus/${entity ?? event.function}`,
    subject: metadata.text('subject') ?? metadata.text('label'),
    time: toTime(metadata.get('enqueuedTimeUtc')) ?? toTime(metadata.get('enqueuedTime')),
    attempt: toCount(metadata.get('deliveryCount')),
    group: metadata.text('sessionId') ?? metadata.text('partitionKey'),
    payload: toPayload(input),
    datacontenttype: metadata.text('contentType'),
    attributes: { ...attributes, ...systemAttributes(metadata) },
    ...traceOf(attributes),
  }
}

/**
 * The sender's message id. One of digits was parsed by the library; when it may have lost some, two ids can look the
 * same, and the sequence number, which the service gives, is taken instead.
 */
function idOf(input: unknown, metadata: Metadata): string {
  const id = metadata.get('messageId')
  const exact = typeof id === 'string' || Number.isSafeInteger(id)
  return (exact ? toText(id) : undefined) ?? metadata.text('sequenceNumber') ?? toText(id) ?? contentId(input)
}

/** What answers need: written under the names of AMQP's own properties. */
function systemAttributes(metadata: Metadata): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of ['correlationId', 'replyTo', 'replyToSessionId', 'to']) {
    const value = metadata.text(name)
    if (value !== undefined) found[name] = value
  }
  return found
}

/** The entity's name out of the receiver's description: `orders/Subscriptions/notify`. */
function pathOf(metadata: Metadata): string | undefined {
  const receiver = metadata.get('messageReceiver')
  if (!isObject(receiver)) return undefined
  return toText(receiver.path ?? receiver.entityPath)?.replace(/\/subscriptions\/.*$/i, '')
}
