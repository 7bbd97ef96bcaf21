import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { answerBuffered } from './buffered-answer.ts'
import { forward } from './forward.ts'
import { isReserved } from './host-json.ts'
import { toBufferedInvocation, toStreamedInvocation } from './invocation.ts'
import { type Received, toReceived } from './received.ts'
import { type FoundFunction, findFunction, type HttpFunction } from './routes.ts'
import type { InvocationRequest } from './rpc.ts'
import { withinTimeout } from './within-timeout.ts'
import type { Worker } from './worker-process.ts'

/** What the front needs of the host behind it. */
export interface Behind {
  readonly functions: readonly HttpFunction[]
  /** Milliseconds after which a function is ended. */
  readonly timeout: number
  /** The running worker; a new one when the last has ended. */
  worker(): Promise<Worker>
  log(line: string): void
}

// Source: https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger#limits
const maxRequestBytes = 104_857_600

/** The host's web server: it finds the function of each request, has a worker run it, and answers. */
export function createFront(behind: Behind): Server {
  return createServer((message, response) => {
    serve(behind, message, response).catch((error: unknown) => {
      behind.log(`[error] ${error instanceof Error ? error.message : String(error)}`)
      // What was begun cannot be taken back: the client must see that it is not whole.
      if (response.headersSent) response.destroy()
      else response.writeHead(500).end()
    })
  })
}

async function serve(behind: Behind, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const received = toReceived(message)
  if (received === undefined) return refuse(message, response, 400)
  const found = isReserved(received.path) ? undefined : findFunction(behind.functions, received.method, received.path)
  if (!found) return refuse(message, response, 404)
  if (Number(message.headers['content-length'] ?? 0) > maxRequestBytes) return refuse(message, response, 413)
  const worker = await behind.worker()
  const exchange = { behind, worker, message, response, received, found }
  await (worker.httpUri === undefined ? exchangeBuffered(exchange) : exchangeStreamed(exchange, worker.httpUri))
}

interface Exchange {
  readonly behind: Behind
  readonly worker: Worker
  readonly message: IncomingMessage
  readonly response: ServerResponse
  readonly received: Received
  readonly found: FoundFunction
}

async function exchangeBuffered(exchange: Exchange): Promise<void> {
  const { worker, message, response, received, found } = exchange
  const body = await readBody(message)
  const invocation = toBufferedInvocation(received, found, body)
  answerBuffered(response, await withinFunctionTimeout(exchange, worker.invoke(found.found.name, invocation)))
}

/**
 * The host waits for the forwarded answer before it looks at the invocation's outcome: a function that fails without
 * having answered leaves the client waiting until the function's time is over.
 * Source: https://github.com/Azure/azure-functions-host, GrpcWorkerChannel.InvokeResponse
 */
async function exchangeStreamed(exchange: Exchange, httpUri: string): Promise<void> {
  const { behind, worker, message, response, received, found } = exchange
  const invocation: InvocationRequest = toStreamedInvocation(received, found)
  const { invocationId } = invocation
  const forwarded = forward({ received, message, response, invocationId, httpUri })
  const invoked = worker
    .invoke(found.found.name, invocation)
    .catch((error: Error) =>
      behind.log(`[error] Executed '${found.found.name}' (Failed, Id=${invocationId}): ${error.message}`),
    )
  // A connection that broke often tells of a process that ended: that is known before the next request comes.
  const outcome = forwarded.catch((error: unknown) => invoked.then(() => Promise.reject(error)))
  await withinFunctionTimeout(exchange, Promise.all([outcome, invoked]))
}

function withinFunctionTimeout<T>({ behind, worker, found }: Exchange, work: Promise<T>): Promise<T> {
  return withinTimeout({ worker, timeout: behind.timeout, function: found.found.name }, work)
}

/** The body, if its length is stated: the host reads no other. */
async function readBody(message: IncomingMessage): Promise<Uint8Array | undefined> {
  const stated = Number(message.headers['content-length'] ?? 0) > 0
  const pieces: Uint8Array[] = []
  for await (const piece of message) if (stated) pieces.push(piece as Uint8Array)
  return stated ? Buffer.concat(pieces) : undefined
}

function refuse(message: IncomingMessage, response: ServerResponse, status: number): void {
  message.resume()
  response.writeHead(status).end()
}
