import type { DeliveryPromise } from '@rove/core'
import type { DecodedDelivery, Delivery, Payload } from '@rove/core/adapter'
import type { PlainHostDefects } from '../plain-host.ts'
import type { PlainServiceDefects } from '../plain-service.ts'

type Trigger = Delivery['trigger']
type Of<T extends Trigger> = Extract<DecodedDelivery, { readonly trigger: T }>

/** Changes what is decoded for one trigger. */
function decoded<T extends Trigger>(trigger: T, change: (delivery: Of<T>) => Partial<Of<T>>): PlainHostDefects {
  return {
    decodeDelivery: (delivery) =>
      delivery.trigger === trigger ? { ...delivery, ...change(delivery as Of<T>) } : delivery,
  }
}

/** The service does this for one trigger, and works for the others. */
const served = (trigger: Trigger, service: PlainServiceDefects): PlainHostDefects => ({
  service: { ...service, only: trigger },
})

const undelivered = (trigger: Trigger, ...kinds: string[]): PlainHostDefects =>
  served(trigger, {
    send: (batch) => {
      const kept = batch.records.filter(({ item }) => !kinds.includes((item as { kind: string }).kind))
      return kept.length > 0 ? { ...batch, records: kept } : undefined
    },
  })

const parsed = (payload: Payload): Payload => {
  if (!('text' in payload)) return payload
  try {
    const value: unknown = JSON.parse(payload.text)
    return typeof value === 'object' ? { value } : { text: String(value) }
  } catch {
    return payload
  }
}

const asUtf8 = (payload: Payload): Payload =>
  'bytes' in payload ? { text: Buffer.from(payload.bytes).toString('utf8') } : payload

const never = (trigger: Trigger): PlainHostDefects =>
  served(trigger, { settle: (failures) => failures.map((one) => ({ ...one, after: undefined })) })

const later = (trigger: Trigger): PlainHostDefects =>
  served(trigger, { settle: (failures) => failures.map((one) => ({ ...one, isGivenUp: false })) })

/** For each promise of the delivery contract, a provider that keeps all but this one. */
export const brokenPromises: Readonly<Record<DeliveryPromise, PlainHostDefects>> = {
  'message.acknowledge': served('message', { acknowledgesAll: true }),
  'message.partial': served('message', {
    settle: (failures, { records }) => {
      const after = failures[0]?.after
      return failures.length > 0 ? records.map(({ id }) => ({ id, isGivenUp: false, after })) : []
    },
  }),
  'message.retry': served('message', { onlyOnce: true }),
  'message.retry.after': never('message'),
  'message.attempt': decoded('message', () => ({ attempt: undefined })),
  'message.dead-letter': served('message', { keepsNothing: true }),
  'message.dead-letter.now': later('message'),
  'message.ordered': served('message', { send: (batch) => ({ ...batch, records: batch.records.toReversed() }) }),
  // What has no attributes has no place for a foreign sender's trace either.
  'message.attributes': decoded('message', () => ({ attributes: undefined, traceparent: undefined })),
  'message.text': decoded('message', ({ payload }) => ({ payload: parsed(payload) })),
  'message.bytes': decoded('message', ({ payload }) => ({ payload: asUtf8(payload) })),
  'event.retry': served('event', { onlyOnce: true }),
  'event.retry.after': never('event'),
  'event.attempt': decoded('event', () => ({ attempt: undefined })),
  'event.dead-letter': served('event', { keepsNothing: true }),
  'event.dead-letter.now': later('event'),
  'event.attributes': decoded('event', () => ({ attributes: undefined, traceparent: undefined })),
  'schedule.time': decoded('schedule', () => ({ scheduledAt: undefined })),
  'schedule.retry': served('schedule', { onlyOnce: true }),
  'object.created': undelivered('object', 'created'),
  'object.deleted': undelivered('object', 'deleted'),
  'object.properties': decoded('object', () => ({ size: undefined, etag: undefined })),
  'object.retry': served('object', { onlyOnce: true }),
  'change.written': undelivered('change', 'created', 'updated'),
  'change.kind': decoded('change', ({ kind }) => ({ kind: kind === 'created' ? 'updated' : kind })),
  'change.before': decoded('change', () => ({ before: undefined })),
  'change.deleted': undelivered('change', 'deleted'),
  'change.ordered': decoded('change', ({ id }) => ({ group: id })),
  'change.retry': served('change', { onlyOnce: true }),
  'delivery.trace': { decodeDelivery: (delivery) => ({ ...delivery, traceparent: undefined }) },
}
