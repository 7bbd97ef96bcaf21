import { tmpdir } from 'node:os'
import { bucketSuite } from '@rove/conformance/vitest'
import { afterAll, beforeAll, describe } from 'vitest'
import { cloudStorageCapabilities } from '../src/bindings/cloud-storage-capabilities.ts'
import { type CloudStorageBench, clientFor, openBucket, startBench } from './cloud-storage.fixture.ts'

describe('Cloud Storage, on a service of this machine', () => {
  let bench: CloudStorageBench

  beforeAll(async () => {
    bench = await startBench({ folder: tmpdir() })
  })

  afterAll(() => bench.stop())

  bucketSuite({
    name: 'cloud-storage',
    open: async () => bench.open('conformance'),
    capabilities: cloudStorageCapabilities,
    reopen: async () => bench.reopen('conformance'),
    large: true,
    faults: {
      endpoint: () => bench.service.url,
      throttled: {
        status: 429,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ error: { code: 429, message: 'slower', errors: [{ reason: 'rateLimitExceeded' }] } }),
      },
      openThrough: async (endpoint) => openBucket(clientFor(endpoint, undefined, 1500), 'conformance'),
    },
  })
})
