import type { Attributes, DecodedEvent, DecodedMessage, DecodedTick } from '@rove/core/adapter'
import { lastSegment, namesOf } from '../shape.ts'
import { carriedEvents } from './carried-event.ts'
import type { PubsubMessage } from './pubsub-message.ts'
import { isNotification, toNotifiedObjects } from './storage-notification.ts'

/**
 * A message as the message of a queue. Its subscription or its topic is the queue's, `<app>-<queue>`; when the app has no
 * such queue, what is inside is asked: the event of a topic, then an event that it carries (a notification of Cloud
 * Storage, a CloudEvent), then a schedule. So the same push serves all of them, and the function that is found tells
 * which it was.
 */
export function toMessage(message: PubsubMessage): DecodedMessage {
  const { address, attempt, group, payload } = message
  return {
    ...toDelivery(message),
    trigger: 'message',
    function: address.function,
    names: namesOf(nameIn(message.subscription), nameIn(message.topic)),
    group,
    attempt: attempt !== undefined && attempt > 0 ? attempt : undefined,
    payload,
    inner: () => [toEvent(message)],
  }
}

function toEvent(message: PubsubMessage): DecodedEvent {
  const { address, attempt, payload, type } = message
  return {
    ...toDelivery(message),
    trigger: 'event',
    function: address.function,
    names: namesOf(nameIn(message.topic), nameIn(message.subscription), type),
    attempt: attempt !== undefined && attempt > 0 ? attempt : undefined,
    payload,
    inner: () => {
      if (isNotification(message)) return toNotifiedObjects(message)
      return carriedEvents(message) ?? [toTick(message)]
    },
  }
}

// Cloud Scheduler writes nothing of itself into a message; the names or the path say that it is one of its.
function toTick(message: PubsubMessage): DecodedTick {
  const { datacontenttype: _, attributes: __, ...delivery } = toDelivery(message)
  return {
    ...delivery,
    trigger: 'schedule',
    function: message.address.function,
    names: namesOf(nameIn(message.topic), nameIn(message.subscription)),
    payload: message.payload,
  }
}

function toDelivery(
  message: PubsubMessage,
): Pick<
  DecodedMessage,
  'id' | 'source' | 'type' | 'time' | 'attributes' | 'datacontenttype' | 'traceparent' | 'tracestate'
> {
  const { id, attributes, time, type } = message
  return {
    id,
    source: message.source ?? toSource(message),
    type,
    time,
    attributes,
    datacontenttype: contentTypeIn(attributes),
    // The client libraries' own names come first: https://cloud.google.com/pubsub/docs/open-telemetry-tracing
    traceparent: attributes.googclient_traceparent ?? attributes.traceparent,
    tracestate: attributes.googclient_tracestate ?? attributes.tracestate,
  }
}

function toSource({ subscription, topic }: PubsubMessage): string {
  const resource = subscription ?? topic
  return resource === undefined ? '//pubsub.googleapis.com' : `//pubsub.googleapis.com/${resource}`
}

function nameIn(resource: string | undefined): string | undefined {
  return resource === undefined ? undefined : lastSegment(resource)
}

function contentTypeIn(attributes: Attributes): string | undefined {
  const key = Object.keys(attributes).find((name) => /^content-?type$/i.test(name))
  return (key && attributes[key]) || undefined
}
