import { type DecodedEvent, type EventCodec, type Payload, rejectFailures } from '@rove/core/adapter'
import { describeEvent } from '../describe.ts'
import { toNames } from './arn.ts'
import { toAttributes, traceOf } from './attributes.ts'
import { base64Payload } from './base64.ts'
import { isObject, textOrNone } from './shape.ts'
import { toTime } from './time.ts'

/** What a caller of Lambda gets back: what the handler gave to `done(result)`, or null. */
export type DirectResult = string | number | boolean | object | null

/** A CloudEvent in structured form. Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md */
interface StructuredEvent {
  readonly specversion: string
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject?: unknown
  readonly time?: unknown
  readonly datacontenttype?: unknown
  readonly data?: unknown
  readonly data_base64?: unknown
  readonly [extension: string]: unknown
}

const own = ['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'data', 'data_base64']

function isCloudEvent(event: unknown): event is StructuredEvent {
  if (!isObject(event)) return false
  return ['specversion', 'id', 'source', 'type'].every((field) => textOrNone(event[field]) !== undefined)
}

function fromCloudEvent(event: StructuredEvent): DecodedEvent {
  const attributes = toAttributes(Object.entries(event).filter(([name]) => !own.includes(name)))
  return {
    trigger: 'event',
    names: toNames(event.type),
    id: event.id,
    source: event.source,
    type: event.type,
    subject: textOrNone(event.subject),
    time: toTime(event.time),
    datacontenttype: textOrNone(event.datacontenttype),
    payload: payloadOf(event),
    attributes,
    ...traceOf(attributes),
  }
}

function payloadOf({ data, data_base64 }: StructuredEvent): Payload {
  if (typeof data_base64 === 'string') return base64Payload(data_base64)
  return typeof data === 'string' ? { text: data } : { value: data }
}

/** Nobody says whom it is for: it is for the only topic the app listens to, or else for its only queue. */
function toDelivery(event: unknown): DecodedEvent {
  const payload: Payload = typeof event === 'string' ? { text: event } : { value: event }
  const named = isCloudEvent(event)
    ? fromCloudEvent(event)
    : ({ trigger: 'event', names: [], id: undefined, source: 'aws:lambda', payload } as const)
  const unnamed = { ...named, names: [] }
  const message = { ...unnamed, trigger: 'message' } as const
  const inner = () => [message]
  return isCloudEvent(event) ? { ...named, inner: () => [{ ...unnamed, inner }] } : { ...named, inner }
}

/**
 * Any other JSON: somebody calls the function by hand, from Step Functions, with an SDK. Events of AWS that look like one
 * that this adapter knows and does not take are left alone, and so refused. The id is that of the invocation, which stays the
 * same when Lambda calls again by itself.
 */
export const direct: EventCodec<unknown, DirectResult> = {
  name: 'direct',
  title: 'a direct invocation with any other JSON',
  trigger: 'delivery',
  triggers: ['event', 'message'],
  matches: (event): event is unknown => event !== undefined && describeEvent(event) === undefined,
  decode: (event) => ({ deliveries: [toDelivery(event)], settlement: 'whole' }),
  encode(settled) {
    rejectFailures(settled)
    const [first] = settled
    return first?.outcome.kind === 'done' ? ((first.outcome.result ?? null) as DirectResult) : null
  },
}
