import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { App } from '@rove/core'
import {
  type AdapterDefinition,
  type Answer,
  createPipeline,
  type Host,
  type Invocation,
  type Pipeline,
  toJsonLine,
} from '@rove/core/adapter'
import { closeServer, listenOnLoopback, requestOverWire, sendWire } from '@rove/core/host'
import conformanceApp from '../src/app.ts'
import type { HarnessStart } from '../src/harness.ts'
import { type PlainDefects, type PlainEvent, plainCodec } from './plain-codec.ts'
import { printingTo } from './plain-console.ts'
import {
  type PlainBatch,
  type PlainDeliveryDefects,
  type PlainFailure,
  plainDeliveryCodec,
} from './plain-delivery-codec.ts'
import { deliverPlain, type PlainServiceDefects } from './plain-service.ts'

/** How this host differs from a good one. */
export interface PlainHostDefects extends PlainDefects, PlainDeliveryDefects {
  readonly service?: PlainServiceDefects
  /** Changes the app's invocations of deliveries. */
  invocation?(invocation: Invocation): Invocation
  /** Changes the app. */
  readonly app?: Partial<App>
  /** Ends the request before the function sees it, by answering true. */
  intercept?(message: IncomingMessage, body: Buffer, response: ServerResponse): boolean
  readonly buffersRequests?: boolean
  readonly buffersResponses?: boolean
  readonly endsBrokenStreams?: boolean
  readonly ignoresBackpressure?: boolean
  readonly neverSettles?: boolean
  readonly neverShutsDown?: boolean
  readonly hidesDeadline?: boolean
  readonly hidesDisconnect?: boolean
  readonly sameId?: boolean
  readonly platform?: string
  readonly env?: HarnessStart['env']
  readonly maxResponseBytes?: number
}

/** Runs the conformance app in this process behind node:http. Nobody’s runtime: it stands in for one. */
export async function startPlainHost(start: HarnessStart, defects: PlainHostDefects = {}): Promise<Host> {
  const lines: string[] = []
  const app = { ...conformanceApp, ...defects.app }
  const called = createPipeline(app, toAdapter(start, defects, lines))
  const pipeline: typeof called = (event, signal) => printingTo(lines, () => called(event, signal))
  const server = createServer(async (message, response) => {
    const body = defects.intercept || defects.buffersRequests ? await readAll(message) : message
    if (Buffer.isBuffer(body) && defects.intercept?.(message, body, response)) return
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    const late = setTimeout(() => cut(response), start.timeout)
    try {
      const hasBody =
        message.headers['content-length'] !== '0' &&
        (message.headers['content-length'] || message.headers['transfer-encoding'])
      const event: PlainEvent = { kind: 'plain', message, body: hasBody ? body : null }
      const { result, settled } = await pipeline(event, gone.signal)
      if (!response.headersSent) await write(response, result as Answer, defects)
      if (!defects.neverSettles) await settled()
    } finally {
      clearTimeout(late)
    }
  })
  const origin = `http://127.0.0.1:${await listenOnLoopback(server)}`
  const send: Host['send'] = (wire) => sendWire(origin, wire)
  let stopped = false
  return {
    name: 'node:http and a codec of the suite’s own',
    real: false,
    url: origin,
    send,
    request: (request) => requestOverWire(send, request),
    deliver: (delivery) =>
      deliverPlain(delivery, (batch) => invoke(batch, { start, defects, lines, pipeline }), defects.service ?? {}),
    logs: () => lines,
    async stop() {
      if (stopped) return
      stopped = true
      await closeServer(server)
      if (!defects.neverShutsDown) await printingTo(lines, async () => conformanceApp.shutdown?.())
    },
  }
}

function toAdapter(
  { timeout, env }: HarnessStart,
  defects: PlainHostDefects,
  lines: string[],
): AdapterDefinition<AbortSignal, Answer | PlainFailure[]> {
  const codec = plainCodec(defects)
  const limit = defects.maxResponseBytes
  const http = limit === undefined ? codec : ({ ...codec, answers: 'buffered', maxResponseBytes: limit } as const)
  return {
    provider: 'plain',
    codecs: [http, plainDeliveryCodec(defects)],
    toInvocation(event, signal) {
      const invocation: Invocation = {
        id: defects.sameId ? 'invocation' : randomUUID(),
        deadline: defects.hidesDeadline ? undefined : Date.now() + timeout,
        signal: defects.hidesDisconnect ? undefined : signal,
        platform: { name: defects.platform ?? 'plain', event, context: signal },
        env: defects.env ?? env,
        log: (record) => void lines.push(toJsonLine({ ...record, ...record.fields })),
      }
      return defects.invocation?.(invocation) ?? invocation
    },
  }
}

interface Invoking {
  readonly start: HarnessStart
  readonly defects: PlainHostDefects
  readonly lines: string[]
  readonly pipeline: Pipeline<AbortSignal, Answer | PlainFailure[]>
}

/** Invokes the function with a batch; it is given up, and fails, when the time is over. */
async function invoke(batch: PlainBatch, { start, defects, lines, pipeline }: Invoking): Promise<PlainFailure[]> {
  const over = new AbortController()
  const late = delay(start.timeout, undefined, { signal: over.signal }).then(
    () => Promise.reject(new Error('the platform ended the invocation')),
    () => [],
  )
  const running = pipeline(batch, new AbortController().signal).then(async ({ result, settled }) => {
    if (!defects.neverSettles) await settled()
    return result as PlainFailure[]
  })
  try {
    return await Promise.race([running, late])
  } catch (error) {
    lines.push(String(error))
    throw error
  } finally {
    over.abort()
  }
}

async function write(response: ServerResponse, answer: Answer, defects: PlainHostDefects): Promise<void> {
  const { body } = answer
  const whole = defects.buffersResponses && body !== null ? await readAll(toIterable(body)) : body
  response.statusCode = answer.status
  for (const [name, value] of answer.headers) response.setHeader(name, value)
  if (answer.cookies.length > 0) response.setHeader('set-cookie', [...answer.cookies])
  try {
    for await (const piece of toIterable(whole)) {
      if (!response.write(piece) && !defects.ignoresBackpressure && !response.destroyed) await drained(response)
    }
    response.end()
  } catch {
    if (defects.endsBrokenStreams) response.end()
    else response.destroy()
  }
}

function toIterable(body: Answer['body']): AsyncIterable<Uint8Array> | Uint8Array[] {
  if (body === null) return []
  if (typeof body === 'string') return [Buffer.from(body)]
  return body instanceof Uint8Array ? [body] : body
}

async function readAll(source: AsyncIterable<Uint8Array> | Uint8Array[]): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of source) pieces.push(piece)
  return Buffer.concat(pieces)
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.on('drain', done).on('close', done)
  })
}

function cut(response: ServerResponse): void {
  if (response.headersSent) response.destroy()
  else response.writeHead(502).end('the platform ended the invocation')
}
