import type { Answer, EventCodec } from '@rove/core/adapter'
import { rejectFailures } from '@rove/core/adapter'
import { type BackgroundEvent, toReceivedEvent } from './background-event.ts'
import { readFunctionEvent } from './cloud-events/function-event.ts'
import { acknowledged } from './event-answer.ts'
import { isEventRequest } from './event-request.ts'
import { toDelivery } from './services/deliveries.ts'
import { isFields } from './shape.ts'

/** The codec of functions with the signature type `cloudevent`: to return is to acknowledge, to throw is to retry. */
export const functionCloudEvent: EventCodec<unknown, Answer> = {
  name: 'function-cloud-event',
  title: 'CloudEvent function of functions-framework',
  trigger: 'delivery',
  triggers: ['message', 'event', 'schedule', 'object', 'change'],
  matches: (event): event is unknown =>
    event instanceof Uint8Array || (isFields(event) && !isEventRequest(event) && 'specversion' in event),
  decode: (event) => ({
    deliveries: readFunctionEvent(event).map((one) => toDelivery(one, {})),
    settlement: 'whole',
  }),
  encode: acknowledge,
}

/** The codec of functions `(data, context)`, the signature type `event`. */
export const functionBackground: EventCodec<BackgroundEvent, Answer> = {
  name: 'function-background',
  title: 'background function of functions-framework',
  trigger: 'delivery',
  triggers: ['message', 'event', 'object', 'change'],
  matches: (event): event is BackgroundEvent =>
    isFields(event) && !('specversion' in event) && 'data' in event && isFields(event.context),
  decode: (event) => ({ deliveries: [toDelivery(toReceivedEvent(event), {})], settlement: 'whole' }),
  encode: acknowledge,
}

function acknowledge(...[settled]: Parameters<EventCodec<unknown, Answer>['encode']>): Answer {
  rejectFailures(settled)
  return acknowledged
}
