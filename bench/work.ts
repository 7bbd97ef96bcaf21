import { createHash } from 'node:crypto'

/** A Lambda handler as every candidate exports it. */
export type Handler = (event: unknown, context: unknown) => Promise<LambdaResult>

/** What API Gateway reads of a result. */
export interface LambdaResult {
  readonly statusCode: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly isBase64Encoded?: boolean
}

/** One kind of request: the native event, and how an answer is known to be right. */
export interface Work {
  readonly name: string
  readonly event: unknown
  check(result: LambdaResult): boolean
}

/** The size of the binary answer, bytes. */
export const binarySize: number = 1024 * 1024

/** The binary answer: every byte value, again and again. */
export const binary: Buffer = Buffer.alloc(binarySize, Buffer.from(Array.from({ length: 256 }, (_, value) => value)))

const post1k = JSON.stringify({
  items: Array.from({ length: 20 }, (_, id) => ({ id, name: `item number ${id}`, price: id * 1.5 })),
})
const post100k = JSON.stringify({
  items: Array.from({ length: 2000 }, (_, id) => ({ id, name: `item number ${id}`, price: id * 1.5 })),
})

/** The requests of the comparison, in the order of the tables. */
export const works: readonly Work[] = [
  {
    name: 'GET',
    event: createEvent('GET', '/users/42', 'q=tea&page=3'),
    check: ({ statusCode, body }) =>
      statusCode === 200 && body === JSON.stringify({ id: '42', q: 'tea', page: '3', session: 's-1', agent: 'bench' }),
  },
  { name: 'POST 1 KB', event: createEvent('POST', '/echo', '', post1k), check: echoes(post1k) },
  { name: 'POST 100 KB', event: createEvent('POST', '/echo', '', post100k), check: echoes(post100k) },
  {
    name: '1 MB answer',
    event: createEvent('GET', '/binary', ''),
    check: ({ statusCode, body = '', isBase64Encoded }) =>
      statusCode === 200 && isBase64Encoded === true && hash(Buffer.from(body, 'base64')) === hash(binary),
  },
]

function echoes(text: string): (result: LambdaResult) => boolean {
  return ({ statusCode, body }) => statusCode === 200 && body === text
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function createEvent(method: string, path: string, query: string, body?: string): unknown {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    cookies: ['session=s-1'],
    headers: {
      accept: '*/*',
      'accept-encoding': 'gzip, deflate, br',
      'content-type': 'application/json',
      host: 'abc.lambda-url.us-east-1.on.aws',
      'user-agent': 'bench',
      'x-amzn-trace-id': 'Root=1-5e9b3bc3-7ca3e1cf1a6b1d0a5d1e0b5c',
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    queryStringParameters: query === '' ? undefined : Object.fromEntries(new URLSearchParams(query)),
    requestContext: {
      accountId: 'anonymous',
      apiId: 'abc',
      domainName: 'abc.lambda-url.us-east-1.on.aws',
      domainPrefix: 'abc',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'bench' },
      requestId: '3a1b6a3e-2f6f-4d0e-9d62-0d6d2f1c0a11',
      routeKey: '$default',
      stage: '$default',
      time: '21/Nov/2026:09:00:00 +0000',
      timeEpoch: 1795251600000,
    },
    body,
    isBase64Encoded: false,
  }
}
