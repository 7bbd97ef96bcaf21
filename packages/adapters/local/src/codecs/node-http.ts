import type { IncomingMessage } from 'node:http'
import type { Answer, DecodedRequest, StreamHttpCodec } from '@rove/core/adapter'
import {
  clientAddress,
  forwardedScheme,
  hasBody,
  readMessage,
  toHeaderRecord,
  toHost,
  toPathAndQuery,
} from '@rove/core/node'

/**
 * The codec of a `node:http` server.
 * @param trustedProxies how many proxies in front of the server write true `X-Forwarded-*` headers
 */
export function createNodeHttpCodec(trustedProxies: number): StreamHttpCodec<IncomingMessage, Answer> {
  return {
    name: 'node-http',
    title: 'request of a node:http server',
    trigger: 'request',
    answers: 'stream',
    matches: isIncomingMessage,
    decode: (event) => decode(event, trustedProxies),
    encode: (answer) => answer,
  }
}

function isIncomingMessage(event: unknown): event is IncomingMessage {
  if (typeof event !== 'object' || event === null) return false
  const { rawHeaders, url, method } = event as Partial<IncomingMessage>
  return Array.isArray(rawHeaders) && typeof url === 'string' && typeof method === 'string'
}

function decode(event: IncomingMessage, trustedProxies: number): DecodedRequest {
  const headers = toHeaderRecord(event)
  const { path, query } = toPathAndQuery(event.url ?? '/')
  return {
    method: (event.method ?? 'GET').toUpperCase(),
    scheme: forwardedScheme({ headers, trustedProxies }),
    host: toHost(headers),
    path,
    query,
    headers,
    body: hasBody(headers) ? readMessage(event) : null,
    clientIp: clientAddress({ headers, socketAddress: event.socket?.remoteAddress, trustedProxies }),
  }
}
