import { type DecodedDelivery, type DecodedMessage, type EventCodec, rejectFailures } from '@rove/core/adapter'
import { isFrom, type NativeEvent, registered } from '../native-event.ts'
import { toAttributes, traceOf } from './attributes.ts'
import { asDelivery } from './carried-event.ts'
import { type Fields, isObject, toText, toTime } from './fields.ts'
import { type Item, itemsOf, type Metadata } from './metadata.ts'
import { contentId, toPayload } from './payload.ts'
import { streamSettlement } from './stream.ts'

/**
 * Events of Event Hubs (or IoT Hub), one or many an invocation. The checkpoint moves on whether the function throws or
 * not; only the function's retry policy runs it again before, with all of the batch.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-reliable-event-processing
 */
export const eventHubs: EventCodec<NativeEvent, void> = {
  name: 'event-hubs',
  title: 'Azure Event Hubs',
  trigger: 'delivery',
  triggers: ['message', 'event'],
  matches: (event): event is NativeEvent => isFrom(event, 'event-hubs'),
  decode(event) {
    const deliveries = itemsOf(event).map((item): DecodedDelivery => asDelivery(toMessage(item, event), event))
    return { deliveries, ...streamSettlement(event) }
  },
  encode: rejectFailures,
}

function toMessage({ input, metadata }: Item, event: NativeEvent): DecodedMessage {
  const system = fieldsOf(metadata, 'systemProperties')
  const partition = fieldsOf(metadata, 'partitionContext')
  const properties = toAttributes(metadata.get('properties'))
  const hub = toText(partition.eventHubName) ?? toText(partition.eventHubPath) ?? registered(event, 'eventHubName')
  const partitionId = toText(partition.partitionId) ?? toText(fieldsOf(partition, 'runtimeInformation').partitionId)
  const read = (name: string): unknown => metadata.get(name) ?? system[name]
  const position = toText(read('sequenceNumber')) ?? toText(read('offset'))
  return {
    trigger: 'message',
    function: event.function,
    names: hub === undefined ? [] : [hub],
    id: position === undefined ? contentId(input) : `${partitionId ?? ''}:${position}`,
    source: `/event-hubs/${hub ?? event.function}`,
    time: toTime(read('enqueuedTimeUtc')) ?? toTime(system['x-opt-enqueued-time']),
    attempt: event.attempts > 1 ? (event.context.retryContext?.retryCount ?? 0) + 1 : undefined,
    group: toText(read('partitionKey')) ?? partitionId,
    payload: toPayload(input),
    datacontenttype: toText(system['content-type'] ?? system.contentType),
    attributes: { ...properties, ...deviceAttributes(system) },
    ...traceOf(properties),
  }
}

function fieldsOf(holder: Metadata | Fields, name: string): Fields {
  const value = 'get' in holder && typeof holder.get === 'function' ? holder.get(name) : (holder as Fields)[name]
  return isObject(value) ? value : {}
}

/** Which device it came from, on an IoT hub. */
function deviceAttributes(system: Fields): Readonly<Record<string, string>> {
  return toAttributes(Object.fromEntries(Object.entries(system).filter(([name]) => name.startsWith('iothub-'))))
}
