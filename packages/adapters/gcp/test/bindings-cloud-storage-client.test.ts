import { gzipSync } from 'node:zlib'
import type { Storage } from '@google-cloud/storage'
import type { BucketDriver } from '@rove/core/adapter'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { cloudStorage, native } from '../src/bindings/cloud-storage.ts'
import { type CloudStorageBench, clientFor, openBucket, startBench } from './cloud-storage.fixture.ts'

const plain = { contentType: 'text/plain', metadata: {}, size: undefined }

describe('Cloud Storage, beside its suite', () => {
  let bench: CloudStorageBench
  let driver: BucketDriver

  beforeAll(async () => {
    bench = await startBench()
    driver = bench.open('faults')
  })

  afterAll(() => bench.stop())

  const codeOf = async (work: Promise<unknown>): Promise<string> =>
    driver.errorCode(await work.catch((error: unknown) => error))

  it('an etag that is no generation does not hold; nought is not nothing', async () => {
    for (const etag of ['0', 'e', '-1', '1.5', '1'.repeat(20)]) {
      const put = driver.put({ key: 'etag', body: new Uint8Array(1), ...plain, condition: { etag } })
      // As what the service says of others is, it is shown to no client.
      expect(await put.catch((error: unknown) => error)).toMatchObject({ code: 'FailedPrecondition', expose: false })
    }
    expect(await driver.head('etag')).toBeUndefined()
  })

  it('says that it cannot sign without credentials, and gives the client it has', async () => {
    const request = { key: 'a', method: 'GET', expiresIn: 60, contentType: undefined } as const
    const client = clientFor(bench.service.url)
    client.authClient.getCredentials = () => Promise.resolve({})
    expect(await codeOf(openBucket(client, 'faults').signedUrl(request))).toBe('PermissionDenied')
    const source = cloudStorage({ only: ['files'] })
    const own = source.open({ name: 'files', native: 'faults', ordered: false, env: {} }) as BucketDriver
    const made = own.native as Storage
    expect([source.only, made.retryOptions.autoRetry, own.native === made]).toEqual([['files'], false, true])
    await own.close?.()
    expect(() => native({})).toThrow('This is not a client on cloud-storage')
  })

  it('finds the service by STORAGE_EMULATOR_HOST, in small and in large', async () => {
    vi.stubEnv('STORAGE_EMULATOR_HOST', bench.service.url)
    const own = cloudStorage().open({ name: 'files', native: 'faults', ordered: false, env: {} }) as BucketDriver
    for (const bytes of [3, 9_000_000]) {
      const key = `env/${bytes}`
      const { etag } = await own.put({ key, body: new Uint8Array(bytes), ...plain, condition: { absent: true } })
      expect(await own.head(key)).toMatchObject({ size: bytes, etag })
      expect(await own.get(key)).toMatchObject({ size: bytes, etag })
    }
    const { items } = await own.list({ prefix: 'env/', limit: 10, cursor: undefined })
    expect(items.map(({ key }) => key)).toEqual(['env/3', 'env/9000000'])
    await own.delete('env/3')
    expect(await own.head('env/3')).toBeUndefined()
    vi.unstubAllEnvs()
  })

  it('gives what was stored with gzip as it is stored, and names of metadata in lower case', async () => {
    const packed = gzipSync('content')
    const file = bench.client.bucket('faults').file('packed')
    await file.save(packed, { resumable: false, metadata: { contentEncoding: 'gzip', metadata: { Author: 'a' } } })
    const found = await driver.get('packed')
    const pieces: Uint8Array[] = []
    for await (const piece of found?.body ?? []) pieces.push(piece)
    expect(Buffer.concat(pieces)).toEqual(packed)
    expect(found).toMatchObject({ size: packed.byteLength, metadata: { author: 'a' } })
    expect((await driver.head('packed'))?.metadata).toEqual({ author: 'a' })
  })
})
