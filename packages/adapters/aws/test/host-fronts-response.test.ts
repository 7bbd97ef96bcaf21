import { describe, expect, it } from 'vitest'
import type { Front, FrontResponse } from '../src/host/fronts/front.ts'
import { createFront, type FrontName, fronts } from '../src/host/fronts/index.ts'

function front(name: FrontName, invokeMode: 'BUFFERED' | 'RESPONSE_STREAM' = 'BUFFERED'): Front {
  return createFront(name, { clientIp: '127.0.0.1', stage: undefined, invokeMode })
}

function responseOf(name: FrontName, result: unknown, functionError?: string): FrontResponse & { text: string } {
  const payload = Buffer.from(typeof result === 'string' ? result : JSON.stringify(result))
  const response = front(name).toResponse({ payload, functionError })
  return { ...response, text: Buffer.from(response.body as Uint8Array).toString() }
}

const typeOf = (response: FrontResponse): unknown => response.headers.find(([name]) => name === 'content-type')?.[1]
const cookiesOf = (response: FrontResponse): unknown[] =>
  response.headers.filter(([name]) => name === 'set-cookie').map(([, value]) => value)

// What each front says of a function that failed, timeouts among them, and of a result that it cannot read.
const failures: Record<FrontName, { failed: number; malformed: number; text: string }> = {
  'function-url': { failed: 502, malformed: 502, text: 'Internal Server Error' },
  'http-api': { failed: 500, malformed: 500, text: '{"message":"Internal Server Error"}' },
  'rest-api': { failed: 502, malformed: 502, text: '{"message": "Internal server error"}' },
  alb: { failed: 502, malformed: 502, text: '502 Bad Gateway' },
  'alb-multi-value': { failed: 502, malformed: 502, text: '502 Bad Gateway' },
  edge: { failed: 503, malformed: 502, text: 'ERROR' },
  'lattice-v1': { failed: 502, malformed: 502, text: 'Bad Gateway' },
  'lattice-v2': { failed: 502, malformed: 502, text: 'Bad Gateway' },
}

describe.each(fronts)('%s', (name) => {
  const status = name === 'edge' ? 'status' : 'statusCode'

  it('answers for a function that failed, and does not say why', () => {
    const response = responseOf(name, { errorType: 'Error', errorMessage: 'internal words' }, 'Unhandled')
    expect(response.status).toBe(failures[name].failed)
    expect(response.text).toContain(failures[name].text)
    expect(response.text).not.toContain('internal words')
  })

  it.each([
    ['a status that is none', { [status]: 'abc' }],
    ['a status out of range', { [status]: 1000 }],
    ['a status that is null', { [status]: null }],
    ['a body that is an object', { [status]: 200, body: { a: 1 } }],
  ])('refuses %s', (_, result) => {
    expect(responseOf(name, result).status).toBe(failures[name].malformed)
  })

  it('sends status and bytes', () => {
    const body = Buffer.from([0, 255, 128]).toString('base64')
    const result =
      name === 'edge'
        ? { status: '207', body, bodyEncoding: 'base64' }
        : { statusCode: 207, body, isBase64Encoded: true }
    const response = responseOf(name, result)
    expect(response.status).toBe(207)
    expect(response.body).toEqual(Buffer.from([0, 255, 128]))
  })

  it('has an answer for a request that is too large', () => {
    expect(front(name).tooLarge().status).toBe(413)
  })
})

describe('function URL and HTTP API', () => {
  const both = ['function-url', 'http-api'] as const

  it.each(both)('%s takes a result without statusCode, or none in JSON, for the body', (name) => {
    expect(responseOf(name, { message: 'hi' })).toMatchObject({ status: 200, text: '{"message":"hi"}' })
    expect(typeOf(responseOf(name, 'null'))).toBe('application/json')
    expect(responseOf(name, 'null').text).toBe('null')
    expect(responseOf(name, '"text"').text).toBe('"text"')
    expect(responseOf(name, '{"cut":').text).toBe('{"cut":')
  })

  it.each(both)('%s sends a Set-Cookie for each of the cookies', (name) => {
    const response = responseOf(name, { statusCode: 200, headers: { 'Set-Cookie': 'z=0' }, cookies: ['a=1', 'b=2'] })
    expect(cookiesOf(response)).toEqual(['z=0', 'a=1', 'b=2'])
  })

  it('have their own default content type', () => {
    expect(typeOf(responseOf('function-url', { statusCode: 200, body: 'x' }))).toBe('application/json')
    expect(typeOf(responseOf('http-api', { statusCode: 200, body: 'x' }))).toBe('text/plain; charset=utf-8')
    expect(typeOf(responseOf('http-api', { statusCode: 200, headers: { 'Content-Type': 'text/csv' } }))).toBe(
      'text/csv',
    )
  })

  it('refuse header values that are no text', () => {
    expect(responseOf('http-api', { statusCode: 200, headers: { a: ['1', '2'] } }).status).toBe(500)
    expect(responseOf('http-api', { statusCode: 200, headers: { a: 1, b: true } }).headers).toEqual(
      expect.arrayContaining([
        ['a', '1'],
        ['b', 'true'],
      ]),
    )
  })
})

