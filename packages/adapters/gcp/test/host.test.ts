import { gzipSync } from 'node:zlib'
import type { Host } from '@rove/core/adapter'
import { readWire } from '@rove/core/host'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { start } from '../src/host/index.ts'
import { type Artefact, buildFixture } from './artefact.ts'
import { echo, header, send } from './wire.ts'

const malformed = [
  ['malformed JSON', 'application/json', '{"a":'],
  ['a JSON syntax error under a vendor type', 'application/cloudevents+json', '{'],
  ['an empty JSON body', 'application/json', ''],
] as const

let artefact: Artefact
let host: Host

beforeAll(async () => {
  artefact = await buildFixture('app')
  host = await start({ artefact: artefact.folder })
})

afterAll(async () => {
  await host?.stop()
  await artefact?.remove()
})

describe('the genuine functions-framework', () => {
  it('says what it is', () => {
    expect(host.name).toMatch(/^functions-framework 5\.\d+\.\d+$/)
    expect(host.real).toBe(true)
    expect(host.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  })

  it.each(malformed)('answers %s with the portable 400', async (_what, type, body) => {
    const seen = await send(host, { method: 'POST', target: '/parse', headers: [['content-type', type]], body })
    expect(seen.status).toBe(400)
    expect(header(seen, 'content-type')).toEqual(['application/problem+json'])
    expect(JSON.parse(seen.text)).toMatchObject({ status: 400, code: 'InvalidArgument' })
  })

  it('takes JSON that is no object, which the framework refuses', async () => {
    const headers = [['content-type', 'application/json']] as const
    const seen = await send(host, { method: 'POST', target: '/parse', headers, body: 'null' })
    expect([seen.status, seen.text]).toEqual([200, '{"value":null}'])
  })

  it.each([
    ['application/json; charset=nonsense', Buffer.from('{"a":1}')],
    ['text/plain; charset=nonsense', Buffer.from([0xff, 0, 0xfe])],
    ['application/x-www-form-urlencoded', Buffer.from(`${'a=1&'.repeat(2000)}`)],
    ['image/png', Buffer.from([0, 255, 128, 10])],
    ['not a type', Buffer.from('x')],
    [undefined, Buffer.from([1, 2, 3])],
  ])('delivers the bytes of a body of type %s', async (type, body) => {
    const seen = await echo(host, { method: 'POST', body, headers: type ? [['content-type', type]] : [] })
    expect(seen.body).toBe(body.toString('hex'))
    expect(seen.headers).toContainEqual(['content-length', String(body.byteLength)])
    const types = (seen.headers as string[][]).filter(([name]) => name === 'content-type')
    expect(types).toEqual(type ? [['content-type', type]] : [])
  })

  it('delivers a compressed body as it was sent, as the other providers do', async () => {
    const body = gzipSync('{"a":1}')
    const headers = [
      ['content-type', 'application/json'],
      ['content-encoding', 'gzip'],
    ] as const
    expect((await echo(host, { method: 'POST', body, headers })).body).toBe(body.toString('hex'))
    const broken = await echo(host, { method: 'POST', body: 'not gzip', headers })
    expect(broken.body).toBe(Buffer.from('not gzip').toString('hex'))
  })

  it('leaves the native request as the client sent it, with rawBody', async () => {
    const headers = [
      ['content-type', 'application/json; charset=utf-8'],
      ['content-encoding', 'identity'],
    ] as const
    const seen = await send(host, { method: 'POST', target: '/native?x=1', headers, body: '{"a":1}' })
    expect(JSON.parse(seen.text)).toMatchObject({
      name: 'gcp',
      contentType: 'application/json; charset=utf-8',
      encoding: 'identity',
      url: '/native?x=1',
      rawBody: Buffer.from('{"a":1}').toString('hex'),
    })
  })

  it('keeps the query, the path and repeated headers as they were sent', async () => {
    const target = '/echo/a%2Fb/%C3%A4?foo=bar&foo=qux&bare&=&q=a+b&p=%7B&bad=%zz'
    const headers = [
      ['host', 'shop.example'],
      ['x-a', '1'],
      ['x-a', '2'],
      ['cookie', 'a=1'],
      ['cookie', 'b=2'],
    ] as const
    const seen = await echo(host, { target, headers })
    expect(seen.url).toBe(`https://shop.example${target}`)
    expect(seen.headers).toContainEqual(['x-a', '1, 2'])
    expect(seen.headers).toContainEqual(['cookie', 'a=1; b=2'])
  })

  it('delivers a malformed percent sign, which the framework’s router answers with a page', async () => {
    const seen = await echo(host, { target: '/echo/%zz' })
    expect(seen.url).toMatch(/\/echo\/%zz$/)
  })

  it('routes what the framework would answer with 404 itself', async () => {
    const seen = await send(host, { target: '/favicon.ico' })
    expect([seen.status, seen.text]).toEqual([200, 'icon'])
  })

  it.each(['GET', 'DELETE', 'PUT', 'PATCH', 'OPTIONS'])('delivers a body with %s', async (method) => {
    const chunks = (async function* () {
      yield Buffer.from('hello ')
      yield Buffer.from('there')
    })()
    const seen = await echo(host, { method, body: chunks })
    expect(seen).toMatchObject({ method, body: Buffer.from('hello there').toString('hex') })
  })

  it.each(['GET', 'POST'])('gives null for a body that %s does not have', async (method) => {
    expect(await echo(host, { method })).toMatchObject({ hasBody: false })
  })

  it('believes the address that the front end appended, and no other', async () => {
    const seen = await echo(host, { headers: [['x-forwarded-for', '203.0.113.9, 203.0.113.10']] })
    expect(seen.ip).toBe('127.0.0.1')
  })

  it('sends every cookie, a redirect and bytes', async () => {
    expect(header(await send(host, { target: '/cookies' }), 'set-cookie')).toEqual(['a=1; Path=/', 'b=2; Path=/'])
    const moved = await send(host, { target: '/moved' })
    expect([moved.status, header(moved, 'location'), header(moved, 'content-length')]).toEqual([
      302,
      ['/elsewhere'],
      ['0'],
    ])
    const bin = await host.send({ method: 'GET', target: '/bin' })
    expect([...(await readWire(bin))]).toEqual([0, 255, 128])
  })

  it('answers HEAD without a body', async () => {
    const seen = await send(host, { method: 'HEAD', target: '/cookies' })
    expect([seen.status, seen.text, header(seen, 'set-cookie').length]).toEqual([200, '', 2])
  })

  it.each(['/boom', '/odd', '/invalid'])('answers a throw of %s with a 500 that tells nothing', async (target) => {
    const seen = await send(host, { target })
    expect(seen.status).toBe(500)
    expect(JSON.parse(seen.text)).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      code: 'Internal',
    })
  })

  it('keeps the state of concurrent requests apart', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        echo(host, { method: 'POST', target: `/echo/${n}`, body: `body ${n}`, headers: [['x-n', String(n)]] }),
      ),
    )
    answers.forEach((answer, n) => {
      expect(answer.url).toMatch(new RegExp(`/echo/${n}$`))
      expect(answer.body).toBe(Buffer.from(`body ${n}`).toString('hex'))
      expect(answer.headers).toContainEqual(['x-n', String(n)])
    })
  })

  it('logs in the shape of Cloud Logging', async () => {
    await send(host, { target: '/logs', headers: [['traceparent', `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`]] })
    const line = (): string | undefined => host.logs().find((one) => one.includes('careful'))
    await expect.poll(line).toBeDefined()
    expect(JSON.parse(line() ?? '')).toMatchObject({
      severity: 'WARNING',
      message: 'careful',
      order: 7,
      function: 'logs',
      'logging.googleapis.com/trace': 'a'.repeat(32),
      'logging.googleapis.com/labels': { execution_id: expect.stringMatching(/^[0-9a-f]{12}$/) },
    })
  })
})
