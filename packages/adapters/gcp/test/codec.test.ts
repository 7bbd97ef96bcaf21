import { Readable } from 'node:stream'
import type { Request as FrameworkRequest, Response as FrameworkResponse } from '@google-cloud/functions-framework'
import type { Platform } from '@rove/core'
import type { ByteStream } from '@rove/core/adapter'
import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { createHttpCodec } from '../src/codecs/http.ts'
import type { GcpBackgroundEvent, GcpCloudEvent, GcpRequest, GcpResponse } from '../src/index.ts'
import { gcpRequest, type RequestParts } from './gcp-request.ts'

const codec = createHttpCodec(0)
const decode = (parts: RequestParts, trustedProxies = 0): ReturnType<typeof codec.decode> =>
  createHttpCodec(trustedProxies).decode(gcpRequest(parts))

it('has an event that the framework’s own request is', () => {
  expectTypeOf<FrameworkRequest>().toExtend<GcpRequest>()
  expectTypeOf<FrameworkResponse>().toExtend<GcpResponse>()
})

it('types the platform once its name was compared', () => {
  type Gcp = Extract<Platform, { name: 'gcp' }>
  expectTypeOf<Gcp['event']>().toEqualTypeOf<GcpRequest | GcpCloudEvent | GcpBackgroundEvent>()
  expectTypeOf<Gcp['context']>().toEqualTypeOf<GcpResponse | undefined>()
})

describe('matches', () => {
  it('claims a request of the framework', () => {
    expect(codec.matches(gcpRequest())).toBe(true)
  })

  it('claims nothing else, and never throws', () => {
    expect(codec.matches({ specversion: '1.0', data: {} })).toBe(false)
    fc.assert(fc.property(fc.anything(), (event) => codec.matches(event) === false))
  })
})

describe('encode', () => {
  const answer = (body: string | Uint8Array | null): Parameters<typeof codec.encode>[0] => ({
    status: 200,
    headers: [],
    cookies: [],
    body,
  })
  const limit = 32 * 1024 * 1024

  it('hands on what fits', () => {
    for (const body of [null, '', 'x'.repeat(limit), new Uint8Array(limit)]) {
      expect(codec.encode(answer(body), gcpRequest()).body).toBe(body)
    }
  })

  it.each([
    ['text', 'x'.repeat(limit + 1)],
    ['text of more bytes than characters', 'ä'.repeat(limit / 2 + 1)],
    ['bytes', new Uint8Array(limit + 1)],
  ])('refuses %s above the limit, and names it', (_what, body) => {
    expect(() => codec.encode(answer(body), gcpRequest())).toThrow(/at most 33554432 in one piece/)
  })
})

