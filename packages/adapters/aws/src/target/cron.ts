import type { Cron } from '@rove/core'

/**
 * Writes a schedule in the syntax of EventBridge rules and of EventBridge Scheduler: six fields, the last for years;
 * days of the week from 1 (Sunday) to 7; and `?` in that of the two day fields that says nothing.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cron-expressions.html
 * Ranges and steps keep it within the 256 characters that AWS takes.
 *
 * @example toScheduleExpression(parseCron('0 12 * * 1')) // cron(0 12 ? * 2 *)
 */
export function toScheduleExpression(cron: Cron): string {
  // The field for days of the week is the only one that takes no steps.
  const weekdays = cron.daysOfWeek && toRanges(cron.daysOfWeek.map((day) => day + 1))
  const fields = [
    toField(cron.minutes, 59),
    toField(cron.hours, 23),
    weekdays === undefined ? toField(cron.daysOfMonth, 31) : '?',
    toField(cron.months, 12),
    weekdays ?? '?',
    '*',
  ]
  return `cron(${fields.join(' ')})`
}

function toField(values: readonly number[] | undefined, last: number): string {
  if (values === undefined) return '*'
  return toStep(values, last) ?? toRanges(values)
}

/** `5/10`, when the values go on to the field's end at one distance of more than 1. */
function toStep(values: readonly number[], last: number): string | undefined {
  const [first = 0, second = 0] = values
  const step = second - first
  const even = values.every((value, index) => value === first + index * step)
  return values.length > 2 && step > 1 && even && (values.at(-1) ?? 0) + step > last ? `${first}/${step}` : undefined
}

/** `1-5,9` */
function toRanges(values: readonly number[]): string {
  const runs: Array<[from: number, to: number]> = []
  for (const value of values) {
    const run = runs.at(-1)
    if (run !== undefined && run[1] === value - 1) run[1] = value
    else runs.push([value, value])
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',')
}
