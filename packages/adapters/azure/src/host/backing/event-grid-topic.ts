import { createServer } from 'node:http'
import { closeServer, listenOnLoopback } from '@rove/core/host'

/** An event as Event Grid would hand it to subscribers. */
export type GridEvent = Readonly<Record<string, unknown>>

/** A custom topic with the input schema CloudEvents 1.0, on a free port of this machine. */
export interface GridTopic {
  readonly endpoint: string
  readonly key: string
  /** Every request's headers. */
  readonly requests: ReadonlyArray<Readonly<Record<string, unknown>>>
  /** What has arrived since it was last read. */
  read(): GridEvent[]
  /** What the next requests are answered with, until it is undefined again. */
  answer(reply: { readonly status: number; readonly body?: string } | 'cut' | undefined): void
  stop(): Promise<void>
}

const mebibyte = 1_048_576
const attributes = ['id', 'source', 'specversion', 'type']

/**
 * Starts a topic that checks what Event Grid checks: key, content type, size, and the attributes that an event must have. A
 * request is taken as a whole or not at all.
 * Sources: https://learn.microsoft.com/azure/event-grid/post-to-custom-topic, https://learn.microsoft.com/azure/event-grid/cloud-event-schema
 */
export async function startTopic(): Promise<GridTopic> {
  const key = Buffer.from('a key of this test').toString('base64')
  const requests: Array<Readonly<Record<string, unknown>>> = []
  let arrived: GridEvent[] = []
  let reply: Parameters<GridTopic['answer']>[0]
  const server = createServer((incoming, outgoing) => {
    const pieces: Buffer[] = []
    incoming
      .on('data', (piece: Buffer) => pieces.push(piece))
      .on('end', () => {
        requests.push({ ...incoming.headers, url: incoming.url })
        if (reply === 'cut') return void incoming.socket.destroy()
        const body = Buffer.concat(pieces)
        const {
          status,
          code,
          events = [],
        } = reply ? { status: reply.status, code: undefined } : judge(incoming.headers, body, key)
        arrived.push(...events)
        const error = code === undefined ? '' : JSON.stringify({ error: { code, message: code, details: [] } })
        outgoing.writeHead(status, { 'content-type': 'application/json' }).end(reply ? reply.body : error)
      })
  })
  const endpoint = `http://127.0.0.1:${await listenOnLoopback(server)}/api/events`
  return {
    endpoint,
    key,
    requests,
    read() {
      const events = arrived
      arrived = []
      return events
    },
    answer(next) {
      reply = next
    },
    stop() {
      server.closeAllConnections()
      return closeServer(server)
    },
  }
}

interface Verdict {
  readonly status: number
  readonly code?: string | undefined
  readonly events?: GridEvent[]
}

function judge(headers: Readonly<Record<string, unknown>>, body: Buffer, key: string): Verdict {
  if (headers['aeg-sas-key'] !== key && headers.authorization !== 'Bearer granted') {
    return { status: 401, code: 'Unauthorized' }
  }
  if (!String(headers['content-type']).startsWith('application/cloudevents-batch+json')) {
    return { status: 415, code: 'UnsupportedMediaType' }
  }
  if (body.length > mebibyte) return { status: 413, code: 'RequestEntityTooLarge' }
  const events = JSON.parse(body.toString()) as GridEvent[]
  const valid = events.every(
    (event) =>
      attributes.every((name) => typeof event[name] === 'string' && event[name] !== '') && event.subject !== '',
  )
  return valid ? { status: 200, events } : { status: 400, code: 'BadRequest' }
}
