import { rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import type { Host, WireRequest } from '@rove/core/adapter'
import { readWire } from '@rove/core/host'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { start } from '../src/host/index.ts'
import { buildTestApp } from './build.ts'

describe.each([
  { mode: 'streams', entry: undefined, routePrefix: undefined },
  { mode: 'streams, prefix "api"', entry: undefined, routePrefix: 'api' },
  { mode: 'no streams', entry: 'buffered.ts', routePrefix: undefined },
  { mode: 'no streams, prefix "a/b"', entry: 'buffered.ts', routePrefix: 'a/b' },
])('a Rove app from its bundle: $mode', ({ entry, routePrefix }) => {
  const streams = entry === undefined
  const prefix = routePrefix ? `/${routePrefix}` : ''
  let artefact: string
  let host: Host
  beforeAll(async () => {
    artefact = await buildTestApp(entry)
    host = await start({ artefact, timeout: 3_000, ...(routePrefix === undefined ? {} : { routePrefix }) })
  })
  afterAll(async () => {
    await host?.stop()
    await rm(artefact, { recursive: true, force: true })
  })

  const send = async (target: string, wire: Partial<WireRequest> = {}) => {
    const response = await host.send({ method: 'GET', target: prefix + target, ...wire })
    const body = await readWire(response)
    const header = (name: string): string[] =>
      response.headers.filter(([key]) => key === name).map(([, value]) => value)
    return { status: response.status, header, body, text: body.toString(), json: () => JSON.parse(body.toString()) }
  }

  it('finds the portable routes behind the prefix, at the root too', async () => {
    expect((await send('/')).text).toBe('home')
    expect((await send('/?path=b')).text).toBe('home')
    expect((await send('/echo/a/b')).json().rest).toBe('a/b')
    expect((await send('/echo/echo/echo')).json().rest).toBe('echo/echo')
  })

  it('leaves 404, 405 and HEAD to core', async () => {
    const missing = await send('/nowhere')
    expect([missing.status, missing.header('content-type')]).toEqual([404, ['application/problem+json']])
    const wrong = await send('/size')
    expect([wrong.status, wrong.header('allow')]).toEqual([405, ['POST']])
    const head = await send('/big/10', { method: 'HEAD' })
    expect([head.status, head.body.byteLength]).toEqual([200, 0])
  })

  it('keeps the query, byte for byte and every value', async () => {
    const echo = (await send('/echo/q?foo=bar&foo=qux&x=a+b&y=%7Bid%7D&bare&path=z')).json()
    expect(new URL(echo.url).search).toBe('?foo=bar&foo=qux&x=a+b&y=%7Bid%7D&bare&path=z')
  })

  it('keeps %2F inside a segment', async () => {
    const echo = (await send('/echo/a%2Fb/c%20d')).json()
    expect(new URL(echo.url).pathname).toBe('/echo/a%2Fb/c%20d')
    expect(echo.rest).toBe('a/b/c d')
    expect((await send('/echo%2Fa')).status).toBe(404)
  })

  it('tells the scheme, the client and the invocation', async () => {
    const echo = (
      await send('/echo/x', {
        headers: [
          ['host', 'shop.example'],
          ['x-forwarded-proto', 'https'],
          ['traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
        ],
      })
    ).json()
    expect(echo).toMatchObject({
      url: 'https://shop.example/echo/x',
      ip: '127.0.0.1',
      platform: 'azure',
      traceId: '0af7651916cd43dd8448eb211c80319c',
    })
    expect(echo.id).toMatch(/^[0-9a-f-]{36}$/)
    expect(echo.left).toBeGreaterThan(2_000)
    expect(echo.left).toBeLessThanOrEqual(3_000)
  })

  it('passes bytes untouched, and null for no body', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => 255 - index)
    const headers = [['content-type', 'text/plain']] as const
    expect((await send('/echo/x', { method: 'POST', body: bytes, headers })).json()).toMatchObject({
      hasBody: true,
      body: Buffer.from(bytes).toString('hex'),
    })
    for (const method of ['GET', 'DELETE', 'OPTIONS']) {
      expect((await send('/echo/x', { method })).json()).toMatchObject({ method, hasBody: false, body: '' })
    }
    expect((await send('/echo/x', { method: 'POST', body: '' })).json()).toMatchObject({ hasBody: false, body: '' })
    expect((await send('/echo/x', { method: 'DELETE', body: 'why' })).json().body).toBe(
      Buffer.from('why').toString('hex'),
    )
  })

  it('takes and gives 6 MB', async () => {
    expect((await send('/size', { method: 'POST', body: new Uint8Array(6 << 20) })).json()).toEqual({ size: 6 << 20 })
    expect((await send('/count', { method: 'POST', body: new Uint8Array(6 << 20) })).json()).toEqual({ size: 6 << 20 })
    expect((await send(`/big/${6 << 20}`)).body.equals(Buffer.alloc(6 << 20, 7))).toBe(true)
  })

  it('sends every cookie', async () => {
    const { header } = await send('/cookies')
    expect(header('set-cookie').map(normalised)).toEqual(
      streams
        ? ['a=1; httponly; path=/', 'b=2; max-age=60; samesite=lax', 'c=3']
        : ['a=1; httponly; path=/', 'b=2; max-age=60; path=; samesite=lax', 'c=3; path='],
    )
  })

  it('sends cookies exactly where the platform lets it', async () => {
    const { header } = await send('/exact')
    expect(header('set-cookie')).toEqual(
      streams
        ? ['a=x==; Path=/', 'b=2; Secure; Partitioned', "c=it's"]
        : ['a=x==; Path=/', 'b=2; path=; secure', 'c=it%27s; path='],
    )
  })

  it('answers with statuses, headers and bodies as given', async () => {
    const context = await send('/context')
    expect([context.status, context.header('request-context')]).toEqual([200, ['mine']])
    const empty = await send('/empty', { method: 'POST' })
    expect([empty.status, empty.body.byteLength]).toEqual([204, 0])
    expect((await send('/null')).text).toBe('null')
  })

  it.each(['/fails', '/nothing'])('answers %s with a problem that tells nothing, and logs the reason', async (path) => {
    const { status, json, text } = await send(path)
    expect([status, json().code]).toEqual([500, 'Internal'])
    expect(text).not.toMatch(/secret|undefined|at /)
    expect(host.logs().join('\n')).toContain(path === '/fails' ? 'a secret reason' : 'returned undefined')
  })

  it('answers 504 before the platform ends a hanging function', async () => {
    const { status, json } = await send('/hangs')
    expect([status, json().code]).toEqual([504, 'DeadlineExceeded'])
    expect(host.logs().join('\n')).toMatch(/"hangs" did not finish before its deadline.*"function":"hangs"/)
  })

  it('lets the platform end a function that blocks, and goes on', async () => {
    expect((await send('/blocks')).status).toBe(500)
    expect((await send('/')).text).toBe('home')
  })

  it.each(['/later', '/later-stream'])('finishes the work of waitUntil: %s', async (path) => {
    const { background } = (await send('/state')).json()
    expect((await send(path)).text).toBe('now')
    expect((await send('/state')).json().background).toBe(background + 1)
  })

  it('logs the message and its fields, also after completion', async () => {
    await send('/logs')
    await delay(150)
    const logs = host.logs().join('\n')
    expect(logs).toMatch(
      /\[information\] 100%s sure \{"function":"logs","order":7,"error":\{"name":"Error","message":"inner"/,
    )
    expect(logs).toContain('[information] after completion {"function":"logs"}')
    expect((await send('/')).status).toBe(200)
  })

  it('cuts the connection when a body fails half way', async () => {
    if (!streams) {
      expect((await send('/half')).status).toBe(500)
      return
    }
    const response = await host.send({ method: 'GET', target: `${prefix}/half` })
    expect(response.status).toBe(200)
    await expect(readWire(response)).rejects.toThrow()
    expect(host.logs().join('\n')).toContain('half way')
  })

  it('streams 50 MB no faster than the client takes it', async () => {
    if (!streams) {
      expect((await send('/flood/100')).body.byteLength).toBe(100 * 65_536)
      return
    }
    const count = 800
    const before = (await send('/state')).json().produced
    const response = await host.send({ method: 'GET', target: `${prefix}/flood/${count}` })
    await delay(500)
    const ahead = (await send('/state')).json().produced - before
    expect(ahead).toBeGreaterThan(0)
    expect(ahead).toBeLessThan(25 << 20)
    let size = 0
    for await (const part of response.body) size += part.byteLength
    expect(size).toBe(count * 65_536)
  })

  it('tells the function that its client has gone', async () => {
    if (!streams) return
    const before = (await send('/state')).json().cancelled
    const leaving = new AbortController()
    const waiting = host.send({ method: 'GET', target: `${prefix}/waits`, signal: leaving.signal })
    const flood = await host.send({ method: 'GET', target: `${prefix}/flood/100000`, signal: leaving.signal })
    await delay(200)
    leaving.abort()
    await expect(waiting).rejects.toThrow()
    await expect(readWire(flood)).rejects.toThrow()
    await expect.poll(async () => (await send('/state')).json().cancelled, { timeout: 2_000 }).toBe(before + 2)
  })

  it('runs the app’s shutdown at the end', async () => {
    await host.stop()
    expect(host.logs()).toContain('shut down in good order')
  })
})

/** Attribute names in lower case and in order, since the two writers differ in them. */
function normalised(cookie: string): string {
  const [pair, ...attributes] = cookie.split('; ')
  return [pair, ...attributes.map((one) => one.toLowerCase()).sort()].join('; ')
}
