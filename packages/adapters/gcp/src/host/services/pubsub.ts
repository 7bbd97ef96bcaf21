import { randomInt } from 'node:crypto'
import type { Delivered, SentEvent, SentMessage } from '@rove/core/adapter'
import {
  type Attempts,
  attempt,
  checkAttempts,
  deliverAll,
  type Push,
  project,
  type ServiceOptions,
} from './delivering.ts'

/** A message as it was published. */
export interface Published {
  readonly id: string
  /** RFC 3339. */
  readonly time: string
  readonly data: Uint8Array
  readonly attributes: Readonly<Record<string, string>>
  readonly orderingKey: string | undefined
}

/** How a push subscription delivers. */
export interface PubsubOptions extends ServiceOptions {
  /** The name of the topic and of its subscription. */
  readonly name: string
  /** The path of the push endpoint. Default: `/`. */
  readonly endpoint?: string
  /** Writes the request of an attempt. Default: Pub/Sub's own, wrapped. */
  readonly push?: (message: Published, attempt: number, options: PubsubOptions) => Push
  /** Whether the subscription keeps the order of a key. Default: true; a trigger of Eventarc does not. */
  readonly ordered?: boolean
  /** After so many deliveries a message goes to the dead-letter topic. Google takes 5 to 100. Default: 5. */
  readonly maxAttempts?: number | undefined
}

// Source: https://cloud.google.com/pubsub/docs/push#receive_push
const acknowledging = new Set([102, 200, 201, 202, 204])

/** Publishes messages and has their push subscription, which has a dead-letter topic, deliver them. */
export function deliverPublished(messages: readonly Published[], options: PubsubOptions): Promise<Delivered[]> {
  const { push = toWrappedPush, maxAttempts = 5, ordered = true } = options
  return deliverAll(messages, {
    // A subscription with message ordering sends the next message of a key when the one before is acknowledged.
    // Source: https://cloud.google.com/pubsub/docs/ordering
    groupOf: ({ orderingKey }) => (ordered ? orderingKey : undefined),
    deliver: (message) => attempt(attemptsAt(message), options.send),
  })

  function attemptsAt(message: Published): Attempts {
    return {
      push: (count) => push(message, count, options),
      isSuccess: (status) => acknowledging.has(status),
      maxAttempts: checkAttempts(maxAttempts),
      otherwise: 'dead-lettered',
    }
  }
}

/** Publishes what a test sends. */
export function publish({ body, attributes = {}, group }: SentMessage): Published {
  return {
    id: String(randomInt(2 ** 47)),
    time: new Date().toISOString(),
    data: typeof body === 'string' ? Buffer.from(body) : body,
    attributes,
    orderingKey: group,
  }
}

/** The same for an event of a topic. */
export function publishEvent({ data, attributes }: SentEvent): Published {
  return publish({ body: data, ...(attributes ? { attributes } : {}) })
}

/** The JSON of a message in a push request. Some fields stand there twice. Source: https://cloud.google.com/pubsub/docs/push#wrapped_message */
export function toMessageJson({ id, time, data, attributes, orderingKey }: Published): Record<string, unknown> {
  return {
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
    // An empty field is left out.
    ...(data.byteLength > 0 ? { data: Buffer.from(data).toString('base64') } : {}),
    messageId: id,
    message_id: id,
    ...(orderingKey === undefined ? {} : { orderingKey }),
    publishTime: time,
    publish_time: time,
  }
}

function toWrappedPush(message: Published, attempt: number, { name, endpoint = '/' }: PubsubOptions): Push {
  return {
    target: endpoint,
    headers: [
      ['content-type', 'application/json'],
      ['user-agent', 'APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)'],
      ['accept', 'application/json'],
    ],
    // The count is there when the subscription has a dead-letter policy.
    // Source: https://cloud.google.com/pubsub/docs/handling-failures#track-delivery-attempts
    body: JSON.stringify({
      deliveryAttempt: attempt,
      message: toMessageJson(message),
      subscription: `projects/${project}/subscriptions/${name}`,
    }),
  }
}
