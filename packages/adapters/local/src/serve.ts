import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { App } from '@rove/core'
import { jsonLog } from '@rove/core/adapter'
import { adapt, type LocalOptions } from './adapt.ts'
import { answerParent, requireParent } from './parent/answer-parent.ts'
import type { Clock } from './services/clock.ts'
import { writeLog } from './services/invoke.ts'
import { Services } from './services/services.ts'
import { VirtualClock } from './services/virtual-clock.ts'

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
  /** Whether the app's schedules run, by the clock, while it is served. Default: true. */
  readonly schedules?: boolean
  /** What the in-process services and the schedules tell the time by. Default: this machine's clock. */
  readonly clock?: Clock
  /** The folder that values and objects are kept in. Default: none, they are kept in memory until the process ends. */
  readonly data?: string
  /**
   * Whether the process that started this one delivers events, over the channel that Node opened between the two. The
   * clock and the schedules are then its business: nothing waits, and no schedule runs by itself. When that process
   * goes away, this one closes and ends. Default: false.
   */
  readonly parent?: boolean
}

/** A server that runs an app. */
export interface LocalServer {
  /** Where it listens: `http://127.0.0.1:8080`. */
  readonly url: string
  /** The app's queues, topics and the like in this process: what is sent there is delivered to the app. */
  readonly services: Services
  /**
   * Stops accepting connections, ends the schedules, begins no further delivery, waits for what runs and its
   * `waitUntil` work up to the grace time, then runs the app's shutdown. What still waits to be delivered is lost, and
   * logged as that. It can be called twice. It rejects with what the shutdown function throws.
   */
  close(): Promise<void>
}

/**
 * Serves an app with `node:http`, and runs its schedules by the clock.
 * @throws Error when the port cannot be listened on
 * @throws RoveError `FailedPrecondition` with `parent: true` in a process that has no channel to the one that started it
 * @example const server = await serve(app, { port: 8080, signals: true })
 */
export async function serve(app: App, options: ServeOptions = {}): Promise<LocalServer> {
  if (options.parent) requireParent()
  const parent = options.parent ? new VirtualClock() : undefined
  const services = createServices(app, parent ? { ...options, clock: parent } : options)
  const handle = adapt(app, { ...options, bindings: services.bindings })
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
    closing ??= closeGracefully({ server, running, services }, grace).then(() => app.shutdown?.())
    return closing
  }
  if (options.signals) closeOnSignals(close)
  if (parent) answerParent({ services, clock: parent, onGone: () => closeAndExit(close) })
  else if (options.schedules !== false) services.startSchedules()
  return { url: toUrl(server.address() as AddressInfo), services, close }
}

function createServices(app: App, { timeout, clock, data, bindings = [], resources }: ServeOptions): Services {
  const settings = { timeout, clock, data, bindings, ...(resources ? { resources } : {}) }
  return new Services(app, { env: process.env, log: jsonLog, ...settings })
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

interface Parts {
  readonly server: Server
  readonly running: ReadonlySet<Promise<void>>
  readonly services: Services
}

async function closeGracefully({ server, running, services }: Parts, grace: number): Promise<void> {
  services.stop()
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const over = new AbortController()
  const late = delay(grace, undefined, { signal: over.signal }).catch(() => undefined)
  await Promise.race([Promise.allSettled([...running, services.idle()]), late])
  over.abort()
  server.closeAllConnections()
  await closed
  const { size } = services
  if (size > 0) writeLog(jsonLog, { level: 'warn', message: `${size} deliveries were not made`, fields: {} })
}

function closeOnSignals(close: () => Promise<void>): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => closeAndExit(close))
}

function closeAndExit(close: () => Promise<void>): void {
  close().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
}

function toUrl({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
