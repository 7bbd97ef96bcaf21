import { createServer } from 'node:http'
import { closeServer, listenOnLoopback, readWire, sendWire } from '@rove/core/host'
import { expect, it } from 'vitest'
import { answerBuffered } from '../src/host/buffered-answer.ts'
import { toQueryMap, toRequestPath, toUriComponent } from '../src/host/kestrel.ts'
import { pack, unpack } from '../src/host/messages.ts'
import { findFunction, toHttpFunctions } from '../src/host/routes.ts'
import { toSetCookie } from '../src/host/set-cookie.ts'
import { capabilities } from '../src/index.ts'
import { target } from '../src/target/index.ts'

it.each([
  ['/a%2Fb', '/a%2Fb', '/a%2Fb'],
  ['/a%20b', '/a b', '/a%20b'],
  ['/%41%7e', '/A~', '/A~'],
  ['/%C3%A9%2f', '/é%2f', '/%C3%A9%2f'],
  ['/%FF%zz', '/%FF%zz', '/%FF%25zz'],
  ['/a/./b/../c', '/a/c', '/a/c'],
  ['/a/%2e%2e/c/', '/c/', '/c/'],
  ['/{x}', '/{x}', '/%7Bx%7D'],
  ['/%F0%9F%98%80', '/😀', '/%F0%9F%98%80'],
])('sees and writes the path %s as the web server does', (raw, path, written) => {
  expect(toRequestPath(raw)).toBe(path)
  expect(toUriComponent(path)).toBe(written)
})

it('joins repeated query parameters', () => {
  expect(toQueryMap('?a=1&a=2&b=x%20y+z&c')).toEqual({ a: '1,2', b: 'x y z', c: '' })
})

it('finds functions by precedence and method', () => {
  const of = (name: string, route: string, methods: string[] = ['GET']) => ({
    name,
    bindings: { req: { type: 'httpTrigger', direction: 'in', route, methods } },
  })
  const functions = toHttpFunctions([of('all', '{*path}'), of('one', 'a/{b?}'), of('exact', 'a/b')], '')
  const find = (path: string, method = 'GET') => {
    const match = findFunction(functions, method, path)
    return match && [match.found.name, match.params]
  }
  expect(find('/a/b')).toEqual(['exact', {}])
  expect(find('/a/x')).toEqual(['one', { b: 'x' }])
  expect(find('/a')).toEqual(['one', {}])
  expect(find('/a/x/y')).toEqual(['all', { path: 'a/x/y' }])
  expect(find('/')).toEqual(['all', {}])
  expect(find('/a/b', 'POST')).toBeUndefined()
  expect(() => toHttpFunctions([of('odd', '{a}-{b}')], '')).toThrow(/"\{a\}-\{b\}".*"odd"/)
})

it('carries bytes between the processes', () => {
  const message = { a: [{ bytes: Buffer.from([0, 255, 128]) }], b: 'text', c: new Uint8Array([1]).subarray(0, 1) }
  expect(unpack(pack(message))).toEqual({ ...message, c: Buffer.from([1]) })
})

it('writes cookies as ASP.NET does', () => {
  const cookie = {
    name: 'a',
    value: "x=y'",
    expires: { value: { seconds: 1 } },
    sameSite: 'explicitNone',
    path: { value: '' },
  }
  expect(toSetCookie(cookie)).toBe('a=x%3Dy%27; expires=Thu, 01 Jan 1970 00:00:01 GMT; path=; samesite=none')
  expect(() => toSetCookie({ name: 'a', value: '', maxAge: { value: -1 } })).toThrow(RangeError)
})

it('leaves a header alone that the platform has set, without failing', async () => {
  const server = createServer((_message, response) => {
    response.setHeader('request-context', 'appId=insights')
    answerBuffered(response, { http: { statusCode: '200', headers: { 'request-context': 'mine', x: '1' } } })
  })
  const url = `http://127.0.0.1:${await listenOnLoopback(server)}`
  const response = await sendWire(url, { method: 'GET', target: '/' })
  await readWire(response)
  await closeServer(server)
  expect(response.status).toBe(200)
  expect(response.headers).toContainEqual(['request-context', 'appId=insights'])
  expect(response.headers).toContainEqual(['x', '1'])
})

it('lays the artefact out so that main names the bundle', () => {
  const files = target.files({ appModule: './app.ts', name: 'shop' })
  expect(JSON.parse(files['package.json'] ?? '')).toMatchObject({ main: target.bundle.outfile, type: 'module' })
  expect(JSON.parse(files['host.json'] ?? '')).toMatchObject({
    version: '2.0',
    extensions: { http: { routePrefix: '' } },
  })
  expect(target.entry({ appModule: './a "b".ts', name: 'shop' })).toContain(String.raw`from "./a \"b\".ts"`)
})

it('states a source for every capability and limit', () => {
  for (const { source, asOf, note, support } of Object.values(capabilities.supports)) {
    expect(source).toMatch(/^https:\/\//)
    expect(asOf).toMatch(/^\d{4}-\d{2}$/)
    if (support !== 'native') expect(note).toBeTruthy()
  }
})
