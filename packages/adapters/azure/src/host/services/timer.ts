import type { Delivered } from '@rove/core/adapter'
import { delivered } from './attempts.ts'
import type { Input } from './invocation.ts'
import type { Job } from './job.ts'
import { toDateTime } from './newtonsoft.ts'
import { runByPolicy } from './run-function.ts'
import { json, text } from './typed-data.ts'

/**
 * Has a timer come due. What fails is only run again by the function's own retry policy; then it is over, and the next
 * occurrence comes as if nothing had been.
 * Source: https://github.com/Azure/azure-webjobs-sdk-extensions, TimerListener.InvokeJobFunction
 */
export async function deliverTimer({ runtime, function: one, delivery }: Job): Promise<Delivered[]> {
  if (delivery.trigger !== 'schedule') return []
  const results: Delivered[] = []
  let last: Date | undefined
  for (const { scheduledAt } of delivery.items) {
    const input = toTimerInput({ due: scheduledAt, last, monitored: one.binding.useMonitor !== false })
    const { succeeded, attempts } = await runByPolicy(runtime, one, { ...input, unlimited: delivery.maxAttempts ?? 5 })
    results.push(delivered(succeeded ? 'done' : 'dropped', attempts))
    last = scheduledAt
  }
  return results
}

interface Occurrence {
  /** The time for which the function is called. */
  readonly due: Date
  /** When it was called before. */
  readonly last: Date | undefined
  /** Whether the host keeps the times of this timer. */
  readonly monitored: boolean
}

/** While the function runs, `Next` is still the time for which it was called: the host moves it on afterwards. */
function toTimerInput({ due, last, monitored }: Occurrence): Input {
  const before = last === undefined ? '0001-01-01T00:00:00' : toDateTime(last, '+00:00')
  const status = { Last: before, Next: toDateTime(due, '+00:00'), LastUpdated: before }
  return {
    data: json({ Schedule: { AdjustForDST: true }, ScheduleStatus: monitored ? status : null, IsPastDue: false }),
    bindingData: { TimerTrigger: text(toLocalText(new Date())) },
  }
}

// .NET's general date and time in the culture en-US: 8/24/2022 10:05:00 PM
function toLocalText(date: Date): string {
  const [day, time] = [{ dateStyle: 'short' } as const, { timeStyle: 'medium' } as const].map((style) =>
    new Intl.DateTimeFormat('en-US', { ...style, timeZone: 'UTC' }).format(date),
  )
  const [month, dayOfMonth] = (day ?? '').split('/')
  return `${month}/${dayOfMonth}/${date.getUTCFullYear()} ${time?.replace(/\s/g, ' ')}`
}
