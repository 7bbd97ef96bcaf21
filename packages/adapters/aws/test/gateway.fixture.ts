import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { closeServer, listenOnLoopback } from '@rove/core/host'

/** A server before another one. */
export interface Gateway {
  readonly endpoint: string
  stop(): Promise<void>
}

/** What a gateway does with an answer before the client has it; by default it passes it on. */
export type OnAnswer = (answer: IncomingMessage, outgoing: ServerResponse) => void

/** Starts a gateway that passes on what it is not asked to answer by itself: with a status. */
export async function startGateway(
  endpoint: string,
  own: (incoming: IncomingMessage) => Promise<{ readonly status: number; readonly body: string } | undefined>,
  onAnswer: OnAnswer = (answer, outgoing) => void answer.pipe(outgoing),
): Promise<Gateway> {
  const server = createServer(async (incoming, outgoing) => {
    const { method, headers, url } = incoming
    const reply = await own(incoming)
    if (reply) {
      incoming.resume().on('end', () => outgoing.writeHead(reply.status).end(reply.body))
      return
    }
    // The path as it is: a URL would lose dots that are a key.
    const { hostname, port } = new URL(endpoint)
    const onward = request({ hostname, port, path: url, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      onAnswer(answer, outgoing)
    })
    incoming.pipe(onward)
  })
  const port = await listenOnLoopback(server)
  const stop = (): Promise<void> => {
    server.closeAllConnections()
    return closeServer(server)
  }
  return { endpoint: `http://127.0.0.1:${port}`, stop }
}

/** Moto as S3 is: moto completes an upload in parts whatever its `If-Match` says. */
export function startS3Gateway(endpoint: string): Promise<Gateway> {
  return startGateway(endpoint, async ({ method, url = '', headers }) => {
    const wanted = headers['if-match']
    if (method !== 'POST' || !url.includes('uploadId=') || wanted === undefined) return undefined
    const found = await fetch(`${endpoint}${url.split('?')[0]}`, {
      method: 'HEAD',
      headers: { authorization: headers.authorization ?? '' },
    })
    if (found.headers.get('etag') === wanted) return undefined
    const code = found.ok ? 'PreconditionFailed' : 'NoSuchKey'
    return { status: found.ok ? 412 : 404, body: `<Error><Code>${code}</Code><Message>If-Match</Message></Error>` }
  })
}
