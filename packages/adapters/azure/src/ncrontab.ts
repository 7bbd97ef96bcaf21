import type { Cron } from '@rove/core'

/**
 * Writes a schedule as NCRONTAB: six fields, the seconds first. Days of the week count from Sunday, 0, as in the
 * portable form; a list is written out, so that nothing depends on how a step is read.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions
 * @example toNcrontab(parseCron('0 12 * * 1')) // '0 0 12 * * 1'
 */
export function toNcrontab({ minutes, hours, daysOfMonth, months, daysOfWeek }: Cron): string {
  return ['0', ...[minutes, hours, daysOfMonth, months, daysOfWeek].map(toField)].join(' ')
}

/** Neighbours are drawn together: `1-5,7`. */
function toField(values: readonly number[] | undefined): string {
  if (values === undefined) return '*'
  const ranges: Array<{ first: number; last: number }> = []
  for (const value of values) {
    const range = ranges.at(-1)
    if (range?.last === value - 1) range.last = value
    else ranges.push({ first: value, last: value })
  }
  return ranges.map(({ first, last }) => (first === last ? String(first) : `${first}-${last}`)).join(',')
}
