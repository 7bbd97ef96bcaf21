import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { DriverKind, DriverSource, Drivers } from '@rove/core/adapter'
import { closeServer, listenOnLoopback } from '@rove/core/host'

/** Opens the driver of a resource that a connection string leads to. */
export function openNative<Kind extends DriverKind>(
  source: DriverSource<Kind>,
  native: string,
  connectionString: string,
): Drivers[Kind] {
  return source.open({ name: 'resource', native, ordered: false, env: { AzureWebJobsStorage: connectionString } })
}

/** A connection string of an account whose services all answer at one address. */
export function accountAt(endpoint: string): string {
  const key = randomBytes(64).toString('base64')
  const services = ['Blob', 'Queue', 'Table'].map((service) => `${service}Endpoint=${endpoint}/rove;`).join('')
  return `DefaultEndpointsProtocol=http;AccountName=rove;AccountKey=${key};${services}`
}

/** What a service answers; `cut` closes the connection, `half` after a half of the body, `silence` says nothing. */
export type Reply =
  | 'cut'
  | 'silence'
  | { readonly status: number; readonly body?: string; readonly headers?: Record<string, string>; readonly half?: true }

/** A service that answers what it is told, one after the other, the last one again and again. */
export interface FakeService {
  readonly endpoint: string
  readonly replies: Reply[]
  /** What it was asked: `PUT /rove/container/blob?comp=block`. */
  readonly asked: string[]
  stop(): Promise<void>
}

/** Starts a service. */
export async function startService(): Promise<FakeService> {
  const [replies, asked]: [Reply[], string[]] = [[], []]
  const server = createServer((incoming, outgoing) => {
    incoming.resume().on('end', () => {
      asked.push(`${incoming.method} ${incoming.url}`)
      const reply = replies.length > 1 ? replies.shift() : replies[0]
      if (reply === undefined || reply === 'cut') outgoing.socket?.destroy()
      else if (reply !== 'silence') {
        const { status, headers, body = '', half } = reply
        outgoing.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers })
        if (half) outgoing.write(body.slice(0, body.length / 2), () => outgoing.socket?.destroy())
        else outgoing.end(body)
      }
    })
  })
  const endpoint = `http://127.0.0.1:${await listenOnLoopback(server)}`
  const stop = (): Promise<void> => {
    server.closeAllConnections()
    return closeServer(server)
  }
  return { endpoint, replies, asked, stop }
}
