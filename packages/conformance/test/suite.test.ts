import { deliveryPromises } from '@rove/core'
import { expect, it } from 'vitest'
import conformanceApp from '../src/app.ts'
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

it('has cases for every trigger and for every promise of the delivery contract', () => {
  const groups = new Map<string, number>()
  for (const { group } of cases) groups.set(group, (groups.get(group) ?? 0) + 1)
  for (const group of ['messages', 'events', 'schedules', 'objects', 'changes']) {
    expect(groups.get(group), group).toBeGreaterThanOrEqual(8)
  }
  const needed = new Set<string>(cases.flatMap(({ needs = [] }) => needs))
  expect(Object.keys(deliveryPromises).filter((promise) => !needed.has(promise))).toEqual([])
})

it('has functions whose names differ in more than the case of letters, from each other and from the app’s', () => {
  const names = [conformanceApp.name, ...Object.keys(conformanceApp.functions)].map((name) => name.toLowerCase())
  expect(new Set(names).size).toBe(names.length)
})
