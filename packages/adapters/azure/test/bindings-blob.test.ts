import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { BlobServiceClient, ContainerClient } from '@azure/storage-blob'
import type { BucketDriver } from '@rove/core/adapter'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { blob } from '../src/bindings/blob.ts'
import { contentOf } from '../src/bindings/blob-content.ts'
import { type Azurite, hasAzurite, startAzurite } from './azurite.fixture.ts'
import { openNative } from './storage.fixture.ts'

const mebibyte = 1024 * 1024
const plain = { contentType: 'text/plain', metadata: {}, size: undefined, condition: undefined }

describe.skipIf(!hasAzurite('Blob Storage'))('Blob Storage, on Azurite', () => {
  let azurite: Azurite
  let container: ContainerClient
  let driver: BucketDriver

  beforeAll(async () => {
    azurite = await startAzurite()
    container = new ContainerClient(azurite.connectionString, 'receipts')
    await container.create()
    driver = openNative(blob(), 'receipts', azurite.connectionString)
  }, 60_000)
  afterAll(() => azurite?.stop())

  const codeOf = async (work: Promise<unknown>): Promise<string> =>
    driver.errorCode(await work.then(String, (error: unknown) => error))

  it.each([
    ['nothing', 0],
    ['less than a block', 3 * mebibyte],
    ['exactly a block', 8 * mebibyte],
    ['blocks and a rest', 17 * mebibyte + 1],
  ])('puts a stream of %s', async (name, size) => {
    const key = `streams/${name}`
    const { etag } = await driver.put({ ...plain, key, body: streamOf(size, 300_000), metadata: { 'order-id': '7' } })
    const found = await driver.get(key)
    expect(found).toMatchObject({ size, etag, contentType: 'text/plain', metadata: { 'order-id': '7' } })
    expect(await digestOf(found?.body ?? [])).toBe(await digestOf(streamOf(size, 1000)))
  })

  it('puts what is in memory in blocks when it is large', async () => {
    const body = new Uint8Array(64 * mebibyte + 1)
    await driver.put({ ...plain, key: 'large', body, size: body.byteLength })
    expect((await container.getBlockBlobClient('large').getBlockList('committed')).committedBlocks).toHaveLength(9)
    expect((await driver.head('large'))?.size).toBe(body.byteLength)
  })

  it('leaves nothing of a stream that fails, and lets go of its source', async () => {
    let closed = false
    async function* broken(): AsyncGenerator<Uint8Array> {
      try {
        yield* streamOf(20 * mebibyte, mebibyte)
        throw new Error('the source broke')
      } finally {
        closed = true
      }
    }
    await expect(driver.put({ ...plain, key: 'broken', body: broken() })).rejects.toThrow('the source broke')
    expect([closed, await driver.head('broken')]).toEqual([true, undefined])
  })

  it.each([
    ['longer', 9 * mebibyte, 10 * mebibyte],
    ['shorter', 11 * mebibyte, 10 * mebibyte],
    ['shorter, in one call', 8 * mebibyte, 100],
  ])('leaves nothing of a stream that is %s than it was said to be', async (_, size, has) => {
    expect(await codeOf(driver.put({ ...plain, key: 'lying', body: streamOf(has, 100_000), size }))).toBe(
      'InvalidArgument',
    )
    expect(await driver.head('lying')).toBeUndefined()
  })

  it('keeps the blocks of two uploads of one object apart', async () => {
    async function* interrupted(work: () => Promise<unknown>): AsyncGenerator<Uint8Array> {
      yield* streamOf(8 * mebibyte, mebibyte, 1)
      await work()
      yield* streamOf(mebibyte, mebibyte, 1)
    }
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield* streamOf(8 * mebibyte, mebibyte, 2)
      throw new Error('the source broke')
    }
    const staged = () => codeOf(driver.put({ ...plain, key: 'both', body: broken() }))
    await driver.put({ ...plain, key: 'both', body: interrupted(staged) })
    const wanted = await digestOf(interrupted(async () => undefined))
    expect(await digestOf((await driver.get('both'))?.body ?? [])).toBe(wanted)
    // What is committed removes the blocks of the others, which is told.
    const written = () => driver.put({ ...plain, key: 'both', body: streamOf(9 * mebibyte, mebibyte, 3) })
    expect(await codeOf(driver.put({ ...plain, key: 'both', body: interrupted(written) }))).toBe('Unavailable')
    const { etag = '' } = (await driver.head('both')) ?? {}
    const held = driver.put({ ...plain, key: 'both', body: interrupted(written), condition: { etag } })
    expect(await codeOf(held)).toBe('FailedPrecondition')
  })

  it('writes on conditions, in one call and in blocks', async () => {
    const put = (key: string, bytes: number, condition: Parameters<BucketDriver['put']>[0]['condition']) =>
      driver.put({ ...plain, key, body: streamOf(bytes, mebibyte), condition })
    for (const size of [10, 9 * mebibyte]) {
      const { etag } = await put(`once ${size}`, size, { absent: true })
      expect(etag).not.toContain('"')
      expect(await codeOf(put(`once ${size}`, size, { absent: true }))).toBe('FailedPrecondition')
      expect(await codeOf(put(`once ${size}`, size, { etag: 'other' }))).toBe('FailedPrecondition')
      expect(await codeOf(put(`once ${size}`, size, { etag: '*' }))).toBe('FailedPrecondition')
      await put(`once ${size}`, size, { etag })
      expect(await codeOf(put(`none ${size}`, size, { etag }))).toBe('FailedPrecondition')
    }
  })

  it('refuses to write what would become another name, and finds nothing there', async () => {
    const many = 'a/'.repeat(254)
    for (const key of ['.', '..', 'a/./b', 'a/../b', 'a.', 'a./b', 'a\\b', many]) {
      expect(await codeOf(driver.put({ ...plain, key, body: new Uint8Array(1) }))).toBe('InvalidArgument')
      const url = driver.signedUrl({ key, method: 'PUT', expiresIn: 60, contentType: undefined })
      expect(await codeOf(url)).toBe('InvalidArgument')
      expect([await driver.get(key), await driver.head(key)]).toEqual([undefined, undefined])
      await driver.delete(key)
    }
    for (const key of ['.a', 'a..b', 'a/b/', 'a//b', '/a', many.slice(2)]) {
      await driver.put({ ...plain, key, body: new Uint8Array(1) })
      expect((await driver.head(key))?.key).toBe(key)
    }
  })

  it('reads what others wrote', async () => {
    const other = container.getBlockBlobClient('others/🎉.png')
    await other.upload('hello', 5, { metadata: { Made_By: 'someone' } })
    expect(await driver.head('others/🎉.png')).toMatchObject({ size: 5, metadata: { 'made-by': 'someone' } })
    const missing = openNative(blob(), 'no-such-container', azurite.connectionString)
    expect(await codeOf(missing.get('a'))).toBe('NotFound')
    expect(await codeOf(missing.head('a'))).toBe('NotFound')
    expect(await codeOf(missing.delete('a'))).toBe('NotFound')
  })

  it('signs URLs that allow one thing, and that say what a writer must state', async () => {
    const request = { key: 'signed ü', expiresIn: 60, contentType: 'text/csv' }
    const put = await driver.signedUrl({ ...request, method: 'PUT' })
    expect(put.headers).toEqual({ 'x-ms-blob-type': 'BlockBlob', 'content-type': 'text/csv' })
    expect((await fetch(put.url, { method: 'PUT', headers: put.headers, body: 'a,b' })).status).toBe(201)
    expect((await fetch(put.url)).status).toBe(403)
    const get = await driver.signedUrl({ ...request, method: 'GET' })
    expect([await (await fetch(get.url)).text(), get.headers]).toEqual(['a,b', {}])
    expect((await fetch(get.url, { method: 'PUT', headers: put.headers, body: 'x' })).status).toBe(403)
    expect((await driver.head('signed ü'))?.contentType).toBe('text/csv')
  })

  it('signs nothing with a shared access signature, and takes a client of your own', async () => {
    const endpoint = container.url.replace(/\/receipts$/, '')
    const text = `BlobEndpoint=${endpoint};SharedAccessSignature=sv=2024-01-01&sig=x;`
    const signed = openNative(blob(), 'receipts', text)
    const url = signed.signedUrl({ key: 'a', method: 'GET', expiresIn: 60, contentType: undefined })
    expect(await codeOf(url)).toBe('Unimplemented')
    const client = { getContainerClient: () => container } as Partial<BlobServiceClient> as BlobServiceClient
    expect(openNative(blob({ client }), 'receipts', '').native).toBe(container)
  })
})

