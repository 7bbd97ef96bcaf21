import type { DecodedEvent } from '@rove/core/adapter'
import { noPayload } from '@rove/core/adapter'
import type { ReceivedEvent } from '../cloud-events/received-event.ts'
import type { EventAddress } from '../event-request.ts'
import { lastSegment, namesOf } from '../shape.ts'

/** What of a CloudEvent every delivery has. */
export type EventOrigin = Pick<
  DecodedEvent,
  'function' | 'id' | 'source' | 'type' | 'subject' | 'time' | 'traceparent' | 'tracestate'
>

/** The parts that a delivery takes over from its CloudEvent. */
export function originOf(event: ReceivedEvent, address: EventAddress): EventOrigin {
  const { id, source, type, subject, time, extensions } = event
  const { traceparent, tracestate } = extensions
  return { function: address.function, id, source, type, subject, time, traceparent, tracestate }
}

/**
 * Any CloudEvent as the event of a topic. A topic is known by the event's type; else by its source, the last part of
 * that, or the subject: `resources: { topic: { audits: 'google.cloud.audit.log.v1.written' } }`.
 */
export function toTopicEvent(event: ReceivedEvent, address: EventAddress): DecodedEvent {
  const { type, source, subject, datacontenttype, extensions, payload = noPayload } = event
  return {
    ...originOf(event, address),
    trigger: 'event',
    names: namesOf(address.topic && lastSegment(address.topic), type, source, lastSegment(source), subject),
    payload,
    datacontenttype,
    attributes: extensions,
  }
}
