import { setTimeout as delay } from 'node:timers/promises'
import type { Host, WireRequest } from '@rove/core/adapter'
import { readWire } from '@rove/core/host'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { start } from '../src/host/index.ts'
import { type Artefact, buildFixture } from './artefact.ts'

interface Seen {
  readonly status: number
  readonly headers: ReadonlyArray<readonly [string, string]>
  readonly text: string
}

async function send(to: Host, request: Partial<WireRequest> & { target: string }): Promise<Seen> {
  const response = await to.send({ method: 'GET', ...request })
  return { status: response.status, headers: response.headers, text: (await readWire(response)).toString() }
}

async function echo(to: Host, request: Partial<WireRequest>): Promise<Record<string, unknown>> {
  const seen = await send(to, { target: '/echo/x', ...request })
  expect(seen.status).toBe(200)
  return JSON.parse(seen.text) as Record<string, unknown>
}

function header(seen: Seen, name: string): string[] {
  return seen.headers.filter(([key]) => key === name).map(([, value]) => value)
}

let artefact: Artefact
let host: Host

beforeAll(async () => {
  artefact = await buildFixture()
  host = await start({ artefact: artefact.folder })
})

afterAll(async () => {
  await host?.stop()
  await artefact?.remove()
})

async function happened(name: string): Promise<number> {
  return (JSON.parse((await send(host, { target: '/events' })).text) as string[]).filter((one) => one === name).length
}

