import type { SentEvent } from '@rove/core/adapter'
import { deliverAsync } from './async-delivery.ts'
import { refuse, toText } from './content.ts'
import { maxAttemptsOf, type Service } from './service.ts'
import { type Publication, toNotification, toSnsEvent } from './sns-notification.ts'
import { deliverThroughQueue } from './sqs.ts'

/** Amazon SNS with the function subscribed to the topic. */
export const sns: Service<'event'> = ({ to, items }, lambda) =>
  deliverAsync(
    items.map((item) => toSnsEvent(toPublication(to, item))),
    lambda,
  )

/** Amazon SNS with a queue subscribed to the topic, without raw delivery, and the function behind the queue. */
export const snsSqs: Service<'event'> = (delivery, lambda) =>
  deliverThroughQueue(
    { name: `${delivery.to}-inbox`, fifo: false, maxReceiveCount: maxAttemptsOf(delivery) },
    delivery.items.map((item) => ({ body: toNotification(toPublication(delivery.to, item)) })),
    lambda,
  )

function toPublication(topic: string, { data, attributes = {} }: SentEvent): Publication {
  const message = toText(data, 'SNS')
  // Source: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
  if (message === '') throw refuse('SNS refuses an empty message.')
  for (const [name, value] of Object.entries(attributes)) {
    if (value === '') throw refuse(`SNS refuses the attribute "${name}", which is empty.`)
  }
  return { topic, message, attributes }
}
