import type { DecodedDelivery } from '../adapter/delivery.ts'
import type { DeliveryFunction, NamedFunction } from '../app.ts'
import type { CloudEvent } from '../events/cloud-event.ts'
import { type Envelope, open } from '../events/envelope.ts'
import { noPayload, readPayload } from '../events/payload.ts'
import type { Change, Message, ObjectEvent, Tick, TopicEvent } from '../events/types.ts'
import type { Schema } from '../schema.ts'
import { validate } from '../schema.ts'
import { resourceOf } from './find-functions.ts'

/** The envelope of a delivery, when a sender of Rove's wrote one. @throws RoveError see {@link open} */
export function envelopeOf(delivery: DecodedDelivery): Envelope | undefined {
  const isSent = delivery.trigger === 'message' || delivery.trigger === 'event'
  return isSent ? open(delivery.payload) : undefined
}

/**
 * Makes the portable event that a function gets.
 * @throws RoveError `InvalidArgument` when the body is not what the function's schema asks for
 */
export async function toPortableEvent(
  delivery: DecodedDelivery,
  target: NamedFunction<DeliveryFunction>,
  { envelope, invocationId }: { readonly envelope: Envelope | undefined; readonly invocationId: string },
): Promise<Message | TopicEvent | Tick | ObjectEvent | Change> {
  const { name } = resourceOf(target)
  const event = toCloudEvent(delivery, envelope, invocationId)
  if (delivery.trigger === 'message') {
    const body = await check(schemaOf(target), event.data, 'message body')
    const { attempt = 1, group } = delivery
    const enqueuedAt = toDate(event.time)
    return {
      ...event,
      data: body,
      body,
      attributes: attributesOf(delivery, envelope),
      attempt,
      enqueuedAt,
      group,
      queue: name,
    }
  }
  if (delivery.trigger === 'event') {
    const data = await check(schemaOf(target), event.data, 'event data')
    const { attempt = 1 } = delivery
    return { ...event, data, attributes: attributesOf(delivery, envelope), attempt, topic: name }
  }
  if (delivery.trigger === 'schedule')
    return { ...event, scheduledAt: delivery.scheduledAt ?? toDate(event.time) ?? new Date() }
  if (delivery.trigger === 'object') {
    const { kind, key, size, etag, contentType, version } = delivery
    return { ...event, kind, bucket: name, key, size, etag, contentType, version }
  }
  const { kind, key, before, after } = delivery
  return { ...event, kind, key, before, after, store: name }
}

function toCloudEvent(delivery: DecodedDelivery, envelope: Envelope | undefined, invocationId: string): CloudEvent {
  const type = 'datacontenttype' in delivery ? delivery.datacontenttype : undefined
  return {
    id: envelope?.id ?? delivery.id ?? invocationId,
    source: delivery.source,
    type: envelope?.type ?? delivery.type ?? `rove.${delivery.trigger}`,
    subject: envelope?.subject ?? delivery.subject,
    time: envelope?.time ?? delivery.time,
    datacontenttype: envelope ? contentTypeOf(envelope) : type,
    data: envelope ? envelope.data : readPayload(delivery.payload ?? noPayload, type),
  }
}

function contentTypeOf({ data }: Envelope): string {
  return data instanceof Uint8Array ? 'application/octet-stream' : 'application/json'
}

function attributesOf(delivery: DecodedDelivery, envelope: Envelope | undefined): Readonly<Record<string, string>> {
  if (envelope) return envelope.attributes
  return ('attributes' in delivery ? delivery.attributes : undefined) ?? {}
}

function schemaOf({ function: one }: NamedFunction<DeliveryFunction>): Schema | undefined {
  if (one.trigger === 'message') return one.queue.schema
  return one.trigger === 'event' ? one.topic.schema : undefined
}

async function check(schema: Schema | undefined, value: unknown, what: string): Promise<unknown> {
  return schema === undefined ? value : validate(schema, value, what)
}

function toDate(time: string | undefined): Date | undefined {
  const date = time === undefined ? undefined : new Date(time)
  return date === undefined || Number.isNaN(date.getTime()) ? undefined : date
}
