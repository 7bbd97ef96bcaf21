import { RoveError } from '@rove/core'
import type { Answer, DecodedEvent, DecodedMessage, EventCodec } from '@rove/core/adapter'
import { toTaskAnswer } from './event-answer.ts'
import { readBody } from './event-body.ts'
import { type EventRequest, isKind } from './event-request.ts'
import { headerOf, senderHeaders, statedType } from './headers.ts'
import { namesOf } from './shape.ts'

/** The codec of Cloud Tasks with an HTTP target. */
export const cloudTasks: EventCodec<EventRequest, Answer> = {
  name: 'cloud-tasks',
  title: 'Cloud Tasks queue with HTTP tasks',
  trigger: 'delivery',
  triggers: ['message', 'event'],
  matches: (event): event is EventRequest => isKind(event, 'cloud-tasks'),
  decode: async (event) => ({ deliveries: [toMessage(event, await readBody(event.request))], settlement: 'whole' }),
  encode: toTaskAnswer,
}

// Source: https://cloud.google.com/tasks/docs/creating-http-target-tasks#handler
function toMessage({ address, request }: EventRequest, bytes: Uint8Array): DecodedMessage {
  const queue = headerOf(request, 'x-cloudtasks-queuename')
  const task = headerOf(request, 'x-cloudtasks-taskname')
  if (!task) throw new RoveError('InvalidArgument', 'The request of Cloud Tasks has no header X-CloudTasks-TaskName.')
  // The number of answers does not count those of 500 and above; the number of retries counts all of them.
  const retries = Number(headerOf(request, 'x-cloudtasks-taskretrycount') ?? Number.NaN)
  const shared = {
    function: address.function,
    names: namesOf(queue),
    id: task,
    source: `//cloudtasks.googleapis.com/queues/${queue ?? ''}`,
    attempt: Number.isInteger(retries) && retries >= 0 ? retries + 1 : undefined,
    traceparent: headerOf(request, 'traceparent'),
    tracestate: headerOf(request, 'tracestate'),
    payload: { bytes },
    datacontenttype: statedType(headerOf(request, 'content-type')),
    attributes: senderHeaders(request),
  }
  const event: DecodedEvent = { ...shared, trigger: 'event' }
  return { ...shared, trigger: 'message', inner: () => [event] }
}
