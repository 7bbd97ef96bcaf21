import type { IncomingMessage } from 'node:http'
import type { Answer, DecodedRequest, StreamHttpCodec } from '@rove/core/adapter'

/** The event of a provider that does not exist: a request as Node's server reads it. */
export interface PlainEvent {
  readonly kind: 'plain'
  readonly message: IncomingMessage
  readonly body: DecodedRequest['body']
}

/** What its codec reads, and where a seeded defect may sit. */
export interface PlainDefects {
  decode?(parts: DecodedRequest, event: PlainEvent): DecodedRequest
  encode?(answer: Answer): Answer
}

export function plainCodec(defects: PlainDefects = {}): StreamHttpCodec<PlainEvent, Answer> {
  return {
    name: 'plain',
    title: 'a request of the suite’s own server',
    trigger: 'request',
    answers: 'stream',
    matches: (event): event is PlainEvent => (event as Partial<PlainEvent> | null)?.kind === 'plain',
    decode(event) {
      const parts = decodePlain(event)
      return defects.decode?.(parts, event) ?? parts
    },
    encode: (answer) => defects.encode?.(answer) ?? answer,
  }
}

function decodePlain({ message, body }: PlainEvent): DecodedRequest {
  const target = message.url ?? '/'
  const mark = target.indexOf('?')
  return {
    scheme: 'https',
    host: message.headers.host,
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    method: message.method ?? 'GET',
    headers: message.headersDistinct,
    body,
    clientIp: message.socket.remoteAddress,
  }
}
