import { createLocalCodec, type LocalCodec, toDeliveryBase } from './local-codec.ts'
import type { LocalKvEvent } from './local-event.ts'

/** The codec of what an in-process key-value store tells. The group is the key: its changes keep their order. */
export const kvCodec: LocalCodec<LocalKvEvent> = createLocalCodec({
  name: 'kv',
  title: 'in-process key-value store',
  trigger: 'change',
  ordered: () => true,
  toDelivery: (record, event) => ({
    ...toDeliveryBase(record, event),
    trigger: 'change',
    subject: record.key,
    group: record.key,
    kind: record.kind,
    key: record.key,
    before: parse(record.before),
    after: parse(record.after),
  }),
})

function parse(json: string | undefined): unknown {
  return json === undefined ? undefined : JSON.parse(json)
}
