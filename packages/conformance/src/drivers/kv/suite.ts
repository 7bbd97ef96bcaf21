import assert from 'node:assert/strict'
import { documents } from '../documents.ts'
import { strangeErrors } from '../errors.ts'
import { kvFaults } from '../faults/kv.ts'
import { refused } from '../refusal.ts'
import type { DriverSuite } from '../run.ts'
import type { DriverSubject } from '../subject.ts'
import { basics } from './basics.ts'
import { type KvBench, kvBench } from './bench.ts'
import { conditions } from './conditions.ts'
import { expiry } from './expiry.ts'
import { keys } from './keys.ts'
import { lists } from './lists.ts'
import { many } from './many.ts'
import { values } from './values.ts'

/** What is true of every key-value store. */
export const kvDriverSuite: DriverSuite<'kv', DriverSubject<'kv'>, KvBench> = {
  kind: 'kv',
  bench: kvBench,
  cases: [
    ...basics,
    ...conditions,
    ...many,
    ...lists,
    ...expiry,
    ...keys,
    ...values,
    strangeErrors('kv'),
    {
      id: 'kv.error.wrapped',
      title:
        'An error names service and operation, has the service’s own error as its cause, and is not shown to clients.',
      why: documents.grpcCodes,
      level: 'must',
      async run({ store, driver, prefix }) {
        const { version } = await store.set(`${prefix}a`, 1)
        await store.set(`${prefix}a`, 2)
        const error = await refused(store.set(`${prefix}a`, 3, { ifVersion: version }), 'FailedPrecondition')
        assert.deepEqual([error.provider, error.operation], [driver.service, 'kv.set conformance'])
        assert.deepEqual([error.retryable, error.expose], [false, false])
        assert.ok(error.cause !== undefined, 'the service’s own error is the cause')
      },
    },
  ],
  faults: kvFaults,
}