describe('decode', () => {
  it('reads the original target, not one that a router has rewritten', () => {
    expect(decode({ target: '/a%2Fb?x=1&x=2&q=a+b' })).toMatchObject({ path: '/a%2Fb', query: 'x=1&x=2&q=a+b' })
  })

  it('keeps every value of a repeated header', () => {
    const headers = [
      ['X-A', '1'],
      ['x-a', '2'],
      ['Cookie', 'a=1'],
      ['cookie', 'b=2'],
    ] as const
    expect(decode({ headers }).headers).toMatchObject({ 'x-a': ['1', '2'], cookie: ['a=1', 'b=2'] })
  })

  it('takes the bytes of rawBody without a copy, and an empty one as none', () => {
    const rawBody = Buffer.from([0, 255, 128])
    expect(decode({ method: 'POST', rawBody }).body).toBe(rawBody)
    expect(decode({ method: 'POST', rawBody: Buffer.alloc(0) }).body).toBeNull()
    expect(decode({ method: 'POST' }).body).toBeNull()
  })

  it('reads a body that the framework has left alone', async () => {
    const request = gcpRequest({ method: 'POST', headers: [['content-length', '3']] })
    const stream = Readable.from([Buffer.from('abc')])
    request.iterator = (options) => stream.iterator(options)
    const chunks: Uint8Array[] = []
    for await (const chunk of codec.decode(request).body as ByteStream) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toBe('abc')
  })

  it.each([
    ['https', 'https'],
    ['http', 'http'],
    ['HTTPS', 'https'],
    ['https,http', 'http'],
    [undefined, 'http'],
  ])('reads the scheme %s as %s', (value, scheme) => {
    const headers = value === undefined ? [] : ([['x-forwarded-proto', value]] as const)
    expect(decode({ headers }).scheme).toBe(scheme)
  })

  it.each<[string, string | undefined, number, string | undefined]>([
    ['the last entry', '198.51.100.1, 203.0.113.9', 0, '203.0.113.9'],
    ['the one before a load balancer', '198.51.100.1, 203.0.113.9, 35.191.0.1', 1, '203.0.113.9'],
    ['the first when there are fewer than said', '203.0.113.9', 3, '203.0.113.9'],
    ['an address without its port', '203.0.113.9:4711', 0, '203.0.113.9'],
    ['IPv6 in brackets', '[2001:db8::1]:4711', 0, '2001:db8::1'],
    ['IPv6', '2001:db8::1', 0, '2001:db8::1'],
    ['nothing of what is no address', 'unknown', 0, undefined],
    ['the connection’s address', undefined, 0, '169.254.1.1'],
    ['the connection’s address for an empty list', ' , ', 0, '169.254.1.1'],
  ])('gives as the client %s', (_what, forwarded, trustedProxies, ip) => {
    const headers = forwarded === undefined ? [] : ([['x-forwarded-for', forwarded]] as const)
    expect(decode({ headers }, trustedProxies).clientIp).toBe(ip)
  })

  it('joins several X-Forwarded-For fields in order', () => {
    const headers = [
      ['x-forwarded-for', '198.51.100.1'],
      ['x-forwarded-for', '203.0.113.9'],
    ] as const
    expect(decode({ headers }).clientIp).toBe('203.0.113.9')
  })

  it('shows an address of IPv4 in IPv6 as IPv4', () => {
    expect(decode({ remoteAddress: '::ffff:127.0.0.1' }).clientIp).toBe('127.0.0.1')
  })

  const anyHeaders = fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 8 })

  it('never throws on a request, whatever it says', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), anyHeaders, fc.string(), (method, target, headers, remoteAddress) => {
        const { path, query } = decode({ method, target, headers, remoteAddress })
        return typeof path === 'string' && path !== '' && typeof query === 'string'
      }),
    )
  })

  it('keeps targets, header lists and bytes', () => {
    const path = fc.array(fc.constantFrom('a', '%2F', '/', '%', '+', 'ä', ':', '@'), { maxLength: 10 })
    const query = fc.array(fc.constantFrom('a', '=', '&', '%20', '+', '?', '/'), { maxLength: 10 })
    const values = fc.array(fc.string({ unit: 'grapheme-ascii' }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(path, query, values, fc.uint8Array({ minLength: 1 }), (segments, search, list, bytes) => {
        const headers = list.map((value) => ['X-List', value] as const)
        const rawBody = Buffer.from(bytes)
        const target = `/${segments.join('')}?${search.join('')}`
        const decoded = decode({ target, headers, rawBody, method: 'POST' })
        expect(`${decoded.path}?${decoded.query}`).toBe(target)
        expect([decoded.headers?.['x-list']].flat()).toEqual(list)
        expect(Buffer.compare(decoded.body as Buffer, rawBody)).toBe(0)
      }),
    )
  })

  it('leaves the event as it was', () => {
    const request = gcpRequest({ headers: [['x-a', '1']], target: '/x?y' })
    const before = JSON.stringify([request.headers, request.rawHeaders, request.originalUrl])
    codec.decode(request)
    expect(JSON.stringify([request.headers, request.rawHeaders, request.originalUrl])).toBe(before)
  })
})
