const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/

// Seconds up to the year 5138, milliseconds from 1973 on: services use both, and some of them either.
const firstMilliseconds = 1e11

/**
 * A time of an event as RFC 3339: from a number of seconds or milliseconds, as a number or as text, or from a date in
 * words. Undefined for what is no time.
 */
export function toTime(value: unknown): string | undefined {
  if (typeof value === 'string' && rfc3339.test(value) && !Number.isNaN(Date.parse(value))) return value
  const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value
  if (typeof number === 'number') return fromNumber(number)
  return typeof value === 'string' ? toIso(Date.parse(value)) : undefined
}

function fromNumber(number: number): string | undefined {
  if (number < 0) return undefined
  return toIso(number < firstMilliseconds ? number * 1000 : number)
}

function toIso(milliseconds: number): string | undefined {
  const date = new Date(milliseconds)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}
