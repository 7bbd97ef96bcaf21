import { type DeliveryPromise, deliveryPromises } from '@rove/core'
import { describe, expect, it } from 'vitest'
import { cases } from '../src/cases/index.ts'
import type { Harness } from '../src/harness.ts'
import { runCase, startHarness } from '../src/run.ts'
import { brokenPromises } from './defects/broken-promises.ts'
import { plainCapabilities, plainHarness } from './plain-harness.ts'

/** Why cases that rest on a promise fail. */
async function failuresOf(promise: DeliveryPromise, harness: Harness): Promise<string[]> {
  const running = await startHarness(harness)
  const failed: string[] = []
  try {
    for (const one of cases) {
      if (!one.needs?.includes(promise)) continue
      const { passed, id, reason } = await runCase(one, running)
      if (!passed) failed.push(`${id}: ${reason}`)
    }
    return failed
  } finally {
    await running.stop()
  }
}

const promises = Object.keys(deliveryPromises) as DeliveryPromise[]

// What is not promised may still happen: a queue without order may keep it by chance.
const unprovable: readonly DeliveryPromise[] = ['message.ordered']

describe.each(promises)('an adapter and %s', (promise) => {
  const defects = brokenPromises[promise]
  const capabilities = plainCapabilities({ [promise]: 'no' })

  it('is caught when it keeps it and says that it does not', async () => {
    const failed = await failuresOf(promise, plainHarness({}, { capabilities }))
    expect(failed.length > 0).toBe(!unprovable.includes(promise))
  })

  it('is caught when it does not keep it and says that it does', async () => {
    expect(await failuresOf(promise, plainHarness(defects))).not.toEqual([])
  })

  it('passes when it does not keep it and says so', async () => {
    expect(await failuresOf(promise, plainHarness(defects, { capabilities }))).toEqual([])
  })
})
