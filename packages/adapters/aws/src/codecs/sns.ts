import { type EventCodec, rejectFailures } from '@rove/core/adapter'
import { innerOf, isOnlyTest } from './inner.ts'
import { type SnsNotification, toTopicEvent } from './notification.ts'
import { hasRecords, isObject } from './shape.ts'

/**
 * What SNS sends.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
export interface SnsEvent {
  readonly Records: ReadonlyArray<{ readonly Sns: SnsNotification }>
}

/** Events of topics. Lambda is called asynchronously: it calls again twice when the function fails, and takes no answer. */
export const sns: EventCodec<SnsEvent, null> = {
  name: 'sns',
  title: 'Amazon SNS',
  trigger: 'delivery',
  triggers: ['event', 'object'],
  matches: (event): event is SnsEvent =>
    hasRecords(
      event,
      ({ EventSource, Sns }) => isObject(Sns) && (EventSource === undefined || EventSource === 'aws:sns'),
    ),
  decode(event) {
    const notifications = event.Records.map(({ Sns }) => Sns).filter(({ Message }) => !isOnlyTest(Message))
    return {
      deliveries: notifications.map((one) => toTopicEvent(one, { inner: innerOf(one.Message) })),
      settlement: 'whole',
    }
  },
  encode(settled) {
    rejectFailures(settled)
    return null
  },
}
