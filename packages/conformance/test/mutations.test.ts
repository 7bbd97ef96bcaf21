import { describe, expect, it } from 'vitest'
import type { ConformanceCase } from '../src/case.ts'
import { cases } from '../src/cases/index.ts'
import { runCase, startHarness } from '../src/run.ts'
import { decodeDefects } from './defects/decode.ts'
import { encodeDefects } from './defects/encode.ts'
import { hostDefects } from './defects/host.ts'
import { plainHarness } from './plain-harness.ts'

// The cases themselves are shown to pass without a defect by the suite's own test.
describe.each([...decodeDefects, ...encodeDefects, ...hostDefects])(
  'an adapter that $name',
  ({ defects, caughtBy }) => {
    it(`is caught by ${caughtBy.join(', ')}`, async () => {
      const running = await startHarness(plainHarness(defects))
      try {
        const results = await Promise.all(caughtBy.map((id) => runCase(byId(id), running)))
        expect(results.filter(({ passed }) => passed).map(({ id }) => id)).toEqual([])
        for (const { reason } of results) expect(reason).not.toMatch(/did not end within/)
      } finally {
        await running.stop()
      }
    })
  },
)

function byId(id: string): ConformanceCase {
  const found = cases.find((one) => one.id === id)
  if (found === undefined) throw new Error(`There is no case "${id}".`)
  return found
}
