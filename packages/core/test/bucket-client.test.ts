import { describe, expect, it } from 'vitest'
import { type Bucket, bucket } from '../src/index.ts'
import { connect, refusal } from './client.fixture.ts'
import { memoryBucket, ServiceError } from './drivers.fixture.ts'

const files: Bucket = bucket('receipts')

describe('bucket', () => {
  it('gives content and what is known of it', async () => {
    const receipts = connect(files.readWrite, memoryBucket())
    const { etag } = await receipts.put('a/1', 'grün', { metadata: { 'order-id': '7' } })
    const info = {
      key: 'a/1',
      size: 5,
      etag,
      contentType: 'text/plain; charset=utf-8',
      metadata: { 'order-id': '7' },
      modifiedAt: new Date(0),
    }
    expect(await receipts.head('a/1')).toEqual(info)
    const found = await receipts.get('a/1')
    expect(found).toMatchObject(info)
    expect(await found?.text()).toBe('grün')
    expect(await (await receipts.get('a/1'))?.bytes()).toEqual(new TextEncoder().encode('grün'))
    expect((await receipts.list({ prefix: 'a/' })).objects.map(({ key }) => key)).toEqual(['a/1'])
    await receipts.delete('a/1')
    expect([await receipts.get('a/1'), await receipts.head('a/1')]).toEqual([undefined, undefined])
  })

  it('takes bytes and streams, and keeps its conditions', async () => {
    const receipts = connect(files.readWrite, memoryBucket())
    const { etag } = await receipts.put('a', new Blob(['one']).stream(), { ifAbsent: true, contentType: 'text/css' })
    expect(await (await receipts.get('a'))?.text()).toBe('one')
    await expect(receipts.put('a', 'x', { ifAbsent: true })).rejects.toMatchObject({
      code: 'AlreadyExists',
      provider: 'memory',
      operation: 'bucket.put receipts',
      // It holds the key, which is no client's business.
      expose: false,
    })
    await receipts.put('a', new Uint8Array([1]), { ifMatch: etag })
    await expect(receipts.put('a', 'x', { ifMatch: etag })).rejects.toMatchObject({ code: 'FailedPrecondition' })
  })

  it('fails when the content ends early or breaks: what was read is not taken for the whole', async () => {
    const driver = memoryBucket()
    const receipts = connect(files.readWrite, driver)
    await receipts.put('short', 'abcdef')
    const kept = driver.objects.get('short')
    if (kept) driver.objects.set('short', { ...kept, size: 9 })
    await expect((await receipts.get('short'))?.text()).rejects.toEqual(
      refusal('Unavailable', /ended after 6 of 9 bytes/),
    )
    const broken = { ...driver, get: async () => ({ ...(kept as NonNullable<typeof kept>), body: breaking() }) }
    await expect((await connect(files.reader, broken).get('short'))?.bytes()).rejects.toMatchObject({
      code: 'Unavailable',
      provider: 'memory',
    })
  })

  it('does not send a stream twice', async () => {
    const driver = memoryBucket([new ServiceError('ResourceExhausted')])
    await expect(connect(files.writer, driver).put('a', new Blob(['x']).stream())).rejects.toMatchObject({
      code: 'ResourceExhausted',
    })
    expect(driver.objects.size).toBe(0)
  })

  it.each([
    ['an object that is too large', 'x'.repeat(1001), {}, /has 1001 bytes; an object of memory has at most 1000/],
    ['a stream that says it is', new Blob([]).stream(), { size: 5000 }, /has 5000 bytes/],
    ['a metadata name that is not portable', 'x', { metadata: { Order: '1' } }, /metadata "Order" is not portable/],
    ['a metadata value that is not portable', 'x', { metadata: { a: 'ü' } }, /metadata "a" is not portable/],
    ['too much metadata', 'x', { metadata: { a: 'x'.repeat(50) } }, /metadata has 51 bytes; memory takes at most 50/],
  ])('refuses %s', async (_, body, options, why) => {
    await expect(connect(files.writer, memoryBucket()).put('a', body, options)).rejects.toEqual(
      refusal('InvalidArgument', why),
    )
  })

  it('signs URLs for a time that services allow', async () => {
    const receipts = connect(files.reader, memoryBucket())
    expect(await receipts.signedUrl('a')).toEqual({ url: 'memory:GET:a:900', method: 'GET', headers: { a: 'b' } })
    expect((await receipts.signedUrl('a', { method: 'PUT', expiresIn: '1h' })).url).toBe('memory:PUT:a:3600')
    for (const expiresIn of ['500ms', '8d'] as const)
      await expect(receipts.signedUrl('a', { expiresIn })).rejects.toThrow(/one second to seven days/)
  })
})

async function* breaking(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array([1])
  throw new ServiceError('Unavailable', 'connection reset')
}
