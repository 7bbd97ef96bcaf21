import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AsyncQueue } from './async-queue.ts'
import type { Environment } from './environment.ts'
import { toInvocation } from './invocation.ts'
import { answerBuffered, answerStreamed } from './invoke-answer.ts'
import { maxRequestBytes } from './lambda-limits.ts'

/** What the Invoke API needs to know. */
export interface InvokeApiOptions {
  readonly environment: Environment
  /** Takes the asynchronous invocations. */
  readonly asyncQueue: AsyncQueue
  readonly functionName: string
  /** What was printed so far; its growth during an invocation is the invocation's log. */
  readonly lines: readonly string[]
}

/** Why Lambda refuses a call, as the SDK reads it. */
interface Refusal {
  readonly status: number
  readonly type: string
  readonly message: string
}

/**
 * The Lambda Invoke API, for the genuine SDK.
 * Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html and API_InvokeWithResponseStream.html
 */
export function createInvokeApi(options: InvokeApiOptions): Server {
  const server = createServer((request, response) => {
    invoke(request, response, options).catch((error: Error) => {
      // A reader that has gone away is no failure of the function.
      if (!response.headersSent && !response.destroyed)
        refuse(response, { status: 500, type: 'ServiceException', message: error.message })
      else response.destroy()
    })
  })
  server.requestTimeout = 0
  return server
}

async function invoke(request: IncomingMessage, response: ServerResponse, options: InvokeApiOptions): Promise<void> {
  const { environment, asyncQueue, functionName, lines } = options
  const route = toRoute(request)
  const event = await readEvent(request)
  if (!route) return refuse(response, notFound(`${request.method} ${request.url}`))
  if (nameOf(route.functionName) !== functionName) return refuse(response, notFound(route.functionName))
  if (!Buffer.isBuffer(event)) return refuse(response, event)
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse'
  if (type === 'DryRun') return void response.writeHead(204).end()

  const from = lines.length
  const invocation = toInvocation(event, toClientContext(request))
  if (type === 'Event') {
    asyncQueue.accept(invocation)
    return void response.writeHead(202, { 'x-amzn-requestid': invocation.id }).end()
  }
  const { response: answer, finished } = environment.invoke(invocation)
  const tail = { wanted: request.headers['x-amz-log-type'] === 'Tail', finished, lines, from }
  const out = { response, answer, requestId: invocation.id, tail }
  await (route.streaming ? answerStreamed(out) : answerBuffered(out))
}

interface Route {
  readonly functionName: string
  readonly streaming: boolean
}

function toRoute(request: IncomingMessage): Route | undefined {
  const path = (request.url ?? '').split('?')[0] ?? ''
  const [, buffered] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path) ?? []
  const [, streamed] = /^\/2021-11-15\/functions\/([^/]+)\/response-streaming-invocations$/.exec(path) ?? []
  const name = buffered ?? streamed
  if (request.method !== 'POST' || name === undefined) return undefined
  return { functionName: decodeURIComponent(name), streaming: streamed !== undefined }
}

// A name, a partial ARN or an ARN, each perhaps with a version or an alias at its end.
function nameOf(identifier: string): string | undefined {
  return /(?:^|:function:)([A-Za-z0-9_-]+)(?::[A-Za-z0-9$_-]+)?$/.exec(identifier)?.[1]
}

async function readEvent(request: IncomingMessage): Promise<Buffer | Refusal> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength
    if (size <= maxRequestBytes) chunks.push(chunk)
  }
  if (size > maxRequestBytes) {
    const message = `Request must be smaller than ${maxRequestBytes} bytes for the InvokeFunction operation`
    return { status: 413, type: 'RequestEntityTooLargeException', message }
  }
  const event = size === 0 ? Buffer.from('{}') : Buffer.concat(chunks, size)
  try {
    JSON.parse(event.toString())
    return event
  } catch (error) {
    const message = `Could not parse request body into json: ${(error as Error).message}`
    return { status: 400, type: 'InvalidRequestContentException', message }
  }
}

function toClientContext(request: IncomingMessage): string | undefined {
  const value = request.headers['x-amz-client-context']
  return typeof value === 'string' ? Buffer.from(value, 'base64').toString() : undefined
}

function notFound(what: string): Refusal {
  return { status: 404, type: 'ResourceNotFoundException', message: `Function not found: ${what}` }
}

function refuse(response: ServerResponse, { status, type, message }: Refusal): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type })
  response.end(JSON.stringify({ Type: status < 500 ? 'User' : 'Service', Message: message }))
}
