import { describe, expect, expectTypeOf, it } from 'vitest'
import { parseRoute, type RouteParams } from '../src/http/route.ts'
import { Router } from '../src/http/router.ts'
import { toPathname } from '../src/http/url.ts'

function routerOf(...routes: string[]): Router<string> {
  const router = new Router<string>()
  for (const route of routes) router.add(parseRoute(route), route)
  return router
}

const shop = [
  'ANY /*',
  'GET /orders/:id',
  'POST /orders',
  'GET /orders/new',
  'DELETE /orders/:id',
  'GET /files/*',
  'GET /',
  'GET /a b',
]

describe('the router finds the most specific route', () => {
  it.each([
    ['GET', '/', 'GET /', {}],
    ['HEAD', '/', 'GET /', {}],
    ['GET', '/orders/new', 'GET /orders/new', {}],
    ['DELETE', '/orders/new', 'DELETE /orders/:id', { id: 'new' }],
    ['GET', '/orders/a%2Fb%20c', 'GET /orders/:id', { id: 'a/b c' }],
    ['GET', '/orders/', 'ANY /*', { '*': 'orders/' }],
    ['GET', '/orders/1/x', 'ANY /*', { '*': 'orders/1/x' }],
    ['GET', '/files', 'GET /files/*', { '*': '' }],
    ['GET', '/files/a/b%20c', 'GET /files/*', { '*': 'a/b c' }],
    ['PUT', '/files/a', 'ANY /*', { '*': 'files/a' }],
    ['GET', '/a%20b', 'GET /a b', {}],
    ['GET', '/Orders/1', 'ANY /*', { '*': 'Orders/1' }],
  ])('%s %s -> %s', (method, path, target, params) => {
    for (const order of [shop, [...shop].reverse()]) {
      expect(routerOf(...order.filter((route) => route !== 'GET /a b'), 'GET /a%20b').find(method, path)).toEqual({
        target: target === 'GET /a b' ? 'GET /a%20b' : target,
        params,
      })
    }
  })

  it('tells 404 from 405, with what is allowed', () => {
    const router = routerOf('GET /orders/:id', 'DELETE /orders/:id', 'OPTIONS /orders/:id')
    expect(() => router.find('GET', '/x')).toThrow(expect.objectContaining({ status: 404 }))
    expect(() => router.find('PUT', '/orders/1')).toThrow(
      expect.objectContaining({ status: 405, headers: { allow: 'GET, HEAD, DELETE, OPTIONS' } }),
    )
  })

  it.each([
    ['%zz', '%zz'],
    ['%C3%A4%zz', 'ä%zz'],
    ['%E0%A4%A', '%E0%A4%A'],
    ['100%', '100%'],
    ['%2541', '%41'],
  ])('takes what is no valid encoding literally: %s is %s', (sent, decoded) => {
    expect(routerOf('GET /:a').find('GET', `/${sent}`).params).toEqual({ a: decoded })
  })

  it('refuses two routes that match the same requests', () => {
    expect(() => routerOf('GET /a/:x', 'GET /a/:y')).toThrow(/"GET \/a\/:y" matches the same requests as "GET \/a\/:x"/)
  })
})

it.each([
  'GET',
  'get /a',
  'FETCH /a',
  'GET a',
  'GET /a?b',
  'GET /*/b',
  'GET /a*',
  'GET /:',
  'GET /:a/:a',
  'GET  /a',
  'GET /%zz',
])('the route %j is refused with the reason', (route) => {
  expect(() => parseRoute(route)).toThrow(/The route .* is not valid: .*Example/)
})

it('infers the parameters from the text', () => {
  expectTypeOf<RouteParams<'GET /orders/:id/items/:item'>>().toEqualTypeOf<{
    readonly id: string
    readonly item: string
  }>()
  expectTypeOf<RouteParams<'ANY /files/*'>>().toEqualTypeOf<{ readonly '*': string }>()
  expectTypeOf<keyof RouteParams<'GET /'>>().toEqualTypeOf<never>()
})

it.each([
  ['/a/../admin', '/admin'],
  ['/a/%2e%2e/admin', '/admin'],
  ['/./a', '/a'],
  ['/a\\b', '/a%5Cb'],
  ['/a\tb\nc ', '/a%09b%0Ac%20'],
  ['/.well-known/x', '/.well-known/x'],
  ['', '/'],
  ['/a%2Fb', '/a%2Fb'],
  ['/a;b=c,d@e', '/a;b=c,d@e'],
])('routing sees %j as %j, as the URL does', (path, pathname) => {
  expect(toPathname(path)).toBe(pathname)
})
