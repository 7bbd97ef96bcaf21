import type { DecodedDelivery } from '@rove/core/adapter'
import { textOf } from '@rove/core/adapter'
import { readBinary } from '../cloud-events/binary.ts'
import type { ReceivedEvent } from '../cloud-events/received-event.ts'
import { readFormat } from '../cloud-events/structured.ts'
import { mediaTypeOf } from '../headers.ts'
import type { PubsubMessage } from './pubsub-message.ts'
import { toTopicEvent } from './topic-event.ts'

/**
 * The CloudEvents that a message of Pub/Sub carries; undefined when it carries none.
 * Source: https://github.com/google/knative-gcp/blob/main/docs/spec/pubsub-protocol-binding.md
 */
export function carriedEvents({ attributes, payload, address }: PubsubMessage): DecodedDelivery[] | undefined {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(attributes)) headers[name.toLowerCase()] = value
  const type = headers['content-type']
  const bytes = 'bytes' in payload ? payload.bytes : Buffer.from(textOf(payload) ?? '')
  let events: ReceivedEvent[]
  if (mediaTypeOf(type).startsWith('application/cloudevents')) events = readFormat(bytes, type)
  else if (headers['ce-specversion'] !== undefined) events = [readBinary({ headers }, bytes)]
  else return undefined
  return events.map((event) => toTopicEvent(event, address))
}
