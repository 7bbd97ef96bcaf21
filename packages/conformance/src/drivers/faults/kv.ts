import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import type { DriverCase } from '../case.ts'
import { documents } from '../documents.ts'
import type { KvBench } from '../kv/bench.ts'
import { present } from '../present.ts'
import { failsFor, faultCases } from './common.ts'
import type { FaultBench } from './fault.ts'

/** Key-value stores whose service breaks. */
export const kvFaults: ReadonlyArray<DriverCase<FaultBench<KvBench>>> = [
  ...faultCases<KvBench>('kv', {
    repeatable: ({ store, prefix }) => store.get(`${prefix}a`),
    once: [
      ({ store, prefix }) => store.set(`${prefix}absent`, 1, { ifAbsent: true }),
      async ({ store, elsewhere, prefix }) => {
        // One that the service has given: a driver may refuse others by itself.
        await elsewhere.set(`${prefix}version`, 1)
        const { version } = present(await elsewhere.get(`${prefix}version`), 'the value')
        await store.delete(`${prefix}version`, { ifVersion: version })
      },
    ],
  }),
  {
    id: 'kv.fault.answer-lost',
    title:
      'A conditional write whose answer is lost fails as unknown, and not over its own first attempt, which is there.',
    why: documents.retries,
    level: 'must',
    async run(bench) {
      const { store, elsewhere, prefix, fault } = bench
      const key = `${prefix}a`
      // A driver's first call may have more to do than to write.
      await store.get(key)
      fault.proxy.slowAnswers(300)
      let isOver = false
      const call = failsFor(bench, () => store.set(key, 1, { ifAbsent: true }), 1).finally(() => {
        isOver = true
      })
      call.catch(() => undefined)
      while (!isOver && (await elsewhere.get(key)) === undefined) await delay(10)
      fault.proxy.cut()
      await call
      await fault.proxy.pass()
      assert.equal((await elsewhere.get(key))?.value, 1, 'the value never arrived')
    },
  },
]
