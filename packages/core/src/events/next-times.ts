import { type Cron, parseCron } from './cron.ts'

/**
 * The next times a schedule is due, after a moment, in UTC.
 *
 * @param count how many; default 5
 * @throws RoveError `InvalidArgument` for a text that is no schedule
 * @example nextTimes('0 3 * * *', { after: new Date() })
 */
export function nextTimes(
  schedule: Cron | string,
  options: { readonly after?: Date; readonly count?: number } = {},
): Date[] {
  const cron = typeof schedule === 'string' ? parseCron(schedule) : schedule
  const { after = new Date(), count = 5 } = options
  const times: Date[] = []
  // Whole minutes, from the one after.
  let time = new Date(Math.floor(after.getTime() / 60_000) * 60_000 + 60_000)
  while (times.length < count) {
    time = nextTime(cron, time)
    times.push(time)
    time = new Date(time.getTime() + 60_000)
  }
  return times
}

/** The first time that is due, at this minute or after it. It ends: {@link parseCron} refuses days that never come. */
function nextTime(cron: Cron, from: Date): Date {
  let time = from
  for (;;) {
    if (!isIn(cron.months, time.getUTCMonth() + 1)) time = startOf(time, 'month')
    else if (!isIn(cron.daysOfMonth, time.getUTCDate()) || !isIn(cron.daysOfWeek, time.getUTCDay())) {
      time = startOf(time, 'day')
    } else if (!isIn(cron.hours, time.getUTCHours())) time = startOf(time, 'hour')
    else if (!isIn(cron.minutes, time.getUTCMinutes())) time = new Date(time.getTime() + 60_000)
    else return time
  }
}

function isIn(list: readonly number[] | undefined, value: number): boolean {
  return list === undefined || list.includes(value)
}

/** The start of the next month, day or hour. */
function startOf(time: Date, unit: 'month' | 'day' | 'hour'): Date {
  const [year, month, day, hour] = [time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate(), time.getUTCHours()]
  if (unit === 'month') return new Date(Date.UTC(year, month + 1, 1))
  if (unit === 'day') return new Date(Date.UTC(year, month, day + 1))
  return new Date(Date.UTC(year, month, day, hour + 1))
}
