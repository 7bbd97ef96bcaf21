import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { WireRequest, WireResponse } from '../adapter/host.ts'

/**
 * Sends a request over HTTP exactly as given, to a server on this machine: no header is added but `host` and the
 * framing, none is merged, the answer is not decompressed and redirects are not followed.
 * @param origin for example `http://127.0.0.1:8080`
 * @throws Error when the connection fails before there is a response
 */
export function sendWire(origin: string, wire: WireRequest): Promise<WireResponse> {
  const { hostname, port, host } = new URL(origin)
  return new Promise((resolve, reject) => {
    const message = httpRequest({
      hostname,
      port,
      method: wire.method,
      path: wire.target,
      headers: toRawHeaders(wire, host),
      agent: false,
      ...(wire.signal ? { signal: wire.signal } : {}),
    })
    message.on('error', reject)
    message.on('response', (response) => resolve(toWireResponse(response)))
    sendBody(message, wire.body).catch(reject)
  })
}

// Node sends a flat [name, value, …] list in order and in the case given; repeated names stay apart.
function toRawHeaders(wire: WireRequest, host: string): string[] {
  const headers = (wire.headers ?? []).map(([name, value]) => [name, value])
  const has = (name: string): boolean => headers.some(([key]) => key?.toLowerCase() === name)
  if (!has('host')) headers.unshift(['host', host])
  const size = sizeOf(wire)
  if (size !== undefined && !has('content-length')) headers.push(['content-length', String(size)])
  if (wire.body !== undefined && size === undefined && !has('transfer-encoding'))
    headers.push(['transfer-encoding', 'chunked'])
  headers.push(['connection', 'close'])
  return headers.flat() as string[]
}

// A request that usually has a body says that it has none, as clients do; Node would announce chunks.
function sizeOf({ method, body }: WireRequest): number | undefined {
  if (typeof body === 'string') return Buffer.byteLength(body)
  if (body instanceof Uint8Array) return body.byteLength
  return body === undefined && ['POST', 'PUT', 'PATCH'].includes(method) ? 0 : undefined
}

async function sendBody(message: ClientRequest, body: WireRequest['body']): Promise<void> {
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) message.end(body)
  else await pipeline(Readable.from(body, { objectMode: false }), message)
}

function toWireResponse(response: IncomingMessage): WireResponse {
  const headers: Array<readonly [string, string]> = []
  for (let index = 0; index < response.rawHeaders.length; index += 2) {
    headers.push([(response.rawHeaders[index] ?? '').toLowerCase(), response.rawHeaders[index + 1] ?? ''])
  }
  return { status: response.statusCode ?? 0, headers, body: response }
}

/** Reads a wire response's body to its end. */
export async function readWire(response: WireResponse): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of response.body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Sends a Fetch request through a host's `send`. */
export async function requestOverWire(
  send: (wire: WireRequest) => Promise<WireResponse>,
  request: Request,
): Promise<Response> {
  const { pathname, search, host } = new URL(request.url)
  const response = await send({
    method: request.method,
    target: pathname + search,
    headers: [['host', host], ...request.headers],
    ...(request.body === null ? {} : { body: new Uint8Array(await request.arrayBuffer()) }),
    signal: request.signal,
  })
  const bodiless = [204, 205, 304].includes(response.status) || request.method === 'HEAD'
  const body = bodiless
    ? null
    : (Readable.toWeb(Readable.from(response.body)) as ReadableStream<Uint8Array<ArrayBuffer>>)
  if (bodiless) await readWire(response)
  return new Response(body, {
    status: response.status,
    headers: response.headers.map(([name, value]) => [name, value]),
  })
}
