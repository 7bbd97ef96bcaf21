import azure from '@azure/functions'
import { app, json, onRequest } from '@rove/core'
import type { Answer } from '@rove/core/adapter'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { behindCatchAll, http, httpBuffered } from '../src/codecs/http.ts'
import { createHandler } from '../src/handler.ts'
import type { NativeContext } from '../src/index.ts'

interface Parts {
  method?: string
  url?: string
  path?: string
  headers?: Record<string, string>
  bytes?: Uint8Array
}

/** A request made by the genuine library. */
function request({ method = 'GET', url = 'http://x.example/', path, headers = {}, bytes }: Parts): azure.HttpRequest {
  const params: Record<string, string> = path === undefined ? {} : { path }
  return new azure.HttpRequest({ method, url, headers, params, ...(bytes ? { body: { bytes } } : {}) })
}

const answer: Answer = { status: 200, headers: [], cookies: [], body: null }

const quiet: NativeContext = { invocationId: 'i', debug() {}, info() {}, warn() {}, error() {} }

it.each([
  ['an empty prefix', '/orders/7', 'orders/7', '/orders/7'],
  ['the prefix api', '/api/orders/7', 'orders/7', '/orders/7'],
  ['a prefix of two segments', '/a/b/orders/7', 'orders/7', '/orders/7'],
  ['the root', '/', undefined, '/'],
  ['the root behind a prefix of two segments', '/a/b', undefined, '/'],
  ['the root behind a prefix', '/api', undefined, '/'],
  ['the root behind a prefix, with a slash', '/api/', undefined, '/'],
  ['a prefix that repeats', '/api/api/api', 'api/api', '/api/api'],
  ['a decoded value', '/api/a%20b/%C3%A9', 'a b/é', '/a%20b/%C3%A9'],
  ['a slash that stays encoded', '/api/a%2Fb/c%20d', 'a%2Fb/c d', '/a%2Fb/c%20d'],
  ['a raw value, as behind App Service', '/api/a%20b%2Fc', 'a%20b%2Fc', '/a%20b%2Fc'],
  ['dot segments in a raw value', '/api/b', 'a/../b', '/b'],
  ['a question mark in a segment', '/api/./a%3Fb', './a?b', '/a%3Fb'],
  ['a trailing slash', '/api/a/', 'a/', '/a/'],
  ['empty segments', '/api//a', '/a', '//a'],
  ['an invalid encoding', '/api/%FF%zz', '%FF%zz', '/%FF%zz'],
])('takes the route prefix off: %s', (_name, pathname, path, expected) => {
  const parts = { url: `https://x.example${pathname}?q=1`, ...(path === undefined ? {} : { path }) }
  expect(behindCatchAll(http).decode(request(parts))).toMatchObject({ path: expected, query: 'q=1' })
})

it.each([
  ['/api/orders/7', '/orders/7'],
  ['/orders/7', '/orders/7'],
  ['/api', '/'],
  ['/apiary', '/apiary'],
])('reads %s of a request that no catch-all route caught as %s', (pathname, path) => {
  expect(http.decode(request({ url: `https://x.example${pathname}` })).path).toBe(path)
})

it('takes a query parameter for none of the route, when streaming puts it there', () => {
  expect(http.decode(request({ url: 'https://x.example/api?path=a%2Fb', path: 'a/b' })).path).toBe('/')
})

it.each([
  ['https URL', 'https://x.example/', {}, 'https'],
  ['TLS ended before', 'http://x.example/', { 'x-forwarded-proto': 'https' }, 'https'],
  ['a list of proxies', 'http://x.example/', { 'x-forwarded-proto': 'https, http' }, 'https'],
  ['App Service', 'http://x.example/', { 'x-arr-ssl': '2048|256|CN=Issuer|CN=*.azurewebsites.net' }, 'https'],
  ['plain', 'http://x.example/', {}, 'http'],
])('tells the scheme: %s', (_name, url, headers: Record<string, string>, scheme) => {
  expect(http.decode(request({ url, headers })).scheme).toBe(scheme)
})

it.each<[string, Record<string, string>, string | undefined]>([
  [
    'Front Door first',
    { 'x-azure-clientip': '203.0.113.9', 'x-client-ip': '10.0.0.1', 'x-forwarded-for': '10.0.0.2:1' },
    '203.0.113.9',
  ],
  ['the appended entry, without its port', { 'x-forwarded-for': '198.51.100.1, 203.0.113.9:49196' }, '203.0.113.9'],
  ['IPv6 with a port', { 'x-forwarded-for': '[2001:db8::1]:443' }, '2001:db8::1'],
  ['IPv6', { 'x-azure-clientip': '2001:db8::1' }, '2001:db8::1'],
  ['App Service’s own', { 'client-ip': '203.0.113.9:30750' }, '203.0.113.9'],
  ['nothing stated', {}, undefined],
])('tells the client: %s', (_name, headers, ip) => {
  expect(http.decode(request({ headers })).clientIp).toBe(ip)
})

