import { bucketSuite } from '@rove/conformance/vitest'
import { afterAll, beforeAll, describe } from 'vitest'
import { cloudStorageCapabilities } from '../src/bindings/cloud-storage-capabilities.ts'
import { type CloudStorageBench, startBench } from './cloud-storage.fixture.ts'

describe('Cloud Storage, on a service of this machine', () => {
  let bench: CloudStorageBench

  beforeAll(async () => {
    bench = await startBench()
  })

  afterAll(() => bench.stop())

  bucketSuite({
    name: 'cloud-storage',
    open: async () => bench.open('conformance'),
    capabilities: cloudStorageCapabilities,
    reopen: async () => bench.reopen('conformance'),
  })
})
