import { setTimeout as delay } from 'node:timers/promises'
import { onRequest, type RequestContext, type RequestFunction, RoveError, stream } from '@rove/core'
import { stampedBlock, stampedBytes } from '../stamps.ts'
import { threeCookies } from './answers.ts'
import { note } from './state.ts'

const block = 65_536

/** Milliseconds between the pieces of `/stream/pieces`. */
export const pause = 300

const csv = { headers: { 'content-type': 'text/csv; charset=utf-8', 'x-kind': 'stream' } }

async function* pieces(): AsyncGenerator<string> {
  yield 'first,'
  await delay(pause)
  yield 'sécond,'
  await delay(pause)
  yield 'third'
}

async function* breaking(mark: string): AsyncGenerator<string> {
  yield 'before the failure'
  await delay(100)
  throw new Error(`inner-detail ${mark}`)
}

// biome-ignore lint/correctness/useYield: a source that fails before it gives anything
async function* broken(mark: string): AsyncGenerator<string> {
  await delay(10)
  throw new Error(`inner-detail ${mark}`)
}

async function* hanging(): AsyncGenerator<string> {
  yield 'before the silence'
  await delay(60_000, undefined, { ref: false })
}

// Each block says when it was made, so that the reader sees how far the writer ran ahead.
async function* stamped(length: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < length; sent += stampedBlock) yield stampedBytes(Math.min(stampedBlock, length - sent))
}

async function* counted(length: number): AsyncGenerator<Uint8Array> {
  for (let index = 0; index * block < length; index += 1) {
    const bytes = new Uint8Array(Math.min(block, length - index * block)).fill(index & 0xff)
    yield bytes
  }
}

async function* untilGone(request: Request): AsyncGenerator<string> {
  const seen = new Set(['began'])
  const add = (what: string): void => note(request, [...seen.add(what)].sort().join(', '))
  request.signal.addEventListener('abort', () => add('aborted'), { once: true })
  try {
    add('began')
    yield 'began'
    for (let round = 0; round < 30; round += 1) {
      await delay(100)
      yield '.'
    }
    add('whole')
  } finally {
    add('released')
  }
}

function released(request: Request): ReadableStream {
  return new ReadableStream(
    { pull: (controller) => controller.enqueue(Buffer.from('x')), cancel: () => note(request, 'released') },
    { highWaterMark: 0 },
  )
}

const streams: Readonly<Record<string, (request: Request, context: RequestContext<unknown>) => Response>> = {
  pieces: () => stream(pieces(), csv),
  platform: () => new Response(new Blob(['from ', 'the ', 'platform']).stream(), csv),
  list: () => stream(['a', Buffer.from('b'), 'ż']),
  nothing: () => stream([], csv),
  'empty-pieces': () => stream(['', 'a', new Uint8Array(), 'b', '']),
  cookies: () => stream(pieces(), { headers: { 'set-cookie': threeCookies } }),
  created: () => stream(['made'], { status: 201, headers: { location: '/made/1' } }),
  moved: () => new Response(null, { status: 302, headers: { location: '/exact/place' } }),
  'breaks-late': (request) => stream(breaking(markOf(request)), csv),
  'breaks-early': (request) => stream(broken(markOf(request)), csv),
  'gives-numbers': () => stream([1, 2, 3] as never, csv),
  stamped: (request) => stream(stamped(lengthOf(request))),
  counted: (request) => stream(counted(lengthOf(request))),
  'until-gone': (request) => stream(untilGone(request), csv),
  released: (request) => new Response(released(request)),
}

function markOf(request: Request): string {
  return new URL(request.url).searchParams.get('mark') ?? ''
}

function lengthOf(request: Request): number {
  return Number(new URL(request.url).searchParams.get('length'))
}

export const streamFunctions: Readonly<Record<string, RequestFunction>> = {
  streamed: onRequest('GET /stream/:kind', (request, context) => {
    const make = Object.hasOwn(streams, context.params.kind) ? streams[context.params.kind] : undefined
    if (make === undefined) throw new RoveError('NotFound', `There is no stream "${context.params.kind}".`)
    return make(request, context)
  }),
  silentStream: onRequest('GET /silent-stream', { timeout: '1s' }, () => stream(hanging(), csv)),
}
