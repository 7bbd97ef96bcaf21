import { nextTimes, parseCron } from '@rove/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toScheduleExpression } from '../src/target/index.ts'

const write = (text: string): string => toScheduleExpression(parseCron(text))

describe('a schedule in the syntax of EventBridge', () => {
  it.each([
    ['0 3 * * *', 'cron(0 3 * * ? *)'],
    ['* * * * *', 'cron(* * * * ? *)'],
    ['0 12 * * 1', 'cron(0 12 ? * 2 *)'],
    ['0 12 * * 0', 'cron(0 12 ? * 1 *)'],
    ['0 12 * * 7', 'cron(0 12 ? * 1 *)'],
    ['0 18 * * MON-FRI', 'cron(0 18 ? * 2-6 *)'],
    ['0 18 * * 6,0', 'cron(0 18 ? * 1,7 *)'],
    ['0 18 * * 1-5/2', 'cron(0 18 ? * 2,4,6 *)'],
    ['0 8 1 * *', 'cron(0 8 1 * ? *)'],
    ['*/15 * * * *', 'cron(0/15 * * * ? *)'],
    ['5/10 8-17 * * 1-5', 'cron(5/10 8-17 ? * 2-6 *)'],
    ['0,30 20-22 * JAN,FEB,MAR *', 'cron(0,30 20-22 * 1-3 ? *)'],
    ['1,2,3,5 0 1,15 */3 *', 'cron(1-3,5 0 1,15 1/3 ? *)'],
    ['@yearly', 'cron(0 0 1 1 ? *)'],
    ['@weekly', 'cron(0 0 ? * 1 *)'],
  ])('%s is %s', (text, expression) => {
    expect(write(text)).toBe(expression)
  })

  it('fits into the 256 characters that AWS takes', () => {
    // Two of three values: nothing is longer, as no range and no step can stand for more than two.
    const scattered = (from: number, to: number): string =>
      Array.from({ length: to - from + 1 }, (_, index) => from + index)
        .filter((value) => value % 3 !== 2)
        .join(',')
    const longest = write(`${scattered(0, 59)} ${scattered(0, 23)} ${scattered(1, 31)} ${scattered(1, 12)} *`)
    expect(longest).toMatch(/^cron\(0-1,3-4,6-7,/)
    expect(longest.length).toBeLessThanOrEqual(256)
  })

  it('means the same times', () => {
    fc.assert(
      fc.property(
        schedules,
        fc.date({ min: new Date('1999-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
        (text, after) => {
          const expression = write(text)
          const [first, second] = nextTimes(text, { after, count: 2 })
          if (!first || !second) throw new Error('no next times')
          expect(isDue(expression, first)).toBe(true)
          expect(isDue(expression, second)).toBe(true)
          // Between two due times nothing is due; looking at a thousand minutes of them is enough.
          const minutes = Math.min((second.getTime() - first.getTime()) / 60_000, 1000)
          for (let minute = 1; minute < minutes; minute += 1) {
            expect(isDue(expression, new Date(first.getTime() + minute * 60_000))).toBe(false)
          }
        },
      ),
      { numRuns: 200 },
    )
  })
})

const field = (from: number, to: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant('*'),
    fc.integer({ min: from, max: to }).map(String),
    fc.integer({ min: 1, max: 9 }).map((step) => `*/${step}`),
    fc.uniqueArray(fc.integer({ min: from, max: to }), { minLength: 1, maxLength: 4 }).map((list) => list.join(',')),
    fc
      .tuple(fc.integer({ min: from, max: to }), fc.integer({ min: from, max: to }))
      .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
  )

const schedules = fc
  .tuple(field(0, 59), field(0, 23), field(1, 28), field(1, 12), field(0, 7), fc.boolean())
  .map(([minute, hour, day, month, weekday, byWeekday]) =>
    byWeekday ? `${minute} ${hour} * ${month} ${weekday}` : `${minute} ${hour} ${day} ${month} *`,
  )

// AWS's reading, written from its document: six fields, `?` for "any", 1 to 7 for Sunday to Saturday, `from/step`.
function isDue(expression: string, time: Date): boolean {
  const [minute, hour, day, month, weekday, year, ...rest] = expression.replace(/^cron\((.*)\)$/, '$1').split(' ')
  expect(rest).toEqual([])
  expect([day, weekday].filter((one) => one === '?')).toHaveLength(1)
  expect(year).toBe('*')
  expect(weekday).not.toContain('/')
  return (
    holds(minute, time.getUTCMinutes()) &&
    holds(hour, time.getUTCHours()) &&
    holds(day, time.getUTCDate()) &&
    holds(month, time.getUTCMonth() + 1) &&
    holds(weekday, time.getUTCDay() + 1)
  )
}

function holds(written = '', value: number): boolean {
  return written.split(',').some((part) => {
    if (part === '*' || part === '?') return true
    const [range = '', step] = part.split('/')
    const [from = 0, to] = range.split('-').map(Number)
    if (step !== undefined) return value >= from && (value - from) % Number(step) === 0
    return value >= from && value <= (to ?? from)
  })
}
