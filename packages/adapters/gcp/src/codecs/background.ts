import type { Answer, EventCodec } from '@rove/core/adapter'
import { splitBackground, toReceivedEvent } from './background-event.ts'
import { toJson } from './encoded.ts'
import { toAnswer } from './event-answer.ts'
import { readBody } from './event-body.ts'
import { type EventRequest, isKind } from './event-request.ts'
import { toDelivery } from './services/deliveries.ts'

/** The codec of background events over HTTP: what first-generation triggers of Google Cloud and Firebase send. */
export const background: EventCodec<EventRequest, Answer> = {
  name: 'background',
  title: 'background event of Cloud Functions (1st gen)',
  trigger: 'delivery',
  triggers: ['message', 'event', 'object', 'change'],
  matches: (event): event is EventRequest => isKind(event, 'background'),
  async decode({ request, address }) {
    const event = toReceivedEvent(splitBackground(toJson(await readBody(request), 'The background event')))
    return { deliveries: [toDelivery(event, address)], settlement: 'whole' }
  },
  encode: toAnswer,
}
