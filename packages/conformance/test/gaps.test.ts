import { expect, it } from 'vitest'
import type { ConformanceCase } from '../src/case.ts'
import { cases } from '../src/cases/index.ts'
import type { Harness } from '../src/harness.ts'
import { runAll } from '../src/program/run-all.ts'
import { type CaseResult, runCase, startHarness } from '../src/run.ts'
import { plainHarness } from './plain-harness.ts'

const one = cases.find(({ id }) => id === 'http.query.none') as ConformanceCase
const gaps = { [one.id]: 'the emulator loses it' }

async function resultOf(harness: Harness, test: ConformanceCase = one): Promise<CaseResult> {
  const running = await startHarness(harness)
  try {
    return await runCase(test, running)
  } finally {
    await running.stop()
  }
}

it('a gap passes when its case fails, and keeps how', async () => {
  const fails = { ...one, run: () => Promise.reject(new Error('lost')) }
  expect(await resultOf(plainHarness({}, { gaps }), fails)).toMatchObject({
    passed: true,
    expected: 'the emulator loses it',
    reason: 'lost',
  })
})

it('a gap fails once its case holds', async () => {
  const result = await resultOf(plainHarness({}, { gaps }))
  expect(result).toMatchObject({ passed: false, expected: 'the emulator loses it' })
  expect(result.reason).toContain('remove it: it passes now')
})

it('other cases have no expectation', async () => {
  expect(await resultOf(plainHarness({}, { gaps: { 'http.path.verbatim': 'no' } }))).not.toHaveProperty('expected')
})

it('a gap must be of a case, and have a reason', async () => {
  const start = (wrong: Record<string, string>) => startHarness(plainHarness({}, { gaps: wrong }))
  await expect(start({ 'http.nothing': 'x' })).rejects.toThrow('gaps that no case has: http.nothing')
  await expect(start({ [one.id]: ' ' })).rejects.toThrow(`gaps without a reason: ${one.id}`)
})

it('a gap is told from what passed and what failed in a report', async () => {
  const outcomeOf = async (test: ConformanceCase): Promise<unknown> => {
    const report = await runAll({ harnesses: [plainHarness({}, { gaps })], cases: [test] })
    return report.harnesses[0]?.cases[0]?.outcome
  }
  expect(await outcomeOf({ ...one, run: () => Promise.reject(new Error('lost')) })).toBe('expected')
  expect(await outcomeOf(one)).toBe('failed')
})
