import { deliverAsync } from './async-delivery.ts'
import { refuse, toText } from './content.ts'
import { toEventBridgeEvent } from './eventbridge-event.ts'
import type { Service } from './service.ts'

/**
 * Amazon EventBridge with a rule for the topic's name as the detail type. An event has no attributes there: what was
 * sent beside the data does not arrive.
 */
export const eventbridge: Service<'event'> = ({ to, items }, lambda) =>
  deliverAsync(
    items.map(({ data }) =>
      toEventBridgeEvent({ source: 'rove', detailType: to, time: new Date(), resources: [], detail: toDetail(data) }),
    ),
    lambda,
  )

// PutEvents answers `MalformedDetail` to anything else.
// Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
function toDetail(data: string | Uint8Array): unknown {
  const detail = parse(toText(data, 'EventBridge'))
  if (typeof detail === 'object' && detail !== null && !Array.isArray(detail)) return detail
  throw refuse('EventBridge takes a JSON object as the detail of an event, and nothing else.')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw refuse('EventBridge takes a JSON object as the detail of an event, and nothing else.', cause)
  }
}