it('gives null for no body, bytes untouched otherwise', async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
  const read = async (codec: typeof http | typeof httpBuffered): Promise<Buffer> => {
    const { body } = codec.decode(request({ method: 'POST', bytes, headers: { 'content-length': '256' } }))
    const pieces: Uint8Array[] = []
    for await (const piece of body as AsyncIterable<Uint8Array>) pieces.push(piece)
    return Buffer.concat(pieces)
  }
  for (const codec of [http, httpBuffered]) {
    expect(codec.decode(request({ method: 'POST' })).body).toBeNull()
    expect((await read(codec)).equals(bytes)).toBe(true)
  }
  const empty = { ...request({ method: 'POST', bytes }), headers: new Headers({ 'content-length': '0' }) }
  expect(http.decode({ ...empty, method: 'POST', url: 'http://x/', body: null }).body).toBeNull()
})

it('claims requests of the library, and nothing else', () => {
  expect(http.matches(request({}))).toBe(true)
  for (const event of [null, undefined, 'text', {}, { method: 'GET' }, { Records: [] }]) {
    expect(http.matches(event)).toBe(false)
  }
})

it('gives nothing to the library that it would change', () => {
  expect(http.encode({ ...answer, status: 204 }, request({}))).toEqual({ status: 204, headers: [] })
  expect(http.encode({ ...answer, headers: [['content-type', 'text/plain']], body: 'é' }, request({})).body).toBe('é')
  // Without a type the library's Response would state one for a text.
  expect(http.encode({ ...answer, body: 'é' }, request({})).body).toEqual(Buffer.from('é'))
})

it('decodes whatever the host may send, and keeps query and headers', () => {
  const token = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/)
  fc.assert(
    fc.property(
      fc.webPath(),
      fc.webQueryParameters(),
      fc.dictionary(token, fc.stringMatching(/^[!-~]{1,20}$/)),
      (path, query, headers) => {
        const native = request({ url: `https://x.example/api${path}?${query}`, path: path.slice(1), headers })
        const decoded = http.decode(native)
        expect(decoded.query).toBe(new URL(native.url).search.slice(1))
        expect(decoded.path.startsWith('/')).toBe(true)
        expect(decoded.headers).toEqual(Object.fromEntries(native.headers))
      },
    ),
  )
})

it('takes any prefix off any path', () => {
  const segment = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((one) => !/^\.+$|[/\\%]/.test(one))
  fc.assert(
    fc.property(
      fc.array(segment, { maxLength: 3 }),
      fc.array(segment, { minLength: 1, maxLength: 4 }),
      (prefix, rest) => {
        const encoded = rest.map(encodeURIComponent).join('/')
        const url = `https://x.example/${[...prefix.map(encodeURIComponent), encoded].join('/')}`
        const decoded = http.decode(request({ url, path: rest.join('/') }))
        expect(decodeURIComponent(decoded.path)).toBe(`/${rest.join('/')}`)
      },
    ),
  )
})

it('answers 500 to a request that cannot be read, and rejects what is no request', async () => {
  const logged: string[] = []
  const context: NativeContext = { ...quiet, error: (line) => void logged.push(String(line)) }
  const handler = createHandler(app('one', { a: onRequest('GET /', () => json(1)) }), { stream: true })
  const unreadable = {
    method: 'GET',
    url: 'nonsense',
    headers: null,
    body: null,
    arrayBuffer: async () => new ArrayBuffer(0),
  }
  const result = await handler(unreadable, context)
  expect(result.status).toBe(500)
  expect(JSON.parse(String(result.body))).toMatchObject({ status: 500, code: 'Internal' })
  expect(String(result.body)).not.toContain('nonsense')
  expect(logged.join()).toMatch(/could not decode an event as http: .*nonsense/)
  const message = { id: '1', body: 'a queue message' } as unknown as Parameters<typeof handler>[0]
  await expect(handler(message, context)).rejects.toThrow(/keys id, body.*It takes http \(Azure Functions HTTP trigger/)
})

it('reads a request without headers, and takes a base path off', async () => {
  const handler = createHandler(app('one', { a: onRequest('GET /a', (r) => json(r.url)) }), {
    stream: false,
    basePath: '/v1',
  })
  const native = {
    method: 'GET',
    url: 'https://x.example/v1/a?b=1',
    params: { path: 'v1/a' },
    headers: null,
    body: null,
  }
  const result = await handler({ ...native, arrayBuffer: async () => new ArrayBuffer(0) }, quiet)
  expect([result.status, result.body]).toEqual([200, '"https://x.example/a?b=1"'])
})

it('never lets a log record throw', async () => {
  const broken = (): never => {
    throw new Error('the host is gone')
  }
  const context: NativeContext = { invocationId: 'i', debug: broken, info: broken, warn: broken, error: broken }
  const circular: Record<string, unknown> = {}
  circular.self = circular
  const one = onRequest('GET /', (_request, { log }) => {
    log.info('circular', circular)
    return json(1)
  })
  const handler = createHandler(app('one', { one }), { stream: true })
  expect((await handler(request({}), context)).status).toBe(200)
})

it.each<[string, object, RegExp]>([
  [
    'a request of the v3 model',
    { method: 'GET', url: 'https://x.example/', headers: {} },
    /an HTTP request of programming model v3/,
  ],
  ['a context of the v3 model', { req: {}, traceContext: {} }, /a context of programming model v3/],
  ['a message of the host', { http: { method: 'GET' } }, /which @azure\/functions has not converted/],
])('refuses %s, and says so', async (_name, event, reason) => {
  const handler = createHandler(app('one', { a: onRequest('GET /', () => json(1)) }), { stream: true })
  await expect(handler(event as never, quiet)).rejects.toThrow(reason)
})
