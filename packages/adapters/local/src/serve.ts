import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { App } from '@rove/core'
import { adapt, type LocalOptions } from './adapt.ts'

/** How {@link serve} listens and ends. */
export interface ServeOptions extends LocalOptions {
  /** Default: 0, any free port. */
  readonly port?: number
  /** Default: `127.0.0.1`, this machine only. */
  readonly host?: string
  /** Milliseconds that `close` gives requests to finish before it cuts them off. Default: 10,000. */
  readonly grace?: number
  /** Whether SIGTERM and SIGINT close the server and then end the process with exit code 0. Default: false. */
  readonly signals?: boolean
}

/** A server that runs an app. */
export interface LocalServer {
  /** Where it listens: `http://127.0.0.1:8080`. */
  readonly url: string
  /**
   * Stops accepting connections, waits for requests and their `waitUntil` work up to the grace time, then runs the
   * app's shutdown. It can be called twice. It rejects with what the shutdown function throws.
   */
  close(): Promise<void>
}

/**
 * Serves an app with `node:http`.
 * @throws Error when the port cannot be listened on
 * @example const server = await serve(app, { port: 8080, signals: true })
 */
export async function serve(app: App, options: ServeOptions = {}): Promise<LocalServer> {
  const handle = adapt(app, options)
  const running = new Set<Promise<void>>()
  const server = createServer((request, response) => {
    const work = handle(request, response)
    running.add(work)
    const done = (): void => void running.delete(work)
    work.then(done, done)
  })
  const { host = '127.0.0.1', port = 0, grace = 10_000 } = options
  await listen(server, port, host)
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    closing ??= closeGracefully(server, running, grace).then(() => app.shutdown?.())
    return closing
  }
  if (options.signals) closeOnSignals(close)
  return { url: toUrl(server.address() as AddressInfo), close }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

async function closeGracefully(server: Server, running: ReadonlySet<Promise<void>>, grace: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const over = new AbortController()
  const late = delay(grace, undefined, { signal: over.signal }).catch(() => undefined)
  await Promise.race([Promise.allSettled(running), late])
  over.abort()
  server.closeAllConnections()
  await closed
}

function closeOnSignals(close: () => Promise<void>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      close().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error)
          process.exit(1)
        },
      )
    })
  }
}

function toUrl({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
