import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fetchCodec } from '../src/codecs/fetch.ts'
import { createNodeHttpCodec } from '../src/codecs/node-http.ts'

const codec = createNodeHttpCodec(0)

type Pairs = ReadonlyArray<readonly [name: string, value: string]>

function message(method: string, url: string, headers: Pairs = [], remoteAddress = '127.0.0.1'): IncomingMessage {
  const made = new IncomingMessage(new Socket())
  Object.defineProperty(made, 'socket', { value: { remoteAddress } })
  return Object.assign(made, { method, url, rawHeaders: headers.flat() as string[] })
}

describe('node-http', () => {
  it('claims Node’s requests and nothing else', () => {
    expect(codec.matches(message('GET', '/'))).toBe(true)
    expect(codec.matches(new Request('http://localhost/'))).toBe(false)
    fc.assert(fc.property(fc.anything(), (event) => codec.matches(event) === false))
  })

  it.each<[string, Pairs, boolean]>([
    ['a length', [['Content-Length', '3']], true],
    ['chunks', [['transfer-encoding', 'chunked']], true],
    ['a length of nothing', [['content-length', '0']], false],
    ['a length that is none', [['content-length', 'x']], false],
    ['neither', [['content-type', 'text/plain']], false],
  ])('sees a body by %s, with any method', (_what, headers, has) => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      expect(codec.decode(message(method, '/', headers)).body !== null).toBe(has)
    }
  })

  it('never throws on a request, whatever it says', () => {
    const headers = fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 8 })
    fc.assert(
      fc.property(fc.string(), fc.string(), headers, fc.string(), (method, url, pairs, address) => {
        const { path } = codec.decode(message(method, url, pairs, address))
        return path !== ''
      }),
    )
  })

  it('keeps targets and header lists', () => {
    const path = fc.array(fc.constantFrom('a', '%2F', '/', '%', '+', 'ä', ':', '@'), { maxLength: 10 })
    const query = fc.array(fc.constantFrom('a', '=', '&', '%20', '+', '?', '/'), { maxLength: 10 })
    const values = fc.array(fc.string({ unit: 'grapheme-ascii' }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(path, query, values, (segments, search, list) => {
        const target = `/${segments.join('')}?${search.join('')}`
        const decoded = codec.decode(
          message(
            'GET',
            target,
            list.map((value) => ['X-List', value]),
          ),
        )
        expect(`${decoded.path}?${decoded.query}`).toBe(target)
        expect([decoded.headers?.['x-list']].flat()).toEqual(list)
      }),
    )
  })

  it('believes the last proxy, and only when told to', () => {
    const headers = [
      ['x-forwarded-for', '198.51.100.1, 203.0.113.9'],
      ['x-forwarded-proto', 'https'],
    ] as const
    expect(codec.decode(message('GET', '/', headers))).toMatchObject({ clientIp: '127.0.0.1', scheme: 'http' })
    const trusting = createNodeHttpCodec(1)
    expect(trusting.decode(message('GET', '/', headers))).toMatchObject({ clientIp: '203.0.113.9', scheme: 'https' })
  })
})

describe('fetch', () => {
  it('claims platform requests and nothing else', () => {
    expect(fetchCodec.matches(new Request('http://localhost/'))).toBe(true)
    expect(fetchCodec.matches(message('GET', '/'))).toBe(false)
    expect(fetchCodec.matches(new Response('x'))).toBe(false)
    fc.assert(fc.property(fc.anything(), (event) => fetchCodec.matches(event) === false))
  })

  it('keeps the URL, the headers and the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.webUrl({ withQueryParameters: true }), fc.uint8Array(), async (url, body) => {
        const request = new Request(url, {
          method: 'POST',
          body,
          headers: [
            ['x-a', '1'],
            ['x-a', '2'],
          ],
        })
        const decoded = fetchCodec.decode(request)
        const { pathname, search } = new URL(url)
        expect([decoded.path, decoded.query]).toEqual([pathname, search.slice(1)])
        expect(`${decoded.scheme}://${decoded.host}`).toBe(new URL(url).origin)
        expect(decoded.headers?.['x-a']).toBe('1, 2')
        const chunks: Uint8Array[] = []
        for await (const chunk of decoded.body as AsyncIterable<Uint8Array>) chunks.push(chunk)
        expect(Buffer.compare(Buffer.concat(chunks), body)).toBe(0)
      }),
    )
  })
})
