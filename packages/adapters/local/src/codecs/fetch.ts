import type { Answer, ByteStream, DecodedRequest, HeaderRecord, StreamHttpCodec } from '@rove/core/adapter'
import { toPathAndQuery } from '@rove/core/node'

/** The codec of the platform's own `Request`, for apps that are called without a server. */
export const fetchCodec: StreamHttpCodec<Request, Answer> = {
  name: 'fetch',
  title: 'platform Request',
  trigger: 'request',
  answers: 'stream',
  matches: isRequest,
  decode,
  encode: (answer) => answer,
}

function isRequest(event: unknown): event is Request {
  if (typeof event !== 'object' || event === null) return false
  const { url, method, headers } = event as Partial<Request>
  return typeof url === 'string' && typeof method === 'string' && typeof headers?.getSetCookie === 'function'
}

function decode(event: Request): DecodedRequest {
  const { protocol, host } = new URL(event.url)
  return {
    method: event.method.toUpperCase(),
    scheme: protocol === 'https:' ? 'https' : 'http',
    host,
    ...toPathAndQuery(event.url.replace(/#.*$/s, '')),
    headers: toRecord(event.headers),
    body: event.body as ByteStream | null,
    // There is no connection; whoever calls is on this machine.
    clientIp: '127.0.0.1',
  }
}

function toRecord(headers: Headers): HeaderRecord {
  const record: Record<string, string> = Object.create(null)
  for (const [name, value] of headers) record[name] = value
  return record
}
