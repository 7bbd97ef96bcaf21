import { type EventCodec, rejectFailures } from '@rove/core/adapter'
import { isS3Event, isTestEvent, type S3Event, toS3Deliveries } from './s3-record.ts'
import { isObject } from './shape.ts'

/**
 * Notifications of S3. Lambda is called asynchronously: it calls again twice when the function fails, and takes no
 * answer. Source: https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html
 */
export const s3: EventCodec<S3Event, null> = {
  name: 's3',
  title: 'Amazon S3',
  trigger: 'delivery',
  triggers: ['object', 'event'],
  matches: (event): event is S3Event => isS3Event(event) || (isObject(event) && isTestEvent(event)),
  decode: (event) => ({ deliveries: toS3Deliveries(event), settlement: 'whole' }),
  encode(settled) {
    rejectFailures(settled)
    return null
  },
}
