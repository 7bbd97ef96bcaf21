import { RoveError } from '@rove/core'
import type { Answer, EventCodec } from '@rove/core/adapter'
import { toJson } from './encoded.ts'
import { toAnswer } from './event-answer.ts'
import { readBody } from './event-body.ts'
import { type EventRequest, isKind } from './event-request.ts'
import { headerOf, senderHeaders, statedType } from './headers.ts'
import { toMessage } from './services/pubsub-delivery.ts'
import { type PubsubMessage, readPushBody } from './services/pubsub-message.ts'
import { isFields } from './shape.ts'

/** The codec of Pub/Sub push subscriptions, wrapped, or unwrapped with metadata. */
export const pubsubPush: EventCodec<EventRequest, Answer> = {
  name: 'pubsub-push',
  title: 'Pub/Sub push subscription',
  trigger: 'delivery',
  triggers: ['message', 'event', 'schedule', 'object'],
  matches: (event): event is EventRequest => isKind(event, 'pubsub-push', 'pubsub-unwrapped'),
  async decode(event) {
    const body = await readBody(event.request)
    const message = event.kind === 'pubsub-push' ? readWrapped(event, body) : readUnwrapped(event, body)
    return { deliveries: [toMessage(message)], settlement: 'whole' }
  },
  encode: toAnswer,
}

function readWrapped({ address }: EventRequest, bytes: Uint8Array): PubsubMessage {
  const body = toJson(bytes, 'The Pub/Sub push request')
  return readPushBody({ body: isFields(body) ? body : {}, address })
}

/**
 * The data is the body; with "write metadata" the rest is in headers, each attribute among them. Without metadata the
 * request cannot be told from any other.
 * Source: https://cloud.google.com/pubsub/docs/payload-unwrapping
 */
function readUnwrapped({ address, request }: EventRequest, bytes: Uint8Array): PubsubMessage {
  const id = headerOf(request, 'x-goog-pubsub-message-id')
  if (!id) throw new RoveError('InvalidArgument', 'The Pub/Sub request has no header x-goog-pubsub-message-id.')
  const type = statedType(headerOf(request, 'content-type'))
  const { traceparent, googclient_traceparent: client } = request.headers
  const trace = typeof client === 'string' ? client : traceparent
  return {
    id,
    payload: { bytes },
    attributes: {
      ...senderHeaders(request),
      ...(type === undefined ? {} : { 'content-type': type }),
      ...(typeof trace === 'string' ? { traceparent: trace } : {}),
    },
    address,
    subscription: headerOf(request, 'x-goog-pubsub-subscription-name'),
    topic: address.topic,
    time: headerOf(request, 'x-goog-pubsub-publish-time'),
    group: headerOf(request, 'x-goog-pubsub-ordering-key'),
  }
}
