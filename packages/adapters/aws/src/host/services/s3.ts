import { deliverAsync } from './async-delivery.ts'
import { toS3Event, toS3EventBridgeEvent } from './s3-event.ts'
import { maxAttemptsOf, type Service } from './service.ts'
import { toSnsEvent } from './sns-notification.ts'
import { deliverThroughQueue } from './sqs.ts'

/** Amazon S3 that notifies the function itself. */
export const s3: Service<'object'> = ({ to, items }, lambda) =>
  deliverAsync(
    items.map((item) => toS3Event(to, item)),
    lambda,
  )

/** Amazon S3 that sends to EventBridge, with a rule for the function. */
export const s3EventBridge: Service<'object'> = ({ to, items }, lambda) =>
  deliverAsync(
    items.map((item) => toS3EventBridgeEvent(to, item)),
    lambda,
  )

/** Amazon S3 that notifies a topic, `<bucket>-notifications`, to which the function is subscribed. */
export const s3Sns: Service<'object'> = ({ to, items }, lambda) =>
  deliverAsync(
    items.map((item) =>
      toSnsEvent({
        topic: `${to}-notifications`,
        subject: 'Amazon S3 Notification',
        message: JSON.stringify(toS3Event(to, item)),
      }),
    ),
    lambda,
  )

/** Amazon S3 that notifies a queue, `<bucket>-notifications`, with the function behind it. */
export const s3Sqs: Service<'object'> = (delivery, lambda) =>
  deliverThroughQueue(
    { name: `${delivery.to}-notifications`, fifo: false, maxReceiveCount: maxAttemptsOf(delivery) },
    delivery.items.map((item) => ({ body: JSON.stringify(toS3Event(delivery.to, item)) })),
    lambda,
  )