it('a content that nobody begins to read lets go of its connection', async () => {
  vi.useFakeTimers()
  const stream = new Readable({ read: () => undefined })
  stream.on('error', () => undefined)
  const content = contentOf(stream)
  vi.advanceTimersByTime(120_000)
  vi.useRealTimers()
  expect(stream.destroyed).toBe(true)
  await expect(digestOf(content)).rejects.toThrow('Nothing came for 120 seconds')
})

describe('with an identity', () => {
  it('signs with one key of Azure as long as its URLs end before it, and asks again after a failure', async () => {
    const asked: number[] = []
    const credential = { getToken: async () => null }
    const service = new BlobServiceClient('https://shop.blob.core.windows.net', credential)
    const give = async (start: Date, end: Date) => {
      asked.push(end.getTime() - start.getTime())
      if (asked.length === 1) throw new Error('not yet')
      const value = Buffer.from('a key').toString('base64')
      const key = { signedObjectId: 'o', signedTenantId: 't', signedService: 'b', signedVersion: '2024-08-04', value }
      return { ...key, signedStartsOn: start, signedExpiresOn: end }
    }
    service.getUserDelegationKey = give as never
    const driver = openNative(blob({ client: service }), 'receipts', '')
    const sign = (expiresIn: number) =>
      driver.signedUrl({ key: 'a b', method: 'PUT', expiresIn, contentType: undefined })
    await expect(sign(60)).rejects.toThrow('not yet')
    const { url, headers } = await sign(60)
    await sign(3600)
    const week = 7 * 24 * 3600
    await sign(week)
    expect(asked).toHaveLength(3)
    for (const length of asked) expect(length).toBeLessThanOrEqual(week * 1000 + 1000)
    expect(headers).toEqual({ 'x-ms-blob-type': 'BlockBlob' })
    const { pathname, searchParams } = new URL(url)
    expect([pathname, searchParams.get('sp'), searchParams.get('spr'), searchParams.get('skoid')]).toEqual([
      '/receipts/a%20b',
      'cw',
      'https',
      'o',
    ])
  })
})

/** Bytes that are the same each time, and nowhere else, in pieces of some size. */
async function* streamOf(size: number, piece: number, seed = 0): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; at += piece) {
    const bytes = Buffer.alloc(Math.min(piece, size - at), seed)
    // Every fourth kibibyte has its place, wherever a piece begins.
    for (let place = Math.ceil(at / 4096) * 4096; place < at + bytes.byteLength; place += 4096) {
      bytes[place - at] = (place >> 12) * 31 + seed
    }
    yield bytes
  }
}

async function digestOf(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of body) hash.update(piece)
  return hash.digest('hex')
}
