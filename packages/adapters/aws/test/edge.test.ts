import type { EdgeResult } from '@rove/aws'
import { bytes, empty, json, text } from '@rove/core'
import { describe, expect, it } from 'vitest'
import { answerWith, see } from './echo.ts'
import { edgeEvent } from './events.ts'

describe('request', () => {
  it('appends header lists and takes query, client and host from their fields', async () => {
    const headers = {
      host: [{ key: 'Host', value: 'cdn.example.com' }],
      'x-n': [
        { key: 'X-N', value: '1' },
        { key: 'x-n', value: '2' },
      ],
    }
    const seen = await see(edgeEvent({ headers, querystring: 'a=1&a=%20', uri: '/a%2Fb' }))
    expect(seen).toMatchObject({ url: 'https://cdn.example.com/a%2Fb?a=1&a=%20', ip: '203.0.113.7' })
    expect(seen.headers['x-n']).toBe('1, 2')
  })

  it('tolerates missing headers, query and client', async () => {
    const event = edgeEvent({ headers: undefined, querystring: undefined, clientIp: undefined })
    expect(await see(event)).toMatchObject({ url: 'https://d1.cloudfront.net/orders', ip: undefined })
  })

  it('decodes the body by its encoding', async () => {
    const base64 = await see(
      edgeEvent({ method: 'POST', body: { data: 'AP8=', encoding: 'base64', inputTruncated: false } }),
    )
    expect([...base64.body]).toEqual([0, 255])
    const plain = await see(
      edgeEvent({ method: 'POST', body: { data: 'AP8=', encoding: 'text', inputTruncated: false } }),
    )
    expect(Buffer.from(plain.body).toString()).toBe('AP8=')
  })

  it('refuses a body that was cut off with 413', async () => {
    const event = edgeEvent({ method: 'POST', body: { data: 'e30=', encoding: 'base64', inputTruncated: true } })
    const result = await answerWith<EdgeResult>(event, async (request) => json(await request.json()))
    expect(result.status).toBe('413')
    expect(result.body).toContain('cut off by Lambda@Edge')
  })
})

describe('result', () => {
  it('has lists of headers, a text status and the body’s encoding', async () => {
    const headers = { 'set-cookie': ['a=1', 'b=2'] }
    expect(await answerWith<EdgeResult>(edgeEvent(), () => json({}, { headers }))).toEqual({
      status: '200',
      statusDescription: 'OK',
      headers: {
        'content-type': [{ key: 'content-type', value: 'application/json' }],
        'set-cookie': [
          { key: 'set-cookie', value: 'a=1' },
          { key: 'set-cookie', value: 'b=2' },
        ],
      },
      bodyEncoding: 'text',
      body: '{}',
    })
    const binary = await answerWith<EdgeResult>(edgeEvent(), () => bytes(new Uint8Array([0, 255])))
    expect(binary).toMatchObject({ bodyEncoding: 'base64', body: 'AP8=' })
  })

  it('omits body and encoding of a 204', async () => {
    expect(await answerWith(edgeEvent(), () => empty())).toEqual({
      status: '204',
      statusDescription: 'No Content',
      headers: {},
    })
  })

  it('leaves out headers for which CloudFront would answer 502', async () => {
    const headers = { 'x-cache': 'a', via: 'b', 'x-edge-id': 'c', 'x-amz-cf-id': 'd', 'x-kept': 'e' }
    const result = await answerWith<EdgeResult>(edgeEvent(), () => empty({ headers }))
    expect(Object.keys(result.headers)).toEqual(['x-kept'])
  })

  it.each([
    ['viewer-request', 40_960],
    ['origin-request', 1_048_576],
  ])('refuses what is over the limit of %s', async (eventType, limit) => {
    const answer = (size: number) => answerWith<EdgeResult>(edgeEvent({}, { eventType }), () => text('x'.repeat(size)))
    const header = 'content-type'.length + 'text/plain;charset=UTF-8'.length
    expect((await answer(limit - header)).status).toBe('200')
    const refused = await answer(limit - header + 1)
    expect(refused.status).toBe('500')
    expect(JSON.parse(refused.body ?? '')).toMatchObject({
      code: 'ResourceExhausted',
      detail: expect.stringMatching(new RegExp(`takes ${limit + 1} bytes .*Lambda@Edge.* limit is ${limit}`)),
    })
  })
})
