import { type DecodedBatch, type EventCodec, rejectFailures } from '@rove/core/adapter'
import { isFrom, type NativeEvent } from '../native-event.ts'
import { isGridSchema, toGridDelivery } from './grid-delivery.ts'

/**
 * Events of Event Grid in CloudEvents 1.0, and in what a topic with a schema of its own sends. Event Grid delivers an
 * event again, for a day at most, until the function returns.
 * Source: https://learn.microsoft.com/azure/event-grid/delivery-and-retry
 */
export const eventGrid: EventCodec<NativeEvent, void> = {
  name: 'event-grid',
  title: 'Azure Event Grid, CloudEvents 1.0',
  trigger: 'delivery',
  triggers: ['event', 'object'],
  matches: (event): event is NativeEvent => isFrom(event, 'event-grid'),
  decode,
  encode: rejectFailures,
}

/** Events of Event Grid in the Event Grid schema. */
export const eventGridSchema: EventCodec<NativeEvent, void> = {
  ...eventGrid,
  name: 'event-grid-schema',
  title: 'Azure Event Grid, Event Grid schema',
  matches: (event): event is NativeEvent => isFrom(event, 'event-grid') && isGridSchema(eventsIn(event.input)[0]),
}

function decode(event: NativeEvent): DecodedBatch {
  const events = eventsIn(event.input)
  if (events.length === 0) throw new TypeError('It is an empty list of events.')
  const deliveries = events.map((one) => toGridDelivery(one, event))
  return { deliveries, settlement: deliveries.length > 1 ? 'whole' : 'each' }
}

/** One event, or a batch of them. */
function eventsIn(input: unknown): readonly unknown[] {
  return Array.isArray(input) ? input : [input]
}
