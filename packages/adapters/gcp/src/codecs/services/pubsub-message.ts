import { RoveError } from '@rove/core'
import type { Attributes, Payload } from '@rove/core/adapter'
import { fromBase64 } from '../encoded.ts'
import type { EventAddress } from '../event-request.ts'
import { type Fields, integerIn, isFields, textIn } from '../shape.ts'

/** A message of Pub/Sub, whatever it came in. */
export interface PubsubMessage {
  readonly id: string
  readonly payload: Payload
  readonly attributes: Attributes
  readonly address: EventAddress
  /** Resource names: `projects/p/subscriptions/s`. */
  readonly subscription?: string | undefined
  readonly topic?: string | undefined
  readonly time?: string | undefined
  /** The ordering key. */
  readonly group?: string | undefined
  readonly attempt?: number | undefined
  /** What the event around it said, if any. */
  readonly source?: string | undefined
  readonly type?: string | undefined
}

/** A message in JSON, and what is known of it beside that. */
export interface PubsubPush extends Pick<PubsubMessage, 'address' | 'topic' | 'source' | 'type'> {
  /** `{ message, subscription, deliveryAttempt }`. */
  readonly body: Fields
  /** In place of the message's own, when that says none. */
  readonly id?: string | undefined
  readonly time?: string | undefined
}

/**
 * Reads a message as a push request or an event of Eventarc holds it. Fields are written in camel case, and some also
 * with underscores; emulators leave several out.
 *
 * @throws RoveError `InvalidArgument` that names the field
 * Source: https://cloud.google.com/pubsub/docs/push#wrapped_message
 */
export function readPushBody({ body, id, time, topic, ...rest }: PubsubPush): PubsubMessage {
  const { message } = body
  if (!isFields(message)) throw new RoveError('InvalidArgument', 'The Pub/Sub push request has no "message".')
  const messageId = textIn(message, 'messageId', 'message_id') ?? id
  if (messageId === undefined) throw new RoveError('InvalidArgument', 'The Pub/Sub message has no "messageId".')
  const { data } = message
  return {
    ...rest,
    id: messageId,
    // Pub/Sub does not tell empty data from none.
    payload:
      data === undefined || data === null ? { text: '' } : { bytes: fromBase64(data, 'The Pub/Sub message\'s "data"') },
    attributes: toAttributes(message.attributes),
    subscription: textIn(body, 'subscription'),
    topic: topic ?? rest.address.topic,
    time: textIn(message, 'publishTime', 'publish_time') ?? time,
    group: textIn(message, 'orderingKey', 'ordering_key'),
    attempt: integerIn(body, 'deliveryAttempt', 'delivery_attempt'),
  }
}

function toAttributes(value: unknown): Attributes {
  if (!isFields(value)) return {}
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, String(one)]))
}
