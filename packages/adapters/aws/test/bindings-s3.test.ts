import { createHash } from 'node:crypto'
import { CreateBucketCommand, GetObjectCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3'
import type { BucketDriver } from '@rove/core/adapter'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { s3 } from '../src/bindings/s3.ts'
import { startGateway } from './gateway.fixture.ts'
import { clientOptions, hasMoto, type Moto, openNative, startMoto } from './moto.fixture.ts'

const mebibyte = 1024 * 1024
const plain = { contentType: 'text/plain', metadata: {}, size: undefined, condition: undefined }

describe.skipIf(!hasMoto('S3'))('S3, on moto', () => {
  let moto: Moto
  let client: S3Client
  let driver: BucketDriver

  beforeAll(async () => {
    moto = await startMoto()
    client = new S3Client(clientOptions(moto.endpoint))
    await client.send(new CreateBucketCommand({ Bucket: 'receipts' }))
    driver = openNative(s3({ client }), 'receipts')
  })

  afterAll(() => {
    client.destroy()
    moto.stop()
  })

  const uploads = async (): Promise<number> =>
    (await client.send(new ListMultipartUploadsCommand({ Bucket: 'receipts' }))).Uploads?.length ?? 0

  const codeOf = async (work: Promise<unknown>): Promise<string> =>
    driver.errorCode(await work.then(String, (error: unknown) => error))

  /** What the client sends while something is done: `PUT /receipts/key?partNumber=1`, with the headers. */
  async function watched(work: () => Promise<unknown>): Promise<Array<{ line: string; headers: Headers }>> {
    const seen: Array<{ line: string; headers: Headers }> = []
    client.middlewareStack.add(
      (next) => async (args) => {
        const { method, path, query, headers } = args.request as Parameters<typeof lineOf>[0]
        seen.push({ line: lineOf({ method, path, query, headers }), headers: new Headers(headers) })
        return next(args)
      },
      { step: 'finalizeRequest', name: 'watch', override: true },
    )
    await work().finally(() => client.middlewareStack.remove('watch'))
    return seen
  }

  it.each([
    ['nothing', 0],
    ['less than a part', 3 * mebibyte],
    ['exactly a part', 8 * mebibyte],
    ['parts and a rest', 17 * mebibyte + 1],
  ])('puts a stream of %s', async (name, size) => {
    const key = `streams/${name}`
    const { etag } = await driver.put({ ...plain, key, body: streamOf(size, 300_000) })
    expect(etag).toMatch(/^[0-9a-f]{32}(-\d)?$/)
    const found = await driver.get(key)
    expect(found).toMatchObject({ size, etag, contentType: 'text/plain' })
    expect(await digestOf(found?.body ?? [])).toBe(await digestOf(streamOf(size, 1000)))
    expect(await uploads()).toBe(0)
  })

  it('keeps the metadata and the type of what came in parts', async () => {
    const metadata = { 'order-id': '7' }
    await driver.put({ ...plain, key: 'told', body: streamOf(9 * mebibyte, mebibyte), contentType: 'a/b', metadata })
    expect(await driver.head('told')).toMatchObject({ contentType: 'a/b', metadata, size: 9 * mebibyte })
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
    expect([closed, await driver.head('broken'), await uploads()]).toEqual([true, undefined, 0])
  })

  it.each([
    ['longer', 9 * mebibyte],
    ['shorter', 11 * mebibyte],
    ['shorter, in one call', 8 * mebibyte],
  ])('leaves nothing of a stream that is %s than it was said to be', async (_, size) => {
    const body = streamOf(size === 8 * mebibyte ? 100 : 10 * mebibyte, 100_000)
    expect(await codeOf(driver.put({ ...plain, key: 'lying', body, size }))).toBe('InvalidArgument')
    expect([await driver.head('lying'), await uploads()]).toEqual([undefined, 0])
  })

  it('removes the parts, and closes the source, when S3 fails', async () => {
    let closed = false
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        yield* streamOf(30 * mebibyte, mebibyte)
      } finally {
        closed = true
      }
    }
    client.middlewareStack.add(
      (next) => (args) => {
        const { PartNumber } = args.input as { PartNumber?: number }
        if (PartNumber === 2) throw Object.assign(new Error('busy'), { name: 'SlowDown' })
        return next(args)
      },
      { step: 'initialize', name: 'fail', override: true },
    )
    const code = await codeOf(driver.put({ ...plain, key: 'failed', body: source() }))
    client.middlewareStack.remove('fail')
    expect([code, closed, await driver.head('failed'), await uploads()]).toEqual([
      'ResourceExhausted',
      true,
      undefined,
      0,
    ])
  })

  it('writes on conditions, in one call and in parts', async () => {
    const put = (bytes: number, condition: Parameters<BucketDriver['put']>[0]['condition']) =>
      driver.put({ ...plain, key: 'once', body: streamOf(bytes, mebibyte), condition })
    const { etag } = await put(10, { absent: true })
    expect(await codeOf(put(10, { absent: true }))).toBe('FailedPrecondition')
    expect(await codeOf(put(10, { etag: 'other' }))).toBe('FailedPrecondition')
    await put(11, { etag })
    expect(await codeOf(driver.put({ ...plain, key: 'none', body: streamOf(1, 1), condition: { etag } }))).toBe(
      'FailedPrecondition',
    )
    // An upload in parts has its condition where it becomes an object, and nowhere else.
    const seen = await watched(() => put(9 * mebibyte, { absent: true }).catch(() => undefined))
    const last = seen.find(({ line }) => /^POST .*uploadId/.test(line))
    expect(last?.headers.get('if-none-match')).toBe('*')
    expect(seen.filter(({ headers }) => headers.has('if-none-match'))).toHaveLength(1)
    const again = await watched(() => put(9 * mebibyte, { etag: 'abc-2' }).catch(() => undefined))
    expect(again.flatMap(({ headers }) => headers.get('if-match') ?? [])).toEqual(['"abc-2"'])
  })

  it('an etag that cannot be one does not hold, whatever a header would make of it', async () => {
    await driver.put({ ...plain, key: 'kept', body: Buffer.from('first') })
    for (const etag of ['*', '', 'a"b', 'a\nb', 'ü']) {
      const put = driver.put({ ...plain, key: 'kept', body: Buffer.from('second'), condition: { etag } })
      expect([etag, await codeOf(put)]).toEqual([etag, 'FailedPrecondition'])
    }
    expect((await driver.head('kept'))?.size).toBe(5)
  })

  it('reads what is not there as undefined, and says that a bucket is missing', async () => {
    expect([await driver.get('nothing'), await driver.head('nothing')]).toEqual([undefined, undefined])
    const other = openNative(s3({ client }), 'no-such-bucket')
    expect(await codeOf(other.get('a'))).toBe('NotFound')
    await driver.delete('nothing')
  })

  it('signs URLs with which anyone reads and writes, and that say what a writer must state', async () => {
    const put = await driver.signedUrl({ key: 'a b/ü', method: 'PUT', expiresIn: 60, contentType: 'text/csv' })
    const { searchParams } = new URL(put.url)
    expect(searchParams.get('X-Amz-SignedHeaders')).toContain('content-type')
    expect([...searchParams.keys()].filter((name) => /checksum/i.test(name))).toEqual([])
    const sent = await fetch(put.url, { method: 'PUT', body: 'x,y', headers: put.headers })
    expect(sent.status).toBe(200)
    expect(await driver.head('a b/ü')).toMatchObject({ contentType: 'text/csv', size: 3 })
    const get = await driver.signedUrl({ key: 'a b/ü', method: 'GET', expiresIn: 60, contentType: undefined })
    expect(new URL(get.url).searchParams.get('X-Amz-Expires')).toBe('60')
    expect(await (await fetch(get.url)).text()).toBe('x,y')
  })

  it('lists in pages, with etags that have no quotation marks', async () => {
    for (const key of ['l/a', 'l/b', 'l/c']) await driver.put({ ...plain, key, body: new Uint8Array(2) })
    const first = await driver.list({ prefix: 'l/', limit: 2, cursor: undefined })
    const second = await driver.list({ prefix: 'l/', limit: 2, cursor: first.cursor })
    expect([...first.items, ...second.items].map(({ key }) => key)).toEqual(['l/a', 'l/b', 'l/c'])
    expect(second.cursor).toBeUndefined()
    const head = await driver.head('l/a')
    expect(first.items[0]).toEqual({ key: 'l/a', size: 2, etag: head?.etag, modifiedAt: expect.any(Number) })
    expect(head?.etag).toMatch(/^[0-9a-f]{32}$/)
  })

  it('a body that is cut off fails, with a code that says to try again', async () => {
    await driver.put({ ...plain, key: 'long', body: streamOf(2 * mebibyte, mebibyte) })
    // Closes the connection in the middle of a body.
    const cutting = await startGateway(
      moto.endpoint,
      async () => undefined,
      (answer, outgoing) =>
        void answer.once('data', (piece: Buffer) => outgoing.write(piece, () => outgoing.socket?.destroy())),
    )
    const cut = new S3Client(clientOptions(cutting.endpoint))
    const through = openNative(s3({ client: cut }), 'receipts')
    const found = await through.get('long')
    expect(await codeOf(digestOf(found?.body ?? []))).toBe('Unavailable')
    // The connection ends before anybody reads: that is no event without a listener, which would end the process.
    const unread = await through.get('long')
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await codeOf(digestOf(unread?.body ?? []))).toBe('Unavailable')
    cut.destroy()
    await cutting.stop()
  })

  it('takes 200 MB in constant memory', async () => {
    const size = 200 * mebibyte
    let [most, seen] = [0, 0]
    const before = process.memoryUsage()
    async function* measured(): AsyncGenerator<Uint8Array> {
      for await (const piece of streamOf(size, mebibyte)) {
        seen += 1
        const { arrayBuffers } = process.memoryUsage()
        most = Math.max(most, arrayBuffers - before.arrayBuffers)
        yield piece
      }
    }
    await driver.put({ ...plain, key: 'big', body: measured(), size })
    expect(seen).toBe(200)
    expect(most).toBeLessThan(100 * mebibyte)
    expect(await driver.head('big')).toMatchObject({ size })
    const part = await client.send(new GetObjectCommand({ Bucket: 'receipts', Key: 'big', Range: 'bytes=0-9' }))
    expect(part.ContentLength).toBe(10)
    await driver.delete('big')
  }, 120_000)
})

function lineOf(request: {
  method: string
  path: string
  query: object | undefined
  headers: Record<string, string>
}): string {
  return `${request.method} ${request.path} ${JSON.stringify(request.query ?? {})}`
}

/** Bytes that differ from place to place. */
async function* streamOf(size: number, piece: number): AsyncGenerator<Uint8Array> {
  const ramp = Uint8Array.from({ length: piece + 251 }, (_, index) => index % 251)
  for (let at = 0; at < size; at += piece) {
    yield ramp.slice(at % 251, (at % 251) + Math.min(piece, size - at))
  }
}

async function digestOf(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of body) hash.update(piece)
  return hash.digest('hex')
}
