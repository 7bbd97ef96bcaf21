import { createLocalCodec, type LocalCodec, toDeliveryBase } from './local-codec.ts'
import type { LocalBucketEvent } from './local-event.ts'

/** The codec of what an in-process bucket tells. */
export const bucketCodec: LocalCodec<LocalBucketEvent> = createLocalCodec({
  name: 'bucket',
  title: 'in-process bucket',
  trigger: 'object',
  ordered: () => false,
  toDelivery: (record, event) => {
    const { kind, key, size, etag, contentType, version } = record
    const subject = { subject: key }
    return {
      ...toDeliveryBase(record, event),
      ...subject,
      trigger: 'object',
      kind,
      key,
      size,
      etag,
      contentType,
      version,
    }
  },
})
