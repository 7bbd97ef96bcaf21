import { randomUUID } from 'node:crypto'
import type { Delivered, SentObject } from '@rove/core/adapter'
import { type Push, project } from './delivering.ts'
import { deliverPublished, type Published, type PubsubOptions, publish, toMessageJson } from './pubsub.ts'

/** An event as Eventarc sends it: its attributes, and its data. */
export interface SentCloudEvent {
  readonly attributes: Readonly<Record<string, string>>
  readonly contentType: string
  readonly data: string | Uint8Array
}

/**
 * Has a trigger of Eventarc deliver events, in binary content mode. Its transport is Pub/Sub, with the same rules.
 * Source: https://cloud.google.com/eventarc/docs/retry-events
 */
export function deliverCloudEvents(events: readonly SentCloudEvent[], options: PubsubOptions): Promise<Delivered[]> {
  const byMessage = new Map(events.map((event) => [publish({ body: '' }), event]))
  const push = (message: Published): Push => toBinaryPush(byMessage.get(message) as SentCloudEvent, options)
  return deliverPublished([...byMessage.keys()], { ...options, push })
}

/** Has a trigger for a topic of Pub/Sub deliver messages: the message is the data of an event. */
export function deliverPubsubEvents(messages: readonly Published[], options: PubsubOptions): Promise<Delivered[]> {
  const push = (message: Published): Push => toBinaryPush(toPublishedEvent(message, options.name), options)
  return deliverPublished(messages, { ...options, push, ordered: false })
}

// Source: https://cloud.google.com/eventarc/docs/cloudevents#pubsub
function toPublishedEvent(message: Published, topic: string): SentCloudEvent {
  return {
    attributes: {
      specversion: '1.0',
      id: message.id,
      source: `//pubsub.googleapis.com/projects/${project}/topics/${topic}`,
      type: 'google.cloud.pubsub.topic.v1.messagePublished',
      time: message.time,
    },
    contentType: 'application/json',
    data: JSON.stringify({
      message: toMessageJson(message),
      subscription: `projects/${project}/subscriptions/eventarc-us-central1-${topic}-sub-001`,
    }),
  }
}

/** The event of an object that was written or deleted. Source: https://cloud.google.com/eventarc/docs/cloudevents#cloud-storage */
export function toObjectEvent(object: SentObject, bucket: string): SentCloudEvent {
  return {
    attributes: {
      specversion: '1.0',
      id: randomUUID(),
      source: `//storage.googleapis.com/projects/_/buckets/${bucket}`,
      type: `google.cloud.storage.object.v1.${object.kind === 'created' ? 'finalized' : 'deleted'}`,
      subject: `objects/${object.key}`,
      time: new Date().toISOString(),
      bucket,
    },
    contentType: 'application/json',
    data: JSON.stringify(toObjectResource(object, bucket)),
  }
}

/** An object as Cloud Storage describes it. Source: https://cloud.google.com/storage/docs/json_api/v1/objects#resource */
export function toObjectResource(object: SentObject, bucket: string): Record<string, unknown> {
  const { key, size = 11, etag = 'CNHZkbuF/ugCEAE=', contentType = 'application/octet-stream', kind } = object
  const now = new Date()
  const generation = String(BigInt(now.getTime()) * 1000n)
  return {
    kind: 'storage#object',
    id: `${bucket}/${key}/${generation}`,
    name: key,
    bucket,
    generation,
    metageneration: '1',
    contentType,
    timeCreated: now.toISOString(),
    updated: now.toISOString(),
    ...(kind === 'deleted' ? { timeDeleted: now.toISOString() } : {}),
    storageClass: 'STANDARD',
    size: String(size),
    etag,
  }
}

function toBinaryPush({ attributes, contentType, data }: SentCloudEvent, { endpoint = '/' }: PubsubOptions): Push {
  return {
    target: endpoint,
    headers: [
      ['content-type', contentType],
      ['user-agent', 'APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)'],
      ...Object.entries(attributes).map(([name, value]) => [`ce-${name}`, encodeHeader(value)] as const),
    ],
    body: data,
  }
}

// What is not printable ASCII, and the characters of the encoding itself, are percent-encoded.
// Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#3132-http-header-values
function encodeHeader(value: string): string {
  return value.replace(/[^\x21-\x7e]|["%]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  )
}
