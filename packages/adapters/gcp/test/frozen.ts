import { eventCodecs } from '../src/codecs/event-codecs.ts'
import { toEventRequest } from '../src/codecs/event-request.ts'
import type { GcpRequest } from '../src/index.ts'
import { decodeNative, layers } from './events.ts'

/** Takes a request through recognition, decoding and all that is inside. */
export async function codecs(request: GcpRequest): Promise<void> {
  const event = toEventRequest(request)
  if (event === undefined) throw new Error('no event')
  for (const codec of eventCodecs) codec.matches(event)
  const { deliveries } = await decodeNative(Object.freeze(event))
  for (const delivery of deliveries) layers(delivery)
}
