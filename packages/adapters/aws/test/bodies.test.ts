import type { HttpV2Result, RestV1Result } from '@rove/aws'
import { bytes, empty, json, stream, text } from '@rove/core'
import { describe, expect, it } from 'vitest'
import { answerWith, see } from './echo.ts'
import { albEvent, albMultiEvent, everyShape, httpV2Event, restV1Event } from './events.ts'

describe('request body', () => {
  it.each([
    ['rest-v1', restV1Event],
    ['http-v2', httpV2Event],
    ['alb', albEvent],
  ])('of %s is decoded to bytes', async (_, event) => {
    const every = Uint8Array.from({ length: 256 }, (_, value) => value)
    const { body } = await see(event({ body: Buffer.from(every).toString('base64'), isBase64Encoded: true }))
    expect([...body]).toEqual([...every])
  })

  it.each([null, undefined, ''])('%j is none', async (body) => {
    for (const isBase64Encoded of [true, false]) {
      expect((await see(httpV2Event({ body, isBase64Encoded }))).hasBody).toBe(false)
    }
  })

  it('comes with any method', async () => {
    const http = { method: 'DELETE', sourceIp: '203.0.113.7' }
    expect(Buffer.from((await see(httpV2Event({ body: 'é' }, { http }))).body).toString()).toBe('é')
  })

  it.each(['AAA=A', 'A', '####', 'AA==AA==', 'AAAA\nAAA!'])('%j is not base64', async (body) => {
    await expect(see(httpV2Event({ body, isBase64Encoded: true }))).rejects.toThrow(/http-v2.*not valid base64/)
  })

  it('may lack its base64 padding', async () => {
    expect([...(await see(httpV2Event({ body: 'AP8', isBase64Encoded: true }))).body]).toEqual([0, 255])
  })

  it('that is no text is refused with the reason', async () => {
    await expect(see(httpV2Event({ body: { a: 1 } }))).rejects.toThrow(/body must be text, not a value of type object/)
  })
})

describe('response body', () => {
  const respond = (response: () => Response) => answerWith<HttpV2Result>(httpV2Event(), response)
  const typed = (type: string, body: Uint8Array) => respond(() => bytes(body, { headers: { 'content-type': type } }))

  it.each(['gzip', 'br', 'x-own', ' GZIP '])('with content-encoding %j is base64', async (encoding) => {
    const headers = { 'content-encoding': encoding }
    expect(await respond(() => text('é', { headers }))).toMatchObject({ body: 'w6k=', isBase64Encoded: true })
  })

  it('with content-encoding identity is text', async () => {
    const headers = { 'content-encoding': 'identity' }
    expect(await respond(() => text('é', { headers }))).toMatchObject({ body: 'é', isBase64Encoded: false })
  })

  it.each([
    'text/html; charset=utf-8',
    'application/json',
    'application/problem+json',
    'application/xml',
    'image/svg+xml',
    'application/javascript',
    'application/x-www-form-urlencoded',
    'application/manifest+json',
  ])('of the type %s is text', async (type) => {
    expect(await typed(type, Buffer.from('\ufeffé€𝄞'))).toMatchObject({ body: '\ufeffé€𝄞', isBase64Encoded: false })
  })

  it.each(['application/octet-stream', 'image/png', 'application/pdf', 'application/xml-but-not', ''])(
    'of the type %j is base64',
    async (type) => {
      expect(await typed(type, Buffer.from('plain'))).toMatchObject({ body: 'cGxhaW4=', isBase64Encoded: true })
    },
  )

  it.each(['text/plain', 'application/soap+xml'])('of the type %s that is not UTF-8 is base64', async (type) => {
    expect(await typed(type, Uint8Array.of(0xff, 0xfe, 0))).toMatchObject({ body: '//4A', isBase64Encoded: true })
  })

  it('of a view has the bytes of the view', async () => {
    const view = new Uint8Array(Uint8Array.of(9, 0, 255, 9).buffer, 1, 2)
    expect((await typed('', view)).body).toBe('AP8=')
  })

  it('with half a surrogate pair has U+FFFD, as everywhere', async () => {
    expect((await respond(() => text('a\ud800b'))).body).toBe('a\ufffdb')
  })

  it('is there for every kind of answer', async () => {
    expect(await respond(() => empty())).toMatchObject({ statusCode: 204, body: '', isBase64Encoded: false })
    async function* pieces() {
      yield 'a'
      yield Buffer.from('b')
    }
    const headers = { 'content-type': 'text/csv' }
    expect((await respond(() => stream(pieces(), { headers }))).body).toBe('ab')
    expect((await respond(() => new Response(new Blob(['blob'], { type: 'text/plain' })))).body).toBe('blob')
  })
})

describe('limit', () => {
  const big = (event: Record<string, unknown>, size: number, letter = 'x') =>
    answerWith<RestV1Result>(event, () => text(letter.repeat(size)))

  it.each([
    ['http-v2', httpV2Event],
    ['rest-v1', restV1Event],
  ])('of Lambda holds for the JSON of %s to the byte', async (_, event) => {
    const limit = 6_291_556
    const rest = Buffer.byteLength(JSON.stringify(await big(event(), 0)))
    const fits = await big(event(), limit - rest)
    expect(Buffer.byteLength(JSON.stringify(fits))).toBe(limit)
    const refused = await big(event(), limit - rest + 1)
    expect(refused.statusCode).toBe(500)
    expect(JSON.parse(refused.body)).toMatchObject({
      code: 'ResourceExhausted',
      detail: expect.stringContaining(`takes ${limit + 1} bytes as AWS Lambda counts it, and the limit is ${limit}`),
    })
  })

  it('counts escapes and base64', async () => {
    expect((await big(httpV2Event(), 3_200_000, '"')).statusCode).toBe(500)
    expect((await big(httpV2Event(), 2_000_000, '€')).statusCode).toBe(200)
    expect((await big(httpV2Event(), 2_100_000, '€')).statusCode).toBe(500)
    const binary = (size: number) => answerWith<HttpV2Result>(httpV2Event(), () => bytes(new Uint8Array(size)))
    expect((await binary(4_718_000)).statusCode).toBe(200)
    expect((await binary(4_719_000)).statusCode).toBe(500)
  })

  it('of the load balancer is smaller', async () => {
    for (const event of [albEvent(), albMultiEvent()]) {
      expect((await big(event, 1_048_000)).statusCode).toBe(200)
      const refused = await big(event, 1_048_576)
      expect(refused.statusCode).toBe(500)
      expect(refused.body).toContain('Application Load Balancer')
    }
  })

  it('stops a stream that never ends, and cancels it', async () => {
    let cancelled = false
    async function* forever() {
      try {
        while (true) yield new Uint8Array(1 << 20)
      } finally {
        cancelled = true
      }
    }
    const result = await answerWith<HttpV2Result>(httpV2Event(), () => stream(forever()))
    expect(result.statusCode).toBe(500)
    expect(result.body).toContain('6291556')
    expect(cancelled).toBe(true)
  })
})

it.each(Object.entries(everyShape))('%s answers with every byte', async (_, event) => {
  const every = Uint8Array.from({ length: 256 }, (_, value) => value)
  const result = await answerWith<{ body: string }>(event(), () => bytes(every))
  expect([...Buffer.from(result.body, 'base64')]).toEqual([...every])
  expect((await answerWith<{ body: string }>(event(), () => json({ a: 'é' }))).body).toBe('{"a":"é"}')
})
