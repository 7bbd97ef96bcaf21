import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { hopByHop } from '@rove/core/host'
import { writeBody } from '@rove/core/node'
import type { Front, FrontResponse, ReceivedRequest } from './fronts/front.ts'
import { FunctionFailure } from './function-failure.ts'
import type { FunctionClient } from './lambda-client.ts'

/** What the server in front of a function is made of. */
export interface HttpServerOptions {
  readonly front: Front
  readonly client: FunctionClient
  /** Gets what goes wrong in the host itself. */
  readonly onLog: (line: string) => void
}

/** Makes the server that people and tests talk to: the front's manners, then the function through the SDK. */
export function createHttpServer(options: HttpServerOptions): Server {
  const server = createServer((request, response) => {
    handle(request, response, options).catch((error: Error) => {
      options.onLog(`host: ${request.method} ${request.url} failed: ${error.stack ?? error.message}`)
      if (response.headersSent) response.destroy()
      else response.writeHead(500, { 'content-type': 'text/plain' }).end('The host failed; its log says why.')
    })
  })
  server.requestTimeout = 0
  return server
}

async function handle(request: IncomingMessage, response: ServerResponse, options: HttpServerOptions): Promise<void> {
  const { front, onLog } = options
  const received = await receive(request, front.maxRequestBytes)
  const answer = received ? await answerInTime(received, options) : front.tooLarge()
  try {
    await send(response, answer)
  } catch (error) {
    // The status is out already: what is left to show of a failure is a body that does not end.
    if (error instanceof FunctionFailure && response.headersSent) response.destroy()
    else if (isInvalidHeader(error) && !response.headersSent) await send(response, front.failed())
    else throw error
    onLog(`host: the response was cut off: ${(error as Error).message}`)
  }
}

async function receive(request: IncomingMessage, maxBytes: number): Promise<ReceivedRequest | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength
    if (size <= maxBytes) chunks.push(chunk)
  }
  if (size > maxBytes) return undefined
  const headers: Array<readonly [string, string]> = []
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? ''
    if (!hopByHop.has(name.toLowerCase())) headers.push([name, request.rawHeaders[index + 1] ?? ''])
  }
  const target = (request.url ?? '/').replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '') || '/'
  return { method: request.method ?? 'GET', target, headers, body: Buffer.concat(chunks, size) }
}

async function answerInTime(request: ReceivedRequest, options: HttpServerOptions): Promise<FrontResponse> {
  const { patience, timedOut } = options.front
  const answering = invoke(request, options)
  if (patience === undefined) return answering
  const over = new AbortController()
  const impatience = delay(patience, undefined, { signal: over.signal }).then(() => {
    answering.then(drop, () => undefined)
    return timedOut()
  })
  impatience.catch(() => undefined)
  try {
    return await Promise.race([answering, impatience])
  } finally {
    over.abort()
  }
}

// A stream that comes too late is let go, or the function would wait for its reader until its own timeout.
async function drop({ body }: FrontResponse): Promise<void> {
  if (!(body instanceof Uint8Array)) await body[Symbol.asyncIterator]().return?.()
}

async function invoke(request: ReceivedRequest, { front, client }: HttpServerOptions): Promise<FrontResponse> {
  const refused = front.refuse?.(request)
  if (refused) return refused
  const event = front.toEvent(request)
  try {
    if (!front.toStreamedResponse) return front.toResponse(await client.invoke(event))
    return await front.toStreamedResponse(await client.invokeStreaming(event))
  } catch (error) {
    if (error instanceof FunctionFailure) return front.failed()
    if (error instanceof Error && error.name === 'RequestTooLargeException') return front.tooLarge()
    if (error instanceof Error && error.name === 'RequestEntityTooLargeException') return front.tooLarge()
    throw error
  }
}

async function send(response: ServerResponse, { status, reason, headers, body }: FrontResponse): Promise<void> {
  const bytes = body instanceof Uint8Array ? body : undefined
  const bodiless = status < 200 || status === 204 || status === 304
  const kept = headers.filter(([name]) => !hopByHop.has(name) && (name !== 'content-length' || isHead(response)))
  const length = bytes && !bodiless && !isHead(response) ? [['content-length', String(bytes.byteLength)] as const] : []
  const list = [...kept, ...length].flat()
  if (reason) response.writeHead(status, reason, list)
  else response.writeHead(status, list)
  if (!bytes) {
    // Status and headers go out before the first byte of the body is there.
    response.flushHeaders()
    await writeBody(response, body)
  }
  response.end(bytes)
}

function isHead(response: ServerResponse): boolean {
  return response.req.method === 'HEAD'
}

function isInvalidHeader(error: unknown): boolean {
  const code = (error as { code?: string }).code
  return code === 'ERR_INVALID_CHAR' || code === 'ERR_INVALID_HTTP_TOKEN'
}
