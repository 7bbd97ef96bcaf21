const dateShape = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{1,7})?(Z|[+-]\d{2}:\d{2})?$/

/**
 * A value after the host has read it from JSON and written it again: its JSON library takes text for a date if it looks
 * like one, and writes that in its own way, without zeros at the end of the fraction, and in local time (UTC in Azure)
 * where a zone was given.
 * Source: https://www.newtonsoft.com/json/help/html/DatesInJSON.htm
 */
export function throughNewtonsoft(value: unknown): unknown {
  if (typeof value === 'string') return rewriteDate(value)
  if (Array.isArray(value)) return value.map(throughNewtonsoft)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, throughNewtonsoft(one)]))
}

/** Text as .NET writes a JSON value that it casts to a string: `True`, `11/21/2026 12:00:00`. */
export function castToText(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return String(value)
  const [, seconds, , zone] = isDate(value) ? (dateShape.exec(value) ?? []) : []
  if (seconds === undefined) return value
  const [date = '', time = ''] = (zone === undefined ? seconds : inUtc(seconds, zone)).split('T')
  const [year, month, day] = date.split('-')
  return `${month}/${day}/${year} ${time}`
}

/** A time as .NET writes it in JSON. `offset` is what follows it: `Z`, `+00:00`, or nothing where its kind is not set. */
export function toDateTime(date: Date, offset: 'Z' | '+00:00' | ''): string {
  return date.toISOString().replace(/\.?0*Z$/, '') + offset
}

function rewriteDate(text: string): string {
  if (!isDate(text)) return text
  const [, seconds = '', fraction = '', zone] = dateShape.exec(text) ?? []
  const kept = fraction.replace(/\.?0+$/, '')
  if (zone === undefined || zone === 'Z') return `${seconds}${kept}${zone ?? ''}`
  return `${inUtc(seconds, zone)}${kept}+00:00`
}

function isDate(text: string): boolean {
  const [, seconds] = dateShape.exec(text) ?? []
  // What overflows (the 30th of February) is no date, and stays text.
  return seconds !== undefined && new Date(`${seconds}Z`).toJSON()?.startsWith(seconds) === true
}

function inUtc(seconds: string, zone: string): string {
  return new Date(`${seconds}${zone}`).toISOString().slice(0, 19)
}
