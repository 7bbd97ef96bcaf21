import { createLocalCodec, type LocalCodec, toContentFields, toDeliveryBase, toPayload } from './local-codec.ts'
import type { LocalTopicEvent } from './local-event.ts'

/** The codec of the in-process topic. */
export const topicCodec: LocalCodec<LocalTopicEvent> = createLocalCodec({
  name: 'topic',
  title: 'in-process topic',
  trigger: 'event',
  ordered: () => false,
  toDelivery: (record, event) => ({
    ...toDeliveryBase(record, event),
    ...toContentFields(record),
    trigger: 'event',
    payload: toPayload(record.data),
  }),
})
