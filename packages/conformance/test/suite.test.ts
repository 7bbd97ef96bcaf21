import { expect, it } from 'vitest'
import { cases } from '../src/cases/index.ts'
import { conformance } from '../src/vitest.ts'
import { plainHarness } from './plain-harness.ts'
import { poorHarness } from './poor-harness.ts'

conformance(plainHarness())
conformance(poorHarness())

it('has cases with ids of their own, in their groups, with a reason that can be looked up', () => {
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
  expect(cases.length).toBeGreaterThanOrEqual(110)
  for (const { id, group, why, title } of cases) {
    expect(id).toMatch(/^[a-z]+(\.[a-z-]+)+$/)
    expect(id.split('.')[0]).toBe(group)
    expect(new URL(why).protocol).toBe('https:')
    expect(title).toMatch(/\.$/)
  }
})
