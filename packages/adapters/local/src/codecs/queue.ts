import { createLocalCodec, type LocalCodec, toContentFields, toDeliveryBase, toPayload } from './local-codec.ts'
import type { LocalQueueEvent } from './local-event.ts'

/** The codec of the in-process queue. */
export const queueCodec: LocalCodec<LocalQueueEvent> = createLocalCodec({
  name: 'queue',
  title: 'in-process queue',
  trigger: 'message',
  ordered: (event) => event.ordered,
  toDelivery: (record, event) => ({
    ...toDeliveryBase(record, event),
    ...toContentFields(record),
    trigger: 'message',
    group: record.group,
    payload: toPayload(record.body),
  }),
})
