import { strangeErrors } from '../errors.ts'
import { secretFaults } from '../faults/secret.ts'
import type { DriverSuite } from '../run.ts'
import type { SecretSubject } from '../subject.ts'
import { type SecretBench, secretBench } from './bench.ts'
import { cache } from './cache.ts'
import { versions } from './versions.ts'

/** What is true of every store of secrets. */
export const secretDriverSuite: DriverSuite<'secret', SecretSubject, SecretBench> = {
  kind: 'secret',
  bench: secretBench,
  // The first case needs a secret that was never written.
  cases: [...versions, ...cache, strangeErrors('secret')],
  faults: secretFaults,
}