describe('REST API', () => {
  it('refuses a result without statusCode, or with a key it does not know', () => {
    for (const result of [{ message: 'hi' }, null, [], 'text', { statusCode: 200, cookies: [] }]) {
      const response = responseOf('rest-api', result)
      expect(response).toMatchObject({ status: 502, text: '{"message": "Internal server error"}' })
      expect(response.headers).toContainEqual(['x-amzn-errortype', 'InternalServerErrorException'])
    }
  })

  it('merges both maps, where a list wins', () => {
    const response = responseOf('rest-api', {
      statusCode: '200',
      headers: { 'X-A': 'one', 'Set-Cookie': 'lost=1' },
      multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] },
    })
    expect(response.status).toBe(200)
    expect(response.headers).toContainEqual(['x-a', 'one'])
    expect(cookiesOf(response)).toEqual(['a=1', 'b=2'])
    expect(typeOf(response)).toBe('application/json')
  })

  it('gives other names to what it keeps for itself', () => {
    const response = responseOf('rest-api', { statusCode: 401, headers: { 'WWW-Authenticate': 'Basic' } })
    expect(response.headers).toContainEqual(['x-amzn-remapped-www-authenticate', 'Basic'])
  })

  it('gives up after 29 s, an HTTP API after 30 s', () => {
    expect(front('rest-api')).toMatchObject({ patience: 29_000 })
    expect(front('rest-api').timedOut().status).toBe(504)
    expect(front('http-api')).toMatchObject({ patience: 30_000 })
    expect(front('http-api').timedOut().status).toBe(503)
  })
})

describe('ALB', () => {
  const result = {
    statusCode: 200,
    statusDescription: '200 All Right',
    headers: { 'X-Single': '1', 'Set-Cookie': 'a=1' },
    multiValueHeaders: { 'X-Multi': ['1', '2'], 'Set-Cookie': ['a=1', 'b=2'] },
  }

  it('looks at the one map of its mode', () => {
    const single = responseOf('alb', result)
    expect(single.reason).toBe('All Right')
    expect(cookiesOf(single)).toEqual(['a=1'])
    expect(single.headers).not.toContainEqual(['x-multi', '1'])
    const multi = responseOf('alb-multi-value', result)
    expect(cookiesOf(multi)).toEqual(['a=1', 'b=2'])
    expect(multi.headers).not.toContainEqual(['x-single', '1'])
  })

  it('refuses a result over 1 MB, or without statusCode', () => {
    expect(responseOf('alb', { statusCode: 200, body: 'x'.repeat(1024 * 1024) }).status).toBe(502)
    expect(responseOf('alb', { body: 'x' }).status).toBe(502)
  })
})

describe('Lambda@Edge', () => {
  it('sends lists of headers', () => {
    const cookies = [{ key: 'Set-Cookie', value: 'a=1' }, { value: 'b=2' }]
    const response = responseOf('edge', { status: 200, statusDescription: 'Fine', headers: { 'set-cookie': cookies } })
    expect(response.reason).toBe('Fine')
    expect(cookiesOf(response)).toEqual(['a=1', 'b=2'])
  })

  it.each([
    ['a header it keeps for itself', { status: '200', headers: { connection: [{ value: 'close' }] } }],
    ['a header that is no list', { status: '200', headers: { a: 'b' } }],
    ['a name with capitals', { status: '200', headers: { 'X-A': [{ value: '1' }] } }],
    ['an unknown encoding', { status: '200', body: 'x', bodyEncoding: 'hex' }],
    ['an answer over 1 MB', { status: '200', body: 'x'.repeat(1024 * 1024) }],
    ['a request for the origin, which is not there', { uri: '/', method: 'GET', headers: {} }],
  ])('refuses %s', (_, result) => {
    expect(responseOf('edge', result).status).toBe(502)
  })
})

describe('a stream', () => {
  const streamed = (
    name: FrontName,
    pieces: readonly string[],
    contentType = 'application/vnd.awslambda.http-integration-response',
  ) =>
    front(name, 'RESPONSE_STREAM').toStreamedResponse?.({
      contentType,
      body: (async function* () {
        for (const piece of pieces) yield Buffer.from(piece, 'latin1')
      })(),
    }) ?? Promise.reject(new Error('no stream'))
  const read = async (response: FrontResponse): Promise<string[]> => {
    const pieces: string[] = []
    for await (const piece of response.body as AsyncIterable<Uint8Array>) pieces.push(Buffer.from(piece).toString())
    return pieces
  }

  it.each(['function-url', 'rest-api'] as const)(
    '%s takes the metadata off, wherever the pieces part',
    async (name) => {
      const response = await streamed(name, [
        '{"statusCode":2',
        '01,"cookies":["a=1"]}\0\0\0',
        '\0\0\0\0\0on',
        'e',
        'two',
      ])
      expect(response.status).toBe(201)
      expect(cookiesOf(response)).toEqual(['a=1'])
      expect(await read(response)).toEqual(['on', 'e', 'two'])
    },
  )

  it('needs its metadata on a REST API, within 16 KB', async () => {
    await expect(streamed('rest-api', ['no metadata'], 'text/plain')).rejects.toMatchObject({
      errorType: 'Runtime.InvalidPrelude',
    })
    await expect(streamed('rest-api', Array(40).fill('x'.repeat(1024)))).rejects.toThrow('InvalidPrelude')
    await expect(streamed('function-url', ['{"statusCode":"x"}\0\0\0\0\0\0\0\0'])).rejects.toThrow('InvalidPrelude')
  })

  it('goes out as it is on a function URL without metadata', async () => {
    const response = await streamed('function-url', ['a,', 'b'], 'text/csv')
    expect(response).toMatchObject({ status: 200, headers: [['content-type', 'text/csv']] })
    expect(await read(response)).toEqual(['a,', 'b'])
  })
})
