import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { hopByHop } from '@rove/core/host'
import { toUriComponent } from './kestrel.ts'
import type { Received } from './received.ts'

/** A request to be forwarded to the server inside the library. */
export interface Forwarding {
  readonly received: Received
  readonly message: IncomingMessage
  readonly response: ServerResponse
  readonly invocationId: string
  /** Where the library's server listens. */
  readonly httpUri: string
}

// Kept alive, as the proxy's connections are: on one that ends with its answer, an answer that comes before the whole
// request was read could be lost with the rest of it.
const agent = new Agent({ keepAlive: true })

/**
 * Forwards a request and streams the answer back, no faster than the client takes it. When the client goes, the
 * forwarded connection is dropped. Resolves at the answer's end, or when the exchange was cut.
 * Source: https://github.com/Azure/azure-functions-host, DefaultHttpProxyService (a YARP forwarder)
 */
export async function forward(forwarding: Forwarding): Promise<void> {
  const { message, response } = forwarding
  const upstream = open(forwarding)
  const gone = (): void => {
    if (!response.writableFinished) upstream.destroy()
  }
  response.once('close', gone)
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    upstream.once('response', resolve).once('error', reject)
  })
  const sent = pipeline(message, upstream)
  // An answer may come before the request's end, and then its sending may fail: the answer counts.
  sent.catch(() => undefined)
  const answer = await answered
  for (let index = 0; index < answer.rawHeaders.length; index += 2) {
    const name = answer.rawHeaders[index] ?? ''
    if (!hopByHop.has(name.toLowerCase())) response.appendHeader(name, answer.rawHeaders[index + 1] ?? '')
  }
  response.writeHead(answer.statusCode ?? 502)
  response.flushHeaders()
  await pipeline(answer, response)
}

function open({ received, invocationId, httpUri }: Forwarding): ClientRequest {
  const headers: string[] = []
  for (const [name, values] of received.headers) {
    if (hopByHop.has(name.toLowerCase()) && name.toLowerCase() !== 'transfer-encoding') continue
    for (const value of values) headers.push(name, Buffer.from(value, 'utf8').toString('latin1'))
  }
  headers.push('x-forwarded-host', received.host, 'x-ms-invocation-id', invocationId)
  if (![...received.headers.keys()].some((name) => name.toLowerCase() === 'x-forwarded-proto')) {
    headers.push('x-forwarded-proto', received.scheme)
  }
  return httpRequest({
    hostname: '127.0.0.1',
    port: new URL(httpUri).port,
    method: received.method,
    path: toUriComponent(received.path) + received.queryString,
    headers,
    agent,
  })
}
