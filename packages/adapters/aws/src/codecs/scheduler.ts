import { type EventCodec, rejectFailures } from '@rove/core/adapter'
import { nameOf, toNames } from './arn.ts'
import { toCount } from './count.ts'
import { contentId } from './digest.ts'
import { type Fields, isObject, textOrNone } from './shape.ts'
import { toTime } from './time.ts'

/** An input that somebody wrote for EventBridge Scheduler, with the schedule's ARN in one of its fields. */
export type SchedulerInput = Fields

const scheduleArn = /^arn:aws[\w-]*:scheduler:[^:]*:\d*:schedule\/[^/]+\/[^/]+$/

/**
 * EventBridge Scheduler with an input of its own. The input can be anything, so it is recognised only when one of its
 * fields holds `<aws.scheduler.schedule-arn>`. Fields named after the other keywords are read, in any spelling:
 * `scheduled-time` (or `scheduledAt`, `time`), `execution-id`, `attempt-number` (or `attempt`).
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export const scheduler: EventCodec<SchedulerInput, null> = {
  name: 'scheduler',
  title: 'Amazon EventBridge Scheduler with the schedule’s ARN in its input',
  trigger: 'delivery',
  triggers: ['schedule'],
  matches: (event): event is SchedulerInput =>
    isObject(event) && !Array.isArray(event) && event.specversion === undefined && arnIn(event) !== undefined,
  decode(event) {
    const arn = arnIn(event) ?? ''
    const time = toTime(field(event, ['scheduledtime', 'scheduledat', 'time']))
    return {
      settlement: 'whole',
      deliveries: [
        {
          trigger: 'schedule',
          names: toNames(nameOf(arn)),
          // The execution has another id at each attempt; the time that was due stays.
          id: time === undefined ? executionOf(event) : `${arn}@${time}`,
          source: arn,
          time,
          scheduledAt: time === undefined ? undefined : new Date(time),
          attempt: toCount(field(event, ['attemptnumber', 'attempt'])),
          payload: { value: event },
        },
      ],
    }
  },
  encode(settled) {
    rejectFailures(settled)
    return null
  },
}

function arnIn(event: Fields): string | undefined {
  return Object.values(event).find((value): value is string => typeof value === 'string' && scheduleArn.test(value))
}

function executionOf(event: Fields): string {
  return textOrNone(field(event, ['executionid'])) ?? contentId(event)
}

function field(event: Fields, names: readonly string[]): unknown {
  const entries = Object.entries(event).map(
    ([name, value]) => [name.toLowerCase().replace(/[^a-z]/g, ''), value] as const,
  )
  for (const wanted of names) {
    const found = entries.find(([name]) => name === wanted)
    if (found) return found[1]
  }
  return undefined
}
