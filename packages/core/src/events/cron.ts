import { RoveError } from '../errors.ts'

/**
 * A schedule in the portable form: five fields, in UTC. Each list holds every value that the field allows, in order;
 * a field that allows all of them is undefined. Adapters write their provider's syntax from it.
 */
export interface Cron {
  /** As it was written. */
  readonly text: string
  /** 0 to 59. */
  readonly minutes: readonly number[] | undefined
  /** 0 to 23. */
  readonly hours: readonly number[] | undefined
  /** 1 to 31. */
  readonly daysOfMonth: readonly number[] | undefined
  /** 1 to 12. */
  readonly months: readonly number[] | undefined
  /** 0 (Sunday) to 6. */
  readonly daysOfWeek: readonly number[] | undefined
}

interface Field {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly names?: readonly string[]
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

const fields: readonly [Field, Field, Field, Field, Field] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, names: months },
  // 7 is Sunday too, as in crontab(5).
  { name: 'day of the week', from: 0, to: 7, names: days },
]

const shorthands: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
}

/**
 * Reads a schedule: `minute hour day-of-month month day-of-week`, in UTC, with `*`, lists, ranges, steps and English
 * names, or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`. Only what means the same on every provider is taken: a
 * schedule that limits the day of the month and the day of the week at once is refused, because crontab reads it as
 * "either", Azure as "both", and AWS not at all.
 *
 * @throws RoveError `InvalidArgument` that names the field, what is wrong and what is allowed
 */
export function parseCron(text: string): Cron {
  const parts = (shorthands[text.trim().toLowerCase()] ?? text).trim().split(/\s+/)
  if (parts.length !== 5) throw refuse(text, explainCount(parts))
  const [minutes, hours, daysOfMonth, monthList, weekdays] = fields.map((field, index) =>
    parseField(text, parts[index] ?? '', field),
  )
  if (daysOfMonth && weekdays) {
    throw refuse(
      text,
      'it limits the day of the month and the day of the week, which providers read differently; limit one of them and check the other in the handler',
    )
  }
  const daysOfWeek = weekdays && unique(weekdays.map((day) => day % 7))
  const cron = { text, minutes, hours, daysOfMonth, months: monthList, daysOfWeek: allDays(daysOfWeek) }
  if (!everComes(cron)) throw refuse(text, 'that day never comes')
  return cron
}

function parseField(text: string, part: string, field: Field): number[] | undefined {
  if (part === '*') return undefined
  const values = unique(part.split(',').flatMap((item) => parseItem(text, item, field)))
  const size = field.to - field.from + 1
  return values.length === size ? undefined : values
}

function parseItem(text: string, item: string, field: Field): number[] {
  const [, range = '', step] = /^([^/]+)(?:\/(\d+))?$/.exec(item) ?? []
  const [first = '', last] = range.split('-')
  const from = range === '*' ? field.from : toNumber(text, first, field)
  const top = field.names === days ? 6 : field.to
  // `5/10` has no end in crontab(5); Vixie cron and the providers read it as "from 5 on".
  const to = last !== undefined ? toNumber(text, last, field) : range === '*' || step !== undefined ? top : from
  const by = step === undefined ? 1 : Number(step)
  if (range.split('-').length > 2 || to < from || by < 1) {
    throw refuse(text, `"${item}" is no ${field.name}; write ${allowed(field)}, a list, a range or a step`)
  }
  const values: number[] = []
  for (let value = from; value <= to; value += by) values.push(value)
  return values
}

function toNumber(text: string, written: string, field: Field): number {
  const index = field.names?.indexOf(written.toUpperCase()) ?? -1
  const value = index >= 0 ? index + (field.names === months ? 1 : 0) : /^\d{1,2}$/.test(written) ? Number(written) : -1
  if (value >= field.from && value <= field.to) return value
  throw refuse(text, `"${written}" is no ${field.name}; write ${allowed(field)}`)
}

function allowed({ from, to, names }: Field): string {
  return `${from} to ${to}${names ? ` or ${names[0]} to ${names.at(-1)}` : ''}, or *`
}

function explainCount(parts: readonly string[]): string {
  if (parts[0]?.startsWith('@')) return `${parts[0]} is not known; use ${Object.keys(shorthands).join(', ')}`
  if (/^(cron|rate)\(/.test(parts.join(' '))) return 'write the five fields of cron without AWS’s cron(…) or rate(…)'
  const seconds = parts.length === 6 ? ' (a field for seconds or years is not portable)' : ''
  return `it has ${parts[0] === '' ? 0 : parts.length} fields${seconds}; write five: minute hour day-of-month month day-of-week`
}

function refuse(text: string, why: string): RoveError {
  return new RoveError('InvalidArgument', `"${text}" is not a schedule: ${why}.`)
}

function unique(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b)
}

function allDays(daysOfWeek: number[] | undefined): number[] | undefined {
  return daysOfWeek?.length === 7 ? undefined : daysOfWeek
}

// The longest that each month gets; 29 February does come.
const lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function everComes({ daysOfMonth, months: list }: Omit<Cron, 'text'>): boolean {
  if (!daysOfMonth) return true
  const [first = 1] = daysOfMonth
  return (list ?? lengths.map((_, index) => index + 1)).some((month) => first <= (lengths[month - 1] ?? 0))
}
