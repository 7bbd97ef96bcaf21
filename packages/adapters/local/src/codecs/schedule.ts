import { createLocalCodec, type LocalCodec, toDeliveryBase } from './local-codec.ts'
import type { LocalScheduleEvent } from './local-event.ts'

/** The codec of the in-process scheduler. */
export const scheduleCodec: LocalCodec<LocalScheduleEvent> = createLocalCodec({
  name: 'schedule',
  title: 'in-process scheduler',
  trigger: 'schedule',
  ordered: () => true,
  toDelivery: (record, event) => ({
    ...toDeliveryBase(record, event),
    trigger: 'schedule',
    scheduledAt: new Date(record.scheduledAt),
  }),
})
