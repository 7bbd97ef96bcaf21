import { type EventCodec, rejectFailures } from '@rove/core/adapter'
import { isFrom, type NativeEvent, registered } from '../native-event.ts'
import { toCount, toTime } from './fields.ts'
import { metadataOf } from './metadata.ts'
import { contentId, toPayload } from './payload.ts'

/**
 * A message of Azure Queue Storage: one an invocation, delivered again until `maxDequeueCount`, then moved to
 * `<queue>-poison` by the host.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger
 */
export const storageQueue: EventCodec<NativeEvent, void> = {
  name: 'storage-queue',
  title: 'Azure Queue Storage',
  trigger: 'delivery',
  triggers: ['message'],
  matches: (event): event is NativeEvent => isFrom(event, 'storage-queue'),
  decode(event) {
    const metadata = metadataOf(event)
    const queue = registered(event, 'queueName')
    const message = {
      trigger: 'message',
      function: event.function,
      names: queue === undefined ? [] : [queue],
      id: metadata.text('id') ?? contentId(event.input),
      source: `/storage-queue/${queue ?? event.function}`,
      time: toTime(metadata.get('insertionTime')),
      attempt: toCount(metadata.get('dequeueCount')),
      payload: toPayload(event.input),
    } as const
    return { deliveries: [message], settlement: 'each' }
  },
  encode: rejectFailures,
}
