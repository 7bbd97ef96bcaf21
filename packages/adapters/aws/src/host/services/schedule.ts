import { deliverAsync } from './async-delivery.ts'
import { toEventBridgeEvent } from './eventbridge-event.ts'
import { toArn } from './names.ts'
import type { Service } from './service.ts'

/**
 * A scheduled rule of EventBridge, named after the function.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
 */
export const rule: Service<'schedule'> = ({ to, items }, lambda) =>
  deliverAsync(
    items.map(({ scheduledAt }) =>
      toEventBridgeEvent({
        source: 'aws.events',
        detailType: 'Scheduled Event',
        time: scheduledAt,
        resources: [toArn('events', `rule/${to}`)],
        detail: {},
      }),
    ),
    lambda,
  )

/**
 * A schedule of EventBridge Scheduler without an input of its own, in the default group: its detail is text.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html
 */
export const scheduler: Service<'schedule'> = ({ to, items }, lambda) =>
  deliverAsync(
    items.map(({ scheduledAt }) =>
      toEventBridgeEvent({
        source: 'aws.scheduler',
        detailType: 'Scheduled Event',
        time: scheduledAt,
        resources: [toArn('scheduler', `schedule/default/${to}`)],
        detail: '{}',
      }),
    ),
    lambda,
  )
