import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextTimes, parseCron } from '../src/index.ts'

const times = (schedule: string, after: string, count?: number): string[] =>
  nextTimes(schedule, { after: new Date(after), ...(count === undefined ? {} : { count }) }).map((time) =>
    time.toISOString().slice(0, 16),
  )

describe('nextTimes', () => {
  it.each([
    ['0 3 * * *', '2026-11-21T02:59:59Z', ['2026-11-21T03:00', '2026-11-22T03:00']],
    ['0 3 * * *', '2026-11-21T03:00:00Z', ['2026-11-22T03:00', '2026-11-23T03:00']],
    ['*/20 9-10 * * MON-FRI', '2026-11-20T10:30:00Z', ['2026-11-20T10:40', '2026-11-23T09:00', '2026-11-23T09:20']],
    ['0 12 * * 7', '2026-11-21T00:00:00Z', ['2026-11-22T12:00', '2026-11-29T12:00']],
    ['30 0 29 2 *', '2026-01-01T00:00:00Z', ['2028-02-29T00:30', '2032-02-29T00:30']],
    ['0 0 31 * *', '2026-01-31T00:00:00Z', ['2026-03-31T00:00', '2026-05-31T00:00']],
    ['59 23 31 12 *', '2026-12-31T23:59:59Z', ['2027-12-31T23:59']],
    ['5/30 0 1 JAN,jul *', '2026-01-01T00:05:00Z', ['2026-01-01T00:35', '2026-07-01T00:05']],
    ['@weekly', '2026-11-21T00:00:00Z', ['2026-11-22T00:00']],
  ])('of %s after %s', (schedule, after, expected) => {
    expect(times(schedule, after, expected.length)).toEqual(expected)
  })

  it('gives five unless another number is asked for', () => {
    expect(nextTimes('@hourly')).toHaveLength(5)
    expect(nextTimes('@hourly', { count: 0 })).toEqual([])
  })

  it('is what looking at every minute gives', () => {
    const field = (from: number, to: number): fc.Arbitrary<string> =>
      fc.oneof(
        fc.constant('*'),
        fc.integer({ min: from, max: to }).map(String),
        fc.integer({ min: 1, max: 7 }).map((step) => `*/${step}`),
        fc
          .tuple(fc.integer({ min: from, max: to }), fc.integer({ min: from, max: to }))
          .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
      )
    const schedule = fc
      .tuple(field(0, 59), field(0, 23), fc.constant('*'), field(1, 12), field(0, 6))
      .map((parts) => parts.join(' '))
    fc.assert(
      fc.property(schedule, fc.integer({ min: 0, max: 525_600 }), (text, minutes) => {
        const after = new Date(Date.UTC(2026, 0, 1) + minutes * 60_000)
        const [next] = nextTimes(text, { after, count: 1 })
        const found = next as Date
        expect(matches(text, found)).toBe(true)
        // Nothing before it would have done: every minute of the last day before, or of all the time between.
        const from = Math.max(after.getTime() + 60_000, found.getTime() - 86_400_000)
        for (let time = from; time < found.getTime(); time += 60_000) expect(matches(text, new Date(time))).toBe(false)
      }),
      { numRuns: 30 },
    )
  })
})

/** Whether a schedule is due, read field by field in the plainest way. */
function matches(text: string, time: Date): boolean {
  const values = [time.getUTCMinutes(), time.getUTCHours(), time.getUTCDate(), time.getUTCMonth() + 1, time.getUTCDay()]
  const starts = [0, 0, 1, 1, 0]
  return text.split(' ').every((part, index) => {
    const value = values[index] ?? -1
    if (part === '*') return true
    if (part.startsWith('*/')) return (value - (starts[index] ?? 0)) % Number(part.slice(2)) === 0
    const [from, to = from] = part.split('-').map(Number)
    return value >= (from ?? 0) && value <= (to ?? 0)
  })
}

describe('parseCron', () => {
  it('gives every value of each field, and undefined for all of them', () => {
    expect(parseCron(' 0,30 */6  1-3 * * ')).toEqual({
      text: ' 0,30 */6  1-3 * * ',
      minutes: [0, 30],
      hours: [0, 6, 12, 18],
      daysOfMonth: [1, 2, 3],
      months: undefined,
      daysOfWeek: undefined,
    })
    expect(parseCron('0 0 * 1-12 sun-sat').daysOfWeek).toBeUndefined()
    expect(parseCron('0 0 * * FRI,7').daysOfWeek).toEqual([0, 5])
  })

  it.each([
    ['', /it has 0 fields; write five/],
    ['0 3 * *', /it has 4 fields; write five: minute hour/],
    ['0 0 3 * * *', /6 fields \(a field for seconds or years is not portable\)/],
    ['60 * * * *', /"60" is no minute; write 0 to 59/],
    ['* 24 * * *', /"24" is no hour/],
    ['* * 0 * *', /"0" is no day of the month/],
    ['* * * 13 *', /"13" is no month; write 1 to 12 or JAN to DEC/],
    ['* * * * 8', /"8" is no day of the week; write 0 to 7 or SUN to SAT/],
    ['* * * * monday', /"monday" is no day of the week/],
    ['*/0 * * * *', /"\*\/0" is no minute/],
    ['30-10 * * * *', /"30-10" is no minute/],
    ['1-2-3 * * * *', /"1-2-3" is no minute/],
    ['1,,2 * * * *', /"" is no minute/],
    ['* * ? * 1', /"\?" is no day of the month/],
    ['0 0 L * *', /"L" is no day of the month/],
    ['0 0 13 * 5', /limits the day of the month and the day of the week/],
    ['0 0 30 2 *', /that day never comes/],
    ['0 0 31 4,6,9,11 *', /that day never comes/],
    ['rate(5 minutes)', /without AWS’s cron/],
    ['@reboot', /@reboot is not known; use @hourly/],
  ])('refuses %j', (text, why) => {
    expect(() => parseCron(text)).toThrow(why)
    expect(() => parseCron(text)).toThrow(`"${text}" is not a schedule`)
  })
})
