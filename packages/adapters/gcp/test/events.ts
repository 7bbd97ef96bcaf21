import { type DecodedBatch, type DecodedDelivery, readPayload } from '@rove/core/adapter'
import { readEvents } from '../src/codecs/cloud-event.ts'
import type { ReceivedEvent } from '../src/codecs/cloud-events/received-event.ts'
import { eventCodecs } from '../src/codecs/event-codecs.ts'
import { toEventRequest } from '../src/codecs/event-request.ts'
import type { GcpRequest } from '../src/index.ts'
import { gcpRequest } from './gcp-request.ts'

/** What a POST is made of; a value that is neither text nor bytes is written as JSON. */
export interface Post {
  readonly target?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** A POST as functions-framework hands it over. */
export function post({ target = '/', headers = {}, body }: Post): GcpRequest {
  const raw =
    body === undefined
      ? undefined
      : Buffer.from(typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body))
  const type = raw && !(body instanceof Uint8Array) ? { 'content-type': 'application/json' } : {}
  return gcpRequest({
    method: 'POST',
    target,
    headers: Object.entries({ host: 'fn.example', ...type, ...headers }),
    ...(raw === undefined ? {} : { rawBody: raw }),
  })
}

/** Decodes a POST with the codec that takes it. It rejects when there is none. */
export async function decodePost(parts: Post): Promise<DecodedBatch> {
  return decodeNative(toEventRequest(post(parts)))
}

/** Decodes what a function is called with. */
export async function decodeNative(event: unknown): Promise<DecodedBatch> {
  const codec = eventCodecs.find((one) => one.matches(event))
  if (codec === undefined) throw new Error('no codec takes it')
  return codec.decode(event)
}

/** The one delivery of a POST. */
export async function deliveryOf(parts: Post): Promise<DecodedDelivery> {
  const { deliveries } = await decodePost(parts)
  const [delivery] = deliveries
  if (delivery === undefined || deliveries.length > 1) throw new Error(`${deliveries.length} deliveries`)
  return delivery
}

/** A delivery and what is inside of it, from the outside in, without the functions. */
export function layers(delivery: DecodedDelivery): DecodedDelivery[] {
  const { inner, ...plain } = delivery
  return [plain, ...(inner?.() ?? []).flatMap(layers)]
}

/** The first CloudEvent of a POST, as it was received. */
export async function readFirst(parts: Post): Promise<ReceivedEvent> {
  const event = toEventRequest(post(parts))
  const [first] = event === undefined ? [] : await readEvents(event)
  if (first === undefined) throw new Error('no event')
  return first
}

/** The data of an event, as a handler sees them. */
export function dataOf({ payload, datacontenttype }: ReceivedEvent): unknown {
  return payload === undefined ? undefined : readPayload(payload, datacontenttype)
}
