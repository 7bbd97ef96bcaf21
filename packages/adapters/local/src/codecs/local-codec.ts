import type { DecodedBatch, DecodedDelivery, EventCodec, EventTrigger, Outcome, Payload } from '@rove/core/adapter'
import type { LocalContent, LocalEvent, LocalRecord } from './local-event.ts'

/** The codec of an in-process service. Its result is the outcomes themselves, in the order of the records. */
export type LocalCodec<Event extends LocalEvent> = EventCodec<Event, readonly Outcome[]>

/** How the codecs of the services differ. */
export interface LocalCodecParts<Event extends LocalEvent> {
  /** `queue`; the service says `rove.queue`. */
  readonly name: string
  readonly title: string
  readonly trigger: EventTrigger
  /** Whether a failure holds up the rest of its group. */
  ordered(event: Event): boolean
  toDelivery(record: Event['records'][number], event: Event): DecodedDelivery
}

/** What every delivery of a local service has. */
export type LocalDeliveryBase = Pick<DecodedDelivery, 'function' | 'names' | 'id' | 'source' | 'time' | 'attempt'>

/** Makes the codec of an in-process service. */
export function createLocalCodec<Event extends LocalEvent>(parts: LocalCodecParts<Event>): LocalCodec<Event> {
  const service = `rove.${parts.name}`
  return {
    name: parts.name,
    title: parts.title,
    trigger: 'delivery',
    triggers: [parts.trigger],
    matches(event): event is Event {
      if (typeof event !== 'object' || event === null) return false
      const { service: found, records } = event as Partial<LocalEvent>
      return found === service && Array.isArray(records)
    },
    decode(event): DecodedBatch {
      const deliveries = event.records.map((record) => parts.toDelivery(record, event))
      return { deliveries, settlement: 'each', ordered: parts.ordered(event), deadLetters: true }
    },
    encode: (settled) => settled.map(({ outcome }) => outcome),
  }
}

/** What a delivery has whatever its service. The source is the resource's path: `/queue/shipments`. */
export function toDeliveryBase(record: LocalRecord, event: LocalEvent): LocalDeliveryBase {
  const { id, attempt, time } = record
  const source = `/${event.service.slice('rove.'.length)}/${event.name}`
  return { function: event.function, names: [event.name], id, source, time, attempt }
}

/** What the content of a message or an event says beside itself. */
export function toContentFields({ contentType, attributes }: LocalContent): {
  readonly datacontenttype: string | undefined
  readonly attributes: Readonly<Record<string, string>>
  readonly traceparent: string | undefined
  readonly tracestate: string | undefined
} {
  return {
    datacontenttype: contentType,
    attributes: attributes ?? {},
    traceparent: attributes?.traceparent,
    tracestate: attributes?.tracestate,
  }
}

/** The payload of a body, untouched. */
export function toPayload(body: string | Uint8Array): Payload {
  return typeof body === 'string' ? { text: body } : { bytes: body }
}
