import { createHash, generateKeyPairSync } from 'node:crypto'
import type { Bucket } from '@google-cloud/storage'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Intake } from '../src/host/backing/cloud-storage-content.ts'
import { type CloudStorageBench, clientFor, startBench } from './cloud-storage.fixture.ts'

const unit = 262_144

describe('the Cloud Storage of this machine', () => {
  let bench: CloudStorageBench
  let bucket: Bucket

  beforeAll(async () => {
    bench = await startBench()
    bench.service.createBucket('a-bucket')
    bucket = bench.client.bucket('a-bucket')
  })

  afterAll(() => bench.stop())

  const refusalOf = async (work: Promise<unknown>): Promise<unknown> => {
    const error = (await work.catch((thrown: unknown) => thrown)) as {
      code: number
      errors?: Array<{ reason: string }>
    }
    return [error.code, error.errors?.[0]?.reason]
  }

  /** Asks without the client. */
  const ask = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${bench.service.url}${path}`, init)

  const begin = async (name: string, more = '', headers: Record<string, string> = {}): Promise<string> => {
    const path = `/upload/storage/v1/b/a-bucket/o?uploadType=resumable&name=${name}${more}`
    const began = await ask(path, { method: 'POST', body: JSON.stringify({ metadata: { a: '1' } }), headers })
    return (began.headers.get('location') ?? '').slice(bench.service.url.length)
  }

  const chunk = (session: string, bytes: number, range: string, headers: Record<string, string> = {}) =>
    ask(session, { method: 'PUT', body: new Uint8Array(bytes), headers: { 'content-range': range, ...headers } })

  // https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4
  it('has the checksum of the standard, of content that came in pieces too', async () => {
    const intake = new Intake(undefined)
    for (const size of [7, 25]) await intake.add(new Uint8Array(size))
    expect(Buffer.from((await intake.end()).crc32c, 'base64').toString('hex')).toBe('8a9136aa')
  })

  // https://cloud.google.com/storage/docs/json_api/v1/buckets
  it('makes, tells and removes buckets', async () => {
    const [made] = await bench.client.createBucket('another-bucket')
    expect((await made.exists())[0]).toBe(true)
    expect(await refusalOf(bench.client.createBucket('another-bucket'))).toEqual([409, 'conflict'])
    await made.file('a').save('a', { resumable: false })
    expect(await refusalOf(made.delete())).toEqual([409, 'conflict'])
    await made.file('a').delete()
    await made.delete()
    expect((await made.exists())[0]).toBe(false)
    expect(await refusalOf(made.file('a').save('a', { resumable: false }))).toEqual([404, 'notFound'])
  })

  // https://cloud.google.com/storage/docs/json_api/v1/objects#resource-representations
  it('keeps an object with its hashes, and gives it whole or in part', async () => {
    const file = bucket.file('größe/a b')
    await file.save('0123456789', {
      resumable: false,
      contentType: 'text/plain',
      metadata: { metadata: { Name: 'v' } },
    })
    const [found] = await file.getMetadata()
    expect(found).toMatchObject({ size: '10', contentType: 'text/plain', metageneration: '1', metadata: { Name: 'v' } })
    expect(found.md5Hash).toBe(createHash('md5').update('0123456789').digest('base64'))
    expect((await file.download({ validation: 'md5' }))[0].toString()).toBe('0123456789')
    expect((await file.download({ start: 2, end: 4 }))[0].toString()).toBe('234')
    const media = await ask(`/storage/v1/b/a-bucket/o/${encodeURIComponent(file.name)}?alt=media`)
    expect(media.headers.get('x-goog-hash')).toBe(`crc32c=${found.crc32c},md5=${found.md5Hash}`)
    expect([media.headers.get('x-goog-generation'), media.headers.get('x-goog-meta-name')]).toEqual([
      found.generation,
      null,
    ])
  })

  // https://cloud.google.com/storage/docs/request-preconditions
  it('holds every request to its preconditions', async () => {
    const file = bucket.file('conditions')
    const save = (text: string, preconditionOpts: object) => file.save(text, { resumable: false, preconditionOpts })
    await save('one', { ifGenerationMatch: 0 })
    const unmet = [412, 'conditionNotMet']
    expect(await refusalOf(save('two', { ifGenerationMatch: 0 }))).toEqual(unmet)
    const [{ generation }] = await file.getMetadata()
    await save('two', { ifGenerationMatch: generation })
    expect(await refusalOf(save('three', { ifGenerationMatch: generation }))).toEqual(unmet)
    const [second] = await file.getMetadata()
    expect(Number(second.generation)).toBeGreaterThan(Number(generation))
    await file.setMetadata({ metadata: { a: 'b' } }, { ifMetagenerationMatch: 1 })
    expect((await file.getMetadata())[0]).toMatchObject({ generation: second.generation, metageneration: '2' })
    expect(await refusalOf(file.setMetadata({}, { ifMetagenerationMatch: 1 }))).toEqual(unmet)
    expect(await refusalOf(file.delete({ ifGenerationMatch: generation ?? 0 }))).toEqual(unmet)
    expect(await refusalOf(bucket.file('conditions', { generation: generation ?? 0 }).getMetadata())).toEqual([
      404,
      'notFound',
    ])
    expect((await ask(`/b/a-bucket/o/conditions?ifGenerationNotMatch=${second.generation}`)).status).toBe(304)
  })

  // https://cloud.google.com/storage/docs/json_api/v1/objects/list
  it('lists in the order of bytes, by prefix and page', async () => {
    const names = ['l/\u{1f600}', 'l/\u{ff5e}', 'l/b', 'l/a', 'm']
    for (const name of names) await bucket.file(name).save('x', { resumable: false })
    const [first, next] = await bucket.getFiles({ prefix: 'l/', maxResults: 3, autoPaginate: false })
    const [rest, end] = await bucket.getFiles({ ...next, autoPaginate: false })
    expect([...first, ...rest].map(({ name }) => name)).toEqual(['l/a', 'l/b', 'l/\u{ff5e}', 'l/\u{1f600}'])
    expect([first.length, end]).toEqual([3, null])
  })

  // https://cloud.google.com/storage/docs/performing-resumable-uploads
  it('takes an upload in chunks, tells what it has, and shows nothing before the last', async () => {
    const session = await begin('chunks')
    const one = await chunk(session, unit, `bytes 0-${unit - 1}/*`)
    expect([one.status, one.headers.get('range')]).toEqual([308, `bytes=0-${unit - 1}`])
    const state = await chunk(session, 0, 'bytes */*')
    expect([state.status, state.headers.get('range')]).toEqual([308, `bytes=0-${unit - 1}`])
    expect((await ask('/storage/v1/b/a-bucket/o/chunks')).status).toBe(404)
    expect((await chunk(session, 10, `bytes ${unit + 5}-${unit + 14}/*`)).status).toBe(400)
    const last = await chunk(session, 10, `bytes ${unit}-${unit + 9}/${unit + 10}`)
    expect(await last.json()).toMatchObject({ name: 'chunks', size: String(unit + 10), metadata: { a: '1' } })
    expect((await chunk(session, 0, 'bytes */*')).status).toBe(200)
  })

  it('refuses a chunk of another size, a wrong hash, an unmet condition, and forgets what is ended', async () => {
    expect((await chunk(await begin('small'), 10, 'bytes 0-9/*')).status).toBe(400)
    const hash = { 'x-goog-hash': 'crc32c=AAAAAA==' }
    expect((await chunk(await begin('hash'), 10, 'bytes 0-9/10', hash)).status).toBe(400)
    expect((await chunk(await begin('m', '&ifGenerationMatch=0'), 10, 'bytes 0-9/10')).status).toBe(412)
    expect((await chunk(await begin('size', '', { 'x-upload-content-length': '11' }), 10, 'bytes 0-9/10')).status).toBe(
      400,
    )
    const ended = await begin('ended')
    expect((await ask(ended, { method: 'DELETE' })).status).toBe(499)
    expect((await chunk(ended, 10, 'bytes 0-9/10')).status).toBe(404)
    for (const name of ['small', 'hash', 'size', 'ended']) expect((await bucket.file(name).exists())[0]).toBe(false)
  })

  it('takes a simple upload, and a name in no other form than Google does', async () => {
    const path = '/upload/storage/v1/b/a-bucket/o?uploadType=media&name='
    const put = (name: string) => ask(path + name, { method: 'POST', body: 'x', headers: { 'content-type': 'a/b' } })
    expect(await (await put('simple')).json()).toMatchObject({ contentType: 'a/b', size: '1' })
    for (const name of ['', '.', '..', 'a%0Ab', '.well-known/acme-challenge/a', 'n'.repeat(1025)]) {
      expect((await put(name)).status, name).toBe(400)
    }
  })

  // https://cloud.google.com/storage/docs/authentication/signatures
  it('serves a signed URL while it lasts, for what was signed, to who has signed it', async () => {
    const file = bucket.file('signed')
    const put = { version: 'v4', action: 'write', expires: Date.now() + 60_000, contentType: 'text/plain' } as const
    const [address] = await file.getSignedUrl(put)
    const send = (method: string, url: string, type: string) =>
      fetch(url, { method, headers: { 'content-type': type }, ...(method === 'PUT' ? { body: 'x' } : {}) })
    expect((await send('PUT', address, 'text/html')).status).toBe(403)
    expect((await send('GET', address, 'text/plain')).status).toBe(403)
    expect((await send('PUT', address.replace('/signed?', '/other?'), 'text/plain')).status).toBe(403)
    expect(
      (await send('PUT', address.replace('Expires=59', 'Expires=99').replace('Expires=60', 'Expires=99'), 'text/plain'))
        .status,
    ).toBe(403)
    expect((await send('PUT', address, 'text/plain')).status).toBe(200)
    vi.useFakeTimers({ now: Date.now() + 61_000, toFake: ['Date'] })
    const late = await send('PUT', address, 'text/plain')
    vi.useRealTimers()
    expect([late.status, await late.text()]).toEqual([400, expect.stringContaining('<Code>ExpiredToken</Code>')])
    const stranger = clientFor(bench.service.url, otherKey())
    const [forged] = await stranger.bucket('a-bucket').file('signed').getSignedUrl(put)
    expect(await (await send('PUT', forged, 'text/plain')).text()).toContain('SignatureDoesNotMatch')
  })

  it('refuses for load when it is told to', async () => {
    for (const [status, reason] of [
      [429, 'rateLimitExceeded'],
      [503, 'backendError'],
    ] as const) {
      bench.service.refuseNext(status)
      expect(await refusalOf(bucket.getMetadata())).toEqual([status, reason])
    }
    expect((await bucket.exists())[0]).toBe(true)
  })
})

function otherKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
}
