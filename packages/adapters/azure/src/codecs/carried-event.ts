import { type DecodedDelivery, type DecodedMessage, readPayload } from '@rove/core/adapter'
import type { NativeEvent } from '../native-event.ts'
import { isGridEvent, toGridDelivery } from './grid-delivery.ts'

/**
 * What a message is for the function it came to: for one that listens to a topic it is an event, and when a known event
 * is written in it (CloudEvents in structured form, or what Event Grid put there), it is that event.
 */
export function asDelivery(message: DecodedMessage, event: NativeEvent): DecodedDelivery {
  if (event.trigger !== 'event') return message
  const { trigger, ...rest } = message
  const body = readPayload(message.payload, undefined)
  if (!isGridEvent(body)) return { trigger: 'event', ...rest }
  const { attempt, names, traceparent, tracestate } = message
  const inner = toGridDelivery(body, event)
  if (inner.trigger !== 'event') return { trigger: 'event', ...rest }
  return {
    ...inner,
    names: [...names, ...inner.names],
    attempt,
    traceparent: inner.traceparent ?? traceparent,
    tracestate: inner.tracestate ?? tracestate,
  }
}
