import type { Answer, DecodedBatch, EventCodec } from '@rove/core/adapter'
import { readBinary } from './cloud-events/binary.ts'
import type { ReceivedEvent } from './cloud-events/received-event.ts'
import { readFormat } from './cloud-events/structured.ts'
import { toAnswer } from './event-answer.ts'
import { readBody } from './event-body.ts'
import { type EventRequest, isKind } from './event-request.ts'
import { headerOf } from './headers.ts'
import { toDelivery } from './services/deliveries.ts'

/** The codec of CloudEvents over HTTP: Eventarc's, and anyone's, in all three content modes. */
export const cloudEvent: EventCodec<EventRequest, Answer> = {
  name: 'cloud-event',
  title: 'CloudEvents over HTTP: Eventarc and others',
  trigger: 'delivery',
  triggers: ['message', 'event', 'schedule', 'object', 'change'],
  matches: (event): event is EventRequest => isKind(event, 'binary', 'structured', 'batch'),
  decode: async (event) => toBatch(await readEvents(event), event),
  encode: toAnswer,
}

/**
 * The CloudEvents of a request.
 * @throws RoveError `InvalidArgument` that names the attribute that is missing or wrong
 */
export async function readEvents({ kind, request }: EventRequest): Promise<ReceivedEvent[]> {
  const body = await readBody(request)
  return kind === 'binary' ? [readBinary(request, body)] : readFormat(body, headerOf(request, 'content-type'))
}

function toBatch(events: readonly ReceivedEvent[], { address }: EventRequest): DecodedBatch {
  // One answer stands for all of a batch, so one failure delivers all of it again.
  return { deliveries: events.map((event) => toDelivery(event, address)), settlement: 'whole' }
}