describe('node:http', () => {
  it('says what it is', () => {
    expect(host.name).toMatch(/^node:http \(Node \d+\.\d+\)$/)
    expect(host.real).toBe(true)
  })

  it.each(['{"a":', ''])('answers the JSON body %j with the portable 400', async (body) => {
    const headers = [['content-type', 'application/json']] as const
    const seen = await send(host, { method: 'POST', target: '/parse', headers, body })
    expect([seen.status, header(seen, 'content-type')]).toEqual([400, ['application/problem+json']])
  })

  it('keeps the query, the path and repeated headers as they were sent', async () => {
    const target = '/echo/a%2Fb/%C3%A4?foo=bar&foo=qux&bare&=&q=a+b&p=%7B&bad=%zz'
    const headers = [
      ['host', 'shop.example:81'],
      ['x-a', '1'],
      ['x-a', '2'],
      ['cookie', 'a=1'],
      ['cookie', 'b=2'],
      ['x-utf8', Buffer.from('ä').toString('latin1')],
    ] as const
    const seen = await echo(host, { target, headers })
    expect(seen.url).toBe(`http://shop.example:81${target}`)
    expect(seen.headers).toContainEqual(['x-a', '1, 2'])
    expect(seen.headers).toContainEqual(['cookie', 'a=1; b=2'])
  })

  it('takes a target in absolute form', async () => {
    const seen = await echo(host, { target: 'http://other.example/echo/x?y=1', headers: [['host', 'real.example']] })
    expect(seen.url).toBe('http://real.example/echo/x?y=1')
  })

  it.each(['GET', 'DELETE', 'PUT', 'OPTIONS'])(
    'delivers a body with %s, with and without its length',
    async (method) => {
      const body = Buffer.from([0, 255, 10, 13])
      expect(await echo(host, { method, body })).toMatchObject({ method, body: body.toString('hex'), hasBody: true })
      const pieces = (async function* () {
        yield body.subarray(0, 2)
        yield body.subarray(2)
      })()
      expect(await echo(host, { method, body: pieces })).toMatchObject({ body: body.toString('hex') })
    },
  )

  it('gives null for a body that is not there', async () => {
    expect(await echo(host, {})).toMatchObject({ hasBody: false })
    expect(await echo(host, { method: 'POST', body: '' })).toMatchObject({ hasBody: false })
  })

  it('believes no forwarded header', async () => {
    const headers = [
      ['x-forwarded-for', '203.0.113.9'],
      ['x-forwarded-proto', 'https'],
    ] as const
    const seen = await echo(host, { headers })
    expect(seen.ip).toBe('127.0.0.1')
    expect(seen.url).toMatch(/^http:/)
  })

  it('sends every cookie, a redirect, bytes and HEAD', async () => {
    expect(header(await send(host, { target: '/cookies' }), 'set-cookie')).toEqual(['a=1', 'b=2'])
    const moved = await send(host, { target: '/moved' })
    expect([moved.status, header(moved, 'location')]).toEqual([302, ['/elsewhere']])
    expect([...(await readWire(await host.send({ method: 'GET', target: '/bin' })))]).toEqual([0, 255, 128])
    const head = await send(host, { method: 'HEAD', target: '/cookies' })
    expect([head.status, head.text, header(head, 'set-cookie').length]).toEqual([200, '', 2])
  })

  it('answers a throw with a 500 that tells nothing, and logs it', async () => {
    const seen = await send(host, { target: '/boom' })
    expect(seen.status).toBe(500)
    expect(seen.text).not.toContain('secret')
    await expect.poll(() => host.logs().some((line) => line.includes('secret detail'))).toBe(true)
  })

  it('breaks the transfer when the source fails in the middle', async () => {
    const response = await host.send({ method: 'GET', target: '/broken' })
    await expect(readWire(response)).rejects.toThrow(/aborted|ECONNRESET/)
  })

  it('streams 50 MB no faster than they are taken', async () => {
    const response = await host.send({ method: 'GET', target: '/large/50' })
    let size = 0
    for await (const chunk of response.body) {
      if (size === 0) {
        await delay(300)
        expect(await happened('piece')).toBeLessThan(25)
      }
      size += chunk.byteLength
    }
    expect(size).toBe(50 * 1024 * 1024)
  })

  it('reads a request body while it arrives', async () => {
    const pieces = (async function* () {
      for (let count = 0; count < 20; count += 1) {
        yield new Uint8Array(100_000)
        if (count === 10) await expect.poll(() => happened('first piece read')).toBe(1)
      }
    })()
    const seen = await send(host, { method: 'POST', target: '/count', body: pieces })
    expect(JSON.parse(seen.text)).toEqual({ size: 2_000_000 })
  })

  it.each(['/peek', '/ignore'])('answers %s although the body was not read', async (target) => {
    const seen = await send(host, { method: 'POST', target, body: new Uint8Array(3_000_000) })
    expect(seen.status).toBe(200)
  })

  it('cancels the source and aborts the signal when the client goes away', async () => {
    const before = await happened('source ended')
    const gone = new AbortController()
    const response = await host.send({ method: 'GET', target: '/large/5000', signal: gone.signal })
    for await (const _chunk of response.body) break
    const pending = host.send({ method: 'GET', target: '/hang', signal: gone.signal })
    pending.catch(() => undefined)
    await delay(100)
    gone.abort()
    await expect.poll(() => happened('source ended')).toBe(before + 1)
    await expect.poll(() => happened('hang aborted: RoveError')).toBe(1)
  })

  it('keeps concurrent requests apart', async () => {
    const seen = await Promise.all(
      Array.from({ length: 20 }, (_, n) => echo(host, { method: 'POST', target: `/echo/${n}`, body: `${n}` })),
    )
    seen.forEach((one, n) => {
      expect(one).toMatchObject({ body: Buffer.from(`${n}`).toString('hex') })
      expect(one.url).toMatch(new RegExp(`/echo/${n}$`))
    })
  })
})

describe('the end', () => {
  it('lets requests finish, then runs the app’s shutdown', async () => {
    const other = await start({ artefact: artefact.folder })
    const slow = send(other, { target: '/slow/400' })
    await expect.poll(() => other.logs().some((line) => line.includes('slow began'))).toBe(true)
    const stopped = Promise.all([other.stop(), other.stop()])
    expect((await slow).text).toBe('{"ms":"400"}')
    await stopped
    expect(other.logs().at(-1)).toBe('shutdown ran')
  })

  it('ends a handler that hangs with 504', async () => {
    const other = await start({ artefact: artefact.folder, timeout: 300 })
    const seen = await send(other, { target: '/hang' })
    expect([seen.status, JSON.parse(seen.text)]).toMatchObject([504, { code: 'DeadlineExceeded' }])
    await other.stop()
  })

  it('fails the start with what was printed', async () => {
    const broken = await buildFixture(`throw new Error('no such setting')`)
    await expect(start({ artefact: broken.folder })).rejects.toThrow(/before it was ready[\s\S]*no such setting/)
    await broken.remove()
  })
})
