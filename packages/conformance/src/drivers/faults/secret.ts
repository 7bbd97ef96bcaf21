import { secret } from '@rove/core'
import type { DriverCase } from '../case.ts'
import { scope } from '../scope.ts'
import type { SecretBench } from '../secret/bench.ts'
import { faultCases } from './common.ts'
import type { FaultBench } from './fault.ts'

/** Secrets whose service breaks. */
export const secretFaults: ReadonlyArray<DriverCase<FaultBench<SecretBench>>> = faultCases<SecretBench>('secret', {
  async repeatable({ driver, write, value }) {
    await write(value)
    return secret('conformance')
      .reader.connect(driver as never, scope)
      .get({ maxAge: 0 })
  },
  once: [],
})
