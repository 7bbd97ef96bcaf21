import { gzipSync } from 'node:zlib'
import { bytes, empty, html, json, onRequest, type RequestFunction, RoveError, redirect, text } from '@rove/core'
import { everyByte, patternOf } from '../pattern.ts'

const listed = (...values: readonly string[]): { headers: Record<string, readonly string[]> } => ({
  headers: { 'set-cookie': values },
})

/** Three cookies whose attributes cover the specification. */
export const threeCookies: readonly string[] = [
  'session=abc123; Path=/; HttpOnly; Secure; SameSite=Lax',
  'theme=dark; Path=/shop; Max-Age=3600',
  'seen=yes; Domain=example.com; Path=/; Expires=Wed, 21 Oct 2037 07:28:00 GMT; SameSite=None; Secure',
]

const platformCookies = (): Response => {
  const headers = new Headers()
  for (const cookie of threeCookies) headers.append('set-cookie', cookie)
  return new Response('cookies', { headers })
}

const binary = { headers: { 'content-type': 'image/png' } }
const backing = Uint8Array.from([9, 9, ...everyByte, 9, 9])
const view = new Uint8Array(backing.buffer, 2, 256)

const answers: Readonly<Record<string, (request: Request) => Response | Promise<Response>>> = {
  'every-byte': () => bytes(everyByte, binary),
  'one-byte': () => bytes(Uint8Array.of(0xff), binary),
  'no-bytes': () => bytes(new Uint8Array(), binary),
  view: () => bytes(view, binary),
  'node-buffer': () => bytes(Buffer.from(view), binary),
  'array-buffer': () => bytes(everyByte.slice().buffer as ArrayBuffer, binary),
  'platform-view': () => new Response(view, binary),
  'platform-array-buffer': () => new Response(everyByte.slice().buffer as ArrayBuffer, binary),
  'platform-blob': () => new Response(new Blob([everyByte as Uint8Array<ArrayBuffer>], { type: 'image/png' })),
  'platform-stream': () => new Response(new Blob([everyByte as Uint8Array<ArrayBuffer>]).stream(), binary),
  'platform-json': () => Response.json({ platform: 'ż€😀' }, { status: 201 }),
  'platform-text': () => new Response('ż€😀'),
  'platform-form': () => new Response(new URLSearchParams({ a: '1', b: 'ż &' })),
  'platform-empty': () => new Response(null, { status: 200 }),
  json: () => json({ text: 'ż€😀 </script>', list: [1, null, true], nested: { a: {} } }, { status: 201 }),
  'json-null': () => json(null),
  'json-text': () => json('12345678901234567890'),
  'json-bytes': () => bytes(Buffer.from('{"b":  1}'), { headers: { 'content-type': 'application/json' } }),
  text: () => text('Zażółć gęślą jaźń €😀\r\n\tend'),
  html: () => html('<!doctype html><title>ż</title>'),
  'text-none': () => text(''),
  charset: () =>
    bytes(Uint8Array.of(0x63, 0x61, 0x66, 0xe9), { headers: { 'content-type': 'text/plain; charset=ISO-8859-1' } }),
  svg: () =>
    bytes(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><text>ż</text></svg>'), {
      headers: { 'content-type': 'image/svg+xml' },
    }),
  'binary-xml': () => bytes(everyByte, { headers: { 'content-type': 'application/vnd.rove+xml' } }),
  gzip: () =>
    bytes(gzipSync('{"zipped":true}'), {
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip', vary: 'accept-encoding' },
    }),
  'no-content-type': () => new Response(everyByte as Uint8Array<ArrayBuffer>),
  cookies: () => text('cookies', listed(...threeCookies)),
  'one-cookie': () => text('cookies', listed(threeCookies[2] ?? '')),
  'cookies-without-body': () => empty(listed(...threeCookies)),
  'cookies-redirect': () =>
    new Response(null, { status: 303, headers: [['location', '/exact/place'], ...threeCookies.map(pair)] }),
  'cookies-platform': platformCookies,
  'cookies-same-name': () => text('cookies', listed('id=1; Path=/', 'id=2; Path=/shop')),
  'cookie-removed': () => text('cookies', listed('session=; Path=/; Max-Age=0')),
  'cookie-value': () => text('cookies', listed('token=YWJjZA==.x-_~!*; Path=/')),
  redirect: () => redirect('/exact/place?from=here#part'),
  'redirect-absolute': () => redirect('https://example.com/a?b=c', 308),
  'platform-redirect': () => Response.redirect('https://example.com/away', 307),
  fetched: (request) => fetchedFrom(request),
  headers: () =>
    text('headers', {
      headers: {
        'X-Mixed-Case': 'Kept As Written',
        'x-list': ['one', 'two, three'],
        'x-number': 42 as never,
        'x-empty': '',
        'x-quoted': '"a;b",c',
        'cache-control': 'public, max-age=60',
        etag: 'W/"abc"',
      },
    }),
  'hop-by-hop': () =>
    text('hop', {
      headers: {
        connection: 'x-rove-hop',
        'keep-alive': 'timeout=4242',
        'proxy-connection': 'rove',
        te: 'rove',
        trailer: 'x-rove-trailer',
        'transfer-encoding': 'rove',
        upgrade: 'rove',
      },
    }),
  'wrong-length': () => text('eleven byte', { headers: { 'content-length': '3' } }),
  'request-context': () => text('ok', { headers: { 'request-context': 'appId=cid-v1:rove' } }),
  'no-latin': () => text('never', { headers: { 'x-name': 'ż' } }),
}

function pair(cookie: string): [string, string] {
  return ['set-cookie', cookie]
}

// The server is the case's own, on this machine; nothing else may be fetched through this app.
function fetchedFrom(request: Request): Promise<Response> {
  const origin = request.headers.get('x-origin') ?? ''
  if (!/^http:\/\/127\.0\.0\.1:\d+$/.test(origin)) throw new RoveError('InvalidArgument', 'x-origin is not loopback.')
  return fetch(`${origin}/upstream`)
}

export const answerFunctions: Readonly<Record<string, RequestFunction>> = {
  answer: onRequest('GET /answer/:kind', (request, { params }) => {
    const make = Object.hasOwn(answers, params.kind) ? answers[params.kind] : undefined
    if (make === undefined) throw new RoveError('NotFound', `There is no answer "${params.kind}".`)
    return make(request)
  }),
  status: onRequest('ANY /status/:status', (_request, { params }) => {
    const status = Number(params.status)
    const bare = [204, 205, 304].includes(status)
    return bare ? empty({ status, headers: { etag: '"abc"' } }) : text(`status ${status}`, { status })
  }),
  pattern: onRequest('GET /pattern/:length', (_request, { params }) => bytes(patternOf(Number(params.length)), binary)),
  letters: onRequest('GET /letters/:length', (_request, { params }) => text('r'.repeat(Number(params.length)))),
  // A value of the client's in a header, as a careless handler writes it.
  reflect: onRequest('GET /reflect', (request) =>
    text('reflected', { headers: { 'x-reflected': new URL(request.url).searchParams.get('value') ?? '' } }),
  ),
  forward: onRequest('GET /forward', (request) => redirect(new URL(request.url).searchParams.get('to') ?? '/')),
}
