const shape = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|[+-](\d\d):(\d\d))$/

/** Whether a text is a date and time of RFC 3339, section 5.6; with a leap second, and any number of digits after it. */
export function isTimestamp(text: string): boolean {
  const [, ...parts] = shape.exec(text) ?? []
  if (parts.length === 0) return false
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, offsetHour = 0, offsetMinute = 0] = parts.map(
    (part) => Number(part ?? 0),
  )
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60) return false
  if (offsetHour > 23 || offsetMinute > 59) return false
  // Day 0 of the month after is the last of this one. `Date.UTC` reads years below 100 as 19xx; leap years repeat.
  return day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()
}
