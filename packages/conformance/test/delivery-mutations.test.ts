import { describe, expect, it } from 'vitest'
import type { ConformanceCase } from '../src/case.ts'
import { cases } from '../src/cases/index.ts'
import { type CaseResult, runCase, startHarness } from '../src/run.ts'
import { deliveryDecodeDefects } from './defects/delivery-decode.ts'
import { deliverySettleDefects } from './defects/delivery-settle.ts'
import { plainHarness } from './plain-harness.ts'

// The cases themselves are shown to pass without a defect by the suite's own test.
describe.each([...deliveryDecodeDefects, ...deliverySettleDefects])(
  'an adapter that $name',
  ({ defects, caughtBy }) => {
    it(`is caught by ${caughtBy.join(', ')}`, async () => {
      const running = await startHarness(plainHarness(defects))
      const results: CaseResult[] = []
      try {
        // One after the other: ticks are told apart by when they come.
        for (const id of caughtBy) results.push(await runCase(byId(id), running))
      } finally {
        await running.stop()
      }
      expect(results.filter(({ passed }) => passed).map(({ id }) => id)).toEqual([])
      for (const { reason } of results) expect(reason).not.toMatch(/did not end within/)
    })
  },
)

function byId(id: string): ConformanceCase {
  const found = cases.find((one) => one.id === id)
  if (found === undefined) throw new Error(`There is no case "${id}".`)
  return found
}
