import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { closeServer, listenOnLoopback } from '@rove/core/host'
import { FunctionFailure } from './function-failure.ts'
import { type Deferred, defer, type FunctionResponse, type Invocation } from './invocation.ts'
import { collectPayload, forwardPayload, isStreaming } from './runtime-payload.ts'

/** The Lambda Runtime API: what a runtime talks to. Source: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export interface RuntimeApi {
  /** For AWS_LAMBDA_RUNTIME_API: `127.0.0.1:8080`. */
  readonly address: string
  /** Settles when the runtime next asks for work; rejects with what the runtime says went wrong in its start. */
  whenIdle(): Promise<void>
  /** Hands an invocation to the runtime, which must be idle. Rejects with a {@link FunctionFailure}. */
  dispatch(invocation: Invocation, deadline: number): Promise<FunctionResponse>
  /** The runtime's process is gone: ends what it was doing, and forgets it. */
  abandon(why: FunctionFailure): void
  close(): Promise<void>
}

interface Running {
  readonly invocation: Invocation
  readonly answer: Deferred<FunctionResponse>
  /** Why the runtime went away in the middle. */
  readonly gone: Deferred<never>
}

/** Opens a Runtime API on loopback for one execution environment, which has one invocation at a time. */
export async function openRuntimeApi(functionArn: string): Promise<RuntimeApi> {
  let idle = defer<void>()
  let waiting: ServerResponse | undefined
  let running: Running | undefined

  function next(response: ServerResponse): void {
    running = undefined
    waiting = response
    idle.resolve()
  }

  async function respond(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const mine = running
    if (mine?.invocation.id !== id) return refuse(request, response, 400, 'InvalidRequestID')
    const contentType = request.headers['content-type'] ?? 'application/json'
    if (isStreaming(request)) {
      mine.answer.resolve({ contentType, body: forwardPayload(request, response, mine.gone.promise) })
      return
    }
    const payload = await collectPayload(request)
    if (payload instanceof FunctionFailure) {
      mine.answer.reject(payload)
      return refuse(request, response, 413, 'RequestEntityTooLarge')
    }
    mine.answer.resolve({ contentType, body: once(payload) })
    accept(response)
  }

  async function fail(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const mine = running
    if (mine?.invocation.id !== id) return refuse(request, response, 400, 'InvalidRequestID')
    mine.answer.reject(await readFailure(request))
    accept(response)
  }

  const server = createServer((request, response) => {
    const [, id, verb] = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(request.url ?? '') ?? []
    const broken = (error: Error): void => void (response.destroyed || response.destroy(error))
    if (request.url === '/2018-06-01/runtime/invocation/next') next(response)
    else if (request.url === '/2018-06-01/runtime/init/error')
      readFailure(request).then((failure) => {
        idle.reject(failure)
        accept(response)
      }, broken)
    else if (verb === 'response') respond(id ?? '', request, response).catch(broken)
    else if (verb === 'error') fail(id ?? '', request, response).catch(broken)
    else refuse(request, response, 404, 'NotFound')
  })
  // A runtime waits for work as long as there is none, and a function may stream for minutes.
  server.requestTimeout = 0
  server.keepAliveTimeout = 0
  const port = await listenOnLoopback(server)

  return {
    address: `127.0.0.1:${port}`,
    whenIdle: () => idle.promise,
    dispatch(invocation, deadline) {
      const response = waiting
      if (!response) throw new Error('The runtime is not idle; wait for whenIdle() before dispatch().')
      waiting = undefined
      idle = defer()
      running = { invocation, answer: defer(), gone: defer() }
      response.writeHead(200, toHeaders(invocation, deadline, functionArn))
      response.end(invocation.event)
      return running.answer.promise
    },
    abandon(why) {
      running?.gone.reject(why)
      running?.answer.reject(why)
      running = undefined
      waiting = undefined
      idle.reject(why)
      idle = defer()
    },
    close: () => closeServer(server),
  }
}

function toHeaders(invocation: Invocation, deadline: number, functionArn: string): Record<string, string | number> {
  return {
    'content-type': 'application/json',
    'content-length': invocation.event.byteLength,
    'lambda-runtime-aws-request-id': invocation.id,
    'lambda-runtime-deadline-ms': deadline,
    'lambda-runtime-invoked-function-arn': functionArn,
    'lambda-runtime-trace-id': invocation.traceHeader,
    ...(invocation.clientContext ? { 'lambda-runtime-client-context': invocation.clientContext } : {}),
  }
}

async function readFailure(request: IncomingMessage): Promise<FunctionFailure> {
  const payload = await collectPayload(request)
  if (payload instanceof FunctionFailure) return payload
  const type = request.headers['lambda-runtime-function-error-type']
  return new FunctionFailure(typeof type === 'string' ? type : errorTypeOf(payload), payload)
}

function errorTypeOf(payload: Buffer): string {
  try {
    return String((JSON.parse(payload.toString()) as { errorType?: unknown }).errorType ?? 'Unhandled')
  } catch {
    return 'Unhandled'
  }
}

function accept(response: ServerResponse): void {
  response.writeHead(202, { 'content-type': 'application/json' })
  response.end('{"status":"OK"}')
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, errorType: string): void {
  request.resume()
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ errorMessage: `The Runtime API refused the request: ${errorType}.`, errorType }))
}

async function* once(payload: Buffer): AsyncGenerator<Uint8Array> {
  yield payload
}
