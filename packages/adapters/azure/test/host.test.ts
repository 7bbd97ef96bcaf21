import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Host, WireRequest } from '@rove/core/adapter'
import { readWire } from '@rove/core/host'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AzureHostOptions, start } from '../src/host/index.ts'

const fixture = (name: string): string => fileURLToPath(new URL(`./host-fixtures/${name}`, import.meta.url))

describe.each([{ stream: 'no' }, { stream: 'yes' }])('an app without Rove, streams: $stream', ({ stream }) => {
  let host: Host
  beforeAll(async () => {
    host = await start({ artefact: fixture('native'), timeout: 1_500, env: { STREAM: stream } })
  })
  afterAll(() => host.stop())

  const send = async (target: string, wire: Partial<WireRequest> = {}) => {
    const response = await host.send({ method: 'GET', target, ...wire })
    const body = await readWire(response)
    return { ...response, text: body.toString(), body }
  }
  const echo = async (target: string, wire: Partial<WireRequest> = {}) => JSON.parse((await send(target, wire)).text)

  it('names the library and its version', () => {
    expect(host.name).toMatch(/^@azure\/functions 4\.\d+\.\d+ in Rove's host$/)
    expect(host.real).toBe(true)
  })

  it('routes behind the prefix "api" by precedence and answers 404 otherwise', async () => {
    expect((await send('/api/items/7')).text).toBe('item 7')
    expect((await send('/API/ITEMS/seven')).text).toBe('name seven')
    expect((await send('/api/items/first')).text).toBe('the first')
    expect((await send('/items/7')).status).toBe(404)
    expect((await send('/api/items/7', { method: 'HEAD' })).status).toBe(404)
    expect((await send('/admin/host/status')).status).toBe(404)
  })

  it('decodes the path but for %2F, and encodes it again', async () => {
    const { url, params } = await echo('/api/echo/a%2Fb/%7Ec/d%20e/x?q=1')
    expect(new URL(url).pathname).toBe('/api/echo/a%2Fb/~c/d%20e/x')
    expect(params.path).toBe('a%2Fb/~c/d e/x')
  })

  it('keeps the query in the URL, and joins it in the map', async () => {
    const { query, mapped } = await echo('/api/echo/q?foo=bar&foo=qux')
    expect(query).toEqual([
      ['foo', 'bar'],
      ['foo', 'qux'],
    ])
    // With streams the library reads the URL instead of the host's map.
    expect(mapped).toEqual(stream === 'no' ? [['foo', 'bar,qux']] : query)
  })

  it('joins repeated headers with a comma and appends the client to x-forwarded-for', async () => {
    const { headers, traceParent } = await echo('/api/echo/h', {
      headers: [
        ['X-Many', 'a'],
        ['x-many', 'b'],
        ['X-Forwarded-For', '198.51.100.7'],
        ['traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
      ],
    })
    expect(headers['x-many']).toBe('a,b')
    expect(headers['x-forwarded-for']).toMatch(/^198\.51\.100\.7,127\.0\.0\.1:\d+$/)
    expect(traceParent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/)
  })

  it('passes a body with a length, and one without only when streaming', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
    const hex = Buffer.from(bytes).toString('hex')
    expect((await echo('/api/echo/b', { method: 'POST', body: bytes })).body).toBe(hex)
    const chunked = (async function* () {
      yield bytes
    })()
    expect((await echo('/api/echo/b', { method: 'POST', body: chunked })).body).toBe(stream === 'yes' ? hex : '')
  })

  it('writes cookies as its part of the platform does', async () => {
    const { headers } = await send('/api/cookies')
    const cookies = headers.filter(([name]) => name === 'set-cookie').map(([, value]) => value)
    expect(cookies).toEqual(
      stream === 'no'
        ? ['a=1%202; path=/; httponly', 'b=it%27s; max-age=60; path=/; secure; samesite=lax']
        : ['a=1%202; Path=/; HttpOnly', "b=it's; Max-Age=60; Secure; SameSite=Lax"],
    )
  })

  it('collapses several Set-Cookie headers into the last', async () => {
    const { status, headers } = await send('/api/headers')
    expect(status).toBe(200)
    expect(headers.filter(([name]) => name === 'set-cookie')).toEqual([['set-cookie', 'y=2']])
    expect(headers).toContainEqual(['request-context', 'mine'])
  })

  it('drops the body of a 204', async () => {
    const { status, body } = await send('/api/nothing')
    expect([status, body.byteLength]).toEqual([204, 0])
  })

  it('answers 500 to a throw, after the timeout when streaming, and goes on', async () => {
    const begun = Date.now()
    expect((await send('/api/fails')).status).toBe(500)
    if (stream === 'yes') expect(Date.now() - begun).toBeGreaterThanOrEqual(1_400)
    expect(host.logs().join('\n')).toContain('on purpose')
    expect((await send('/api/items/7')).text).toBe('item 7')
  })

  it.each(['hangs', 'blocks', 'exits'])('survives a function that %s, with a new worker', async (name) => {
    const before = (await send('/api/pid')).text
    expect((await send(`/api/${name}`)).status).toBe(500)
    const after = (await send('/api/pid')).text
    expect(Number(after)).toBeGreaterThan(0)
    expect(after).not.toBe(before)
  })

  it('sends a streamed body whole', async () => {
    expect((await send('/api/bytes')).body.byteLength).toBe(8 * 1024)
  })
})

it('runs the appTerminate hooks, once, and leaves no process', async () => {
  const host = await start({ artefact: fixture('native') })
  const pid = Number(await (await host.request(new Request(`${host.url}/api/pid`))).text())
  await Promise.all([host.stop(), host.stop()])
  expect(host.logs().filter((line) => line.includes('terminated in good order'))).toHaveLength(1)
  expect(() => process.kill(pid, 0)).toThrow()
})

it.each([
  ['an import error', { artefact: fixture('broken') }, /the database address is missing/],
  ['an artefact without functions', { artefact: fixture('empty') }, /Nothing was registered/],
  ['a folder without host.json', { artefact: fixture('.') }, /There is no host\.json/],
  ['the route prefix admin', { artefact: fixture('native'), routePrefix: 'admin' }, /route prefix "admin"/],
] satisfies [string, AzureHostOptions, RegExp][])(
  'fails to start for %s, with the reason',
  async (_name, options, reason) => {
    await expect(start(options)).rejects.toThrow(reason)
  },
)

it('fails to start when "main" matches no file', async () => {
  const artefact = await mkdtemp(join(tmpdir(), 'rove-azure-'))
  await writeFile(join(artefact, 'host.json'), await readFile(join(fixture('empty'), 'host.json')))
  await writeFile(join(artefact, 'package.json'), '{ "main": "dist/*.js" }')
  await expect(start({ artefact })).rejects.toThrow(/No file matches "main".*dist\/\*\.js/)
  await rm(artefact, { recursive: true })
})
