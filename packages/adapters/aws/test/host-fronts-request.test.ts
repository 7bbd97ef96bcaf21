import { describe, expect, it } from 'vitest'
import type { ReceivedRequest } from '../src/host/fronts/front.ts'
import { createFront, type FrontName } from '../src/host/fronts/index.ts'

type Native = Readonly<Record<string, unknown>>

function eventOf(name: FrontName, request: Partial<ReceivedRequest> = {}, stage?: string): Native {
  const front = createFront(name, { clientIp: '203.0.113.7', stage, invokeMode: 'BUFFERED' })
  return front.toEvent({ method: 'GET', target: '/', headers: [], body: Buffer.alloc(0), ...request }) as Native
}

const host = ['Host', 'shop.example:8080'] as const

// The requests that tell the fronts apart. Sources are named in the front files.
const path = { target: '/a%2Fb/%C3%A9%20x' }
const query = { target: '/?a=1&a=b%40c&plus=x+y&bare&%7Bk%7D=%2B' }
const repeated = {
  headers: [
    host,
    ['X-One', '1'],
    ['X-One', '2'],
    ['Cookie', 'a=1; b=2'],
    ['Cookie', 'c=3'],
    ['X-Forwarded-For', '9.9.9.9'],
  ],
} as const

describe('payload format 2.0', () => {
  it('has the path as sent on a function URL, decoded on an HTTP API', () => {
    expect(eventOf('function-url', path)).toMatchObject({ rawPath: '/a%2Fb/%C3%A9%20x', version: '2.0' })
    expect(eventOf('http-api', path)).toMatchObject({ rawPath: '/a/b/é x' })
    expect(eventOf('http-api', { target: '/a%3Fb/c' })).toMatchObject({ rawPath: '/a' })
    expect(eventOf('http-api', { target: '/100%/%FF' })).toMatchObject({ rawPath: '/100%/%FF' })
  })

  it('has a named stage in front of the path', () => {
    const event = eventOf('http-api', { target: '/orders' }, 'beta')
    expect(event).toMatchObject({
      rawPath: '/beta/orders',
      requestContext: { stage: 'beta', http: { path: '/beta/orders' } },
    })
    expect(eventOf('http-api')).toMatchObject({ rawPath: '/', requestContext: { stage: '$default' } })
  })

  it.each(['function-url', 'http-api'] as const)('%s has the query as sent and a joined map', (name) => {
    expect(eventOf(name, query)).toMatchObject({
      rawQueryString: 'a=1&a=b%40c&plus=x+y&bare&%7Bk%7D=%2B',
      queryStringParameters: { a: '1,b@c', plus: 'x y', bare: '', '{k}': '+' },
    })
    expect(eventOf(name)).not.toHaveProperty('queryStringParameters')
    expect(eventOf(name)).toMatchObject({ rawQueryString: '' })
  })

  it.each(['function-url', 'http-api'] as const)('%s joins headers, and has cookies apart', (name) => {
    const event = eventOf(name, repeated)
    expect(event).toMatchObject({
      cookies: ['a=1', 'b=2', 'c=3'],
      headers: {
        'x-one': '1,2',
        host: 'shop.example:8080',
        'x-forwarded-for': '9.9.9.9, 203.0.113.7',
        'x-forwarded-proto': 'https',
        'x-forwarded-port': '443',
        'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      },
      requestContext: { domainName: 'shop.example', http: { method: 'GET', sourceIp: '203.0.113.7' } },
    })
    expect(event.headers).not.toHaveProperty('cookie')
  })

  it('has text as text and the rest in base64, forms too', () => {
    const body = (type: string, bytes: string | Uint8Array, more: ReadonlyArray<readonly [string, string]> = []) =>
      eventOf('http-api', { headers: [['content-type', type], ...more], body: Buffer.from(bytes) })
    expect(body('application/json; charset=utf-8', '{"é":1}')).toMatchObject({
      body: '{"é":1}',
      isBase64Encoded: false,
    })
    expect(body('application/problem+json', '{}')).toMatchObject({ isBase64Encoded: false })
    expect(body('application/x-www-form-urlencoded', 'a=1')).toMatchObject({ body: 'YT0x', isBase64Encoded: true })
    expect(body('text/plain', Uint8Array.of(0xff))).toMatchObject({ body: '/w==', isBase64Encoded: true })
    expect(body('text/plain', 'x', [['content-encoding', 'gzip']])).toMatchObject({ isBase64Encoded: true })
    expect(eventOf('http-api')).not.toHaveProperty('body')
  })

  it('has the time in two forms', () => {
    const { time, timeEpoch } = eventOf('http-api').requestContext as { time: string; timeEpoch: number }
    expect(time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/)
    expect(Math.abs(timeEpoch - Date.now())).toBeLessThan(60_000)
  })
})

describe('REST API', () => {
  it('has the path as sent, the stage only in its context', () => {
    expect(eventOf('rest-api', path)).toMatchObject({
      path: '/a%2Fb/%C3%A9%20x',
      resource: '/{proxy+}',
      pathParameters: { proxy: 'a%2Fb/%C3%A9%20x' },
      requestContext: { path: '/prod/a%2Fb/%C3%A9%20x', stage: 'prod', identity: { sourceIp: '203.0.113.7' } },
    })
  })

  it('has the query decoded: last values and lists, null when there is none', () => {
    expect(eventOf('rest-api', query)).toMatchObject({
      queryStringParameters: { a: 'b@c', plus: 'x y', bare: '', '{k}': '+' },
      multiValueQueryStringParameters: { a: ['1', 'b@c'], plus: ['x y'], bare: [''], '{k}': ['+'] },
    })
    expect(eventOf('rest-api')).toMatchObject({ queryStringParameters: null, multiValueQueryStringParameters: null })
  })

  it('has last header values and lists, in the case they were sent', () => {
    expect(eventOf('rest-api', repeated)).toMatchObject({
      headers: { 'X-One': '2', Cookie: 'c=3', 'X-Forwarded-For': '9.9.9.9, 203.0.113.7', 'X-Forwarded-Proto': 'https' },
      multiValueHeaders: { 'X-One': ['1', '2'], Cookie: ['a=1; b=2', 'c=3'] },
    })
  })

  it('has every body in base64, and null for none', () => {
    const headers = [['content-type', 'application/json']] as const
    expect(eventOf('rest-api', { headers, body: Buffer.from('{}') })).toMatchObject({
      body: 'e30=',
      isBase64Encoded: true,
    })
    expect(eventOf('rest-api')).toMatchObject({ body: null, isBase64Encoded: false })
  })
})

describe('ALB', () => {
  it('has path and query as sent: the last value', () => {
    const event = eventOf('alb', { target: `${path.target}${query.target.slice(1)}` })
    expect(event).toMatchObject({
      path: '/a%2Fb/%C3%A9%20x',
      queryStringParameters: { a: 'b%40c', plus: 'x+y', bare: '', '%7Bk%7D': '%2B' },
      requestContext: { elb: { targetGroupArn: expect.stringContaining(':targetgroup/') } },
    })
    expect(event).not.toHaveProperty('multiValueQueryStringParameters')
  })

  it('has the last value of a header, or in multi-value mode all of them and no single map', () => {
    expect(eventOf('alb', repeated)).toMatchObject({ headers: { 'x-one': '2', cookie: 'c=3' } })
    const event = eventOf('alb-multi-value', { ...repeated, ...query })
    expect(event).toMatchObject({
      multiValueHeaders: {
        'x-one': ['1', '2'],
        cookie: ['a=1; b=2', 'c=3'],
        'x-forwarded-for': ['9.9.9.9, 203.0.113.7'],
      },
      multiValueQueryStringParameters: { a: ['1', 'b%40c'] },
    })
    expect(event).not.toHaveProperty('headers')
    expect(event).not.toHaveProperty('queryStringParameters')
  })

  it('has some types as text, all others in base64', () => {
    const body = (type: string) => eventOf('alb', { headers: [['content-type', type]], body: Buffer.from('{}') })
    expect(body('application/json')).toMatchObject({ body: '{}', isBase64Encoded: false })
    expect(body('application/problem+json')).toMatchObject({ body: 'e30=', isBase64Encoded: true })
  })
})

describe('Lambda@Edge', () => {
  const cf = (request: Partial<ReceivedRequest>): Native => {
    const [record] = eventOf('edge', request).Records as unknown as [{ cf: Native }]
    return record.cf
  }

  it('has lists of headers with the case they were sent in', () => {
    expect(cf({ ...repeated, target: '/a%2Fb?x=1&x=%40' })).toMatchObject({
      config: { eventType: 'origin-request', distributionDomainName: 'shop.example' },
      request: {
        uri: '/a%2Fb',
        querystring: 'x=1&x=%40',
        clientIp: '203.0.113.7',
        headers: {
          'x-one': [
            { key: 'X-One', value: '1' },
            { key: 'X-One', value: '2' },
          ],
          'x-forwarded-for': [{ key: 'X-Forwarded-For', value: '9.9.9.9, 203.0.113.7' }],
        },
      },
    })
  })

  it('has the body in base64, cut at 1 MB', () => {
    expect(cf({ body: Buffer.from('{}') })).toMatchObject({
      request: { body: { data: 'e30=', encoding: 'base64', inputTruncated: false, action: 'read-only' } },
    })
    const { body } = cf({ body: Buffer.alloc(1024 * 1024 + 1) }).request as unknown as {
      body: { data: string; inputTruncated: boolean }
    }
    expect(body.inputTruncated).toBe(true)
    expect(Buffer.from(body.data, 'base64')).toHaveLength(1024 * 1024)
  })
})

describe('VPC Lattice', () => {
  it('v1 has the path with its query and one text a header', () => {
    expect(eventOf('lattice-v1', { ...repeated, target: '/a%2Fb?x=1&x=2' })).toMatchObject({
      raw_path: '/a%2Fb?x=1&x=2',
      method: 'GET',
      headers: { 'x-one': '1,2', 'x-forwarded-for': '9.9.9.9, 203.0.113.7' },
      query_string_parameters: { x: '2' },
      body: '',
    })
  })

  it('v2 has the path with its query and lists', () => {
    expect(eventOf('lattice-v2', { ...repeated, target: '/a%2Fb?x=1&x=2' })).toMatchObject({
      version: '2.0',
      path: '/a%2Fb?x=1&x=2',
      headers: { 'x-one': ['1', '2'], 'x-forwarded-for': ['9.9.9.9, 203.0.113.7'] },
      queryStringParameters: { x: ['1', '2'] },
      body: null,
      isBase64Encoded: false,
      requestContext: { region: 'us-east-1', timeEpoch: expect.stringMatching(/^\d{16}$/) },
    })
  })
})
