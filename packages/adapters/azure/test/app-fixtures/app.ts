import { setTimeout as delay } from 'node:timers/promises'
import { type App, app, bytes, json, onRequest, stream, text } from '@rove/core'

const piece = Buffer.alloc(65_536, 'x')
let produced = 0
let cancelled = 0
let background = 0

async function* pieces(count: number): AsyncGenerator<Uint8Array> {
  let finished = false
  try {
    for (let index = 0; index < count; index++) {
      produced += piece.byteLength
      yield piece
    }
    finished = true
  } finally {
    if (!finished) cancelled++
  }
}

/** The app that the end-to-end tests bundle and run in the host. */
const testApp: App = app(
  'azure-test',
  {
    home: onRequest('GET /', () => text('home')),
    echo: onRequest('ANY /echo/*', async (request, { params, client, platform, deadline, trace, id }) =>
      json({
        method: request.method,
        url: request.url,
        rest: params['*'],
        query: [...new URL(request.url).searchParams],
        headers: Object.fromEntries(request.headers as unknown as Iterable<[string, string]>),
        hasBody: request.body !== null,
        body: Buffer.from(await request.arrayBuffer()).toString('hex'),
        ip: client.ip ?? null,
        platform: platform.name,
        id,
        traceId: trace.traceId,
        left: deadline === undefined ? null : deadline - Date.now(),
      }),
    ),
    size: onRequest('POST /size', async (request) => json({ size: (await request.arrayBuffer()).byteLength })),
    count: onRequest('POST /count', async (request) => {
      let size = 0
      for await (const part of request.body ?? []) size += part.byteLength
      return json({ size })
    }),
    big: onRequest('GET /big/:bytes', (_request, { params }) => bytes(Buffer.alloc(Number(params.bytes), 7))),
    flood: onRequest('GET /flood/:count', (_request, { params }) => stream(pieces(Number(params.count)))),
    state: onRequest('GET /state', () => json({ produced, cancelled, background, rss: process.memoryUsage().rss })),
    cookies: onRequest('GET /cookies', () =>
      text('cookies', { headers: { 'set-cookie': ['a=1; Path=/; HttpOnly', 'b=2; Max-Age=60; SameSite=Lax', 'c=3'] } }),
    ),
    exact: onRequest('GET /exact', () =>
      text('cookies', { headers: { 'set-cookie': ['a=x==; Path=/', 'b=2; Secure; Partitioned', "c=it's"] } }),
    ),
    context: onRequest('GET /context', () => text('fine', { headers: { 'request-context': 'mine' } })),
    empty: onRequest('POST /empty', () => new Response(null, { status: 204 })),
    nothing: onRequest('GET /nothing', () => undefined as unknown as Response),
    nullish: onRequest('GET /null', () => json(null)),
    fails: onRequest('GET /fails', () => {
      throw new Error('a secret reason')
    }),
    half: onRequest('GET /half', () =>
      stream(
        (async function* () {
          yield 'begun'
          await delay(20)
          throw new Error('half way')
        })(),
      ),
    ),
    later: onRequest('GET /later', (_request, { waitUntil }) => {
      waitUntil(delay(100).then(() => background++))
      return text('now')
    }),
    laterStream: onRequest('GET /later-stream', (_request, { waitUntil }) => {
      waitUntil(delay(100).then(() => background++))
      return stream(['now'])
    }),
    logs: onRequest('GET /logs', (_request, { log }) => {
      log.info('100%s sure', { order: 7, error: new Error('inner') })
      setTimeout(() => log.info('after completion'), 50)
      return text('logged')
    }),
    waits: onRequest('GET /waits', async (_request, { signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      cancelled++
      return text('too late')
    }),
    hangs: onRequest('GET /hangs', () => new Promise<Response>(() => undefined)),
    blocks: onRequest('GET /blocks', () => {
      while (Date.now() > 0);
      return text('never')
    }),
  },
  { shutdown: () => console.log('shut down in good order') },
)

export default testApp
