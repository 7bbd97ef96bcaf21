import { parseCron } from '@rove/core'
import { expect, it } from 'vitest'
import { toNcrontab } from '../src/ncrontab.ts'

it.each([
  ['0 12 * * 1', '0 0 12 * * 1'],
  ['* * * * *', '0 * * * * *'],
  ['*/15 * * * *', '0 0,15,30,45 * * * *'],
  ['5/10 * * * *', '0 5,15,25,35,45,55 * * * *'],
  ['0 3 * * MON-FRI', '0 0 3 * * 1-5'],
  ['0 3 * * 7', '0 0 3 * * 0'],
  ['0 3 * * 5-7', '0 0 3 * * 0,5-6'],
  ['0 0 1 JAN,JUL *', '0 0 0 1 1,7 *'],
  ['30 8-17/3 * * *', '0 30 8,11,14,17 * * *'],
  ['@weekly', '0 0 0 * * 0'],
  ['@yearly', '0 0 0 1 1 *'],
  ['1,2,3,5,7-9 0 29 2 *', '0 1-3,5,7-9 0 29 2 *'],
])('writes %s as %s', (portable, native) => {
  expect(toNcrontab(parseCron(portable))).toBe(native)
})
