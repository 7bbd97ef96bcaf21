import { type DecodedTick, type EventCodec, rejectFailures } from '@rove/core/adapter'
import { isFrom, type NativeEvent } from '../native-event.ts'
import { type Fields, isObject, toTime } from './fields.ts'

/**
 * A timer. While the function runs, `scheduleStatus.next` is still the time for which it was called: the host writes the
 * next one when it has ended. Whether that is past due makes no difference, nor does a time that comes twice.
 * Source: https://github.com/Azure/azure-webjobs-sdk-extensions, TimerListener.InvokeJobFunction
 */
export const timer: EventCodec<NativeEvent, void> = {
  name: 'timer',
  title: 'Azure Functions timer trigger',
  trigger: 'delivery',
  triggers: ['schedule'],
  matches: (event): event is NativeEvent => isFrom(event, 'timer'),
  decode: (event) => ({ deliveries: [toTick(event)], settlement: event.attempts > 1 ? 'each' : 'none' }),
  encode: rejectFailures,
}

function toTick(event: NativeEvent): DecodedTick {
  const info: Fields = isObject(event.input) ? event.input : {}
  const status: Fields = isObject(info.scheduleStatus) ? info.scheduleStatus : {}
  const due = toTime(status.next)
  const scheduledAt = due === undefined ? undefined : new Date(due)
  const { invocationId, retryContext } = event.context
  return {
    trigger: 'schedule',
    function: event.function,
    names: [event.function],
    id: scheduledAt?.toISOString() ?? invocationId ?? event.function,
    source: `/timer/${event.function}`,
    time: scheduledAt?.toISOString(),
    attempt: event.attempts > 1 ? (retryContext?.retryCount ?? 0) + 1 : undefined,
    scheduledAt,
    payload: { value: event.input },
  }
}
