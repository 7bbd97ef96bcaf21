import { setTimeout as delay } from 'node:timers/promises'
import type { App } from '@rove/core'
import { toJsonLine } from '@rove/core/adapter'

// Cloud Run kills the process 10 s after SIGTERM; a second is left for exiting.
// Source: https://cloud.google.com/run/docs/container-contract#instance-shutdown
const drainMilliseconds = 5000
const shutdownMilliseconds = 4000

type Listener = (...signal: unknown[]) => void

const lifetimes = new Set<Lifetime>()

/** The requests of one app that are under way, and its end. */
export class Lifetime {
  readonly #app: App
  #running = 0
  #onIdle: (() => void) | undefined

  constructor(app: App) {
    this.#app = app
    lifetimes.add(this)
    deferFrameworkExit()
  }

  /** Counts a request as under way, until {@link leave}. */
  enter(): void {
    this.#running += 1
  }

  /** Counts a request as done. */
  leave(): void {
    this.#running -= 1
    if (this.#running === 0) this.#onIdle?.()
  }

  /** Lets requests finish, then runs the app's shutdown. Never rejects, and takes no longer than Cloud Run gives. */
  async end(): Promise<void> {
    const { shutdown } = this.#app
    const idle = new Promise<void>((resolve) => {
      this.#onIdle = resolve
      if (this.#running === 0) resolve()
    })
    const finished = await within(drainMilliseconds, idle)
    if (!finished) report('ERROR', 'Requests were still running when the instance was shut down.')
    if (shutdown === undefined) return
    try {
      const done = await within(shutdownMilliseconds, Promise.resolve(shutdown()))
      if (!done) report('ERROR', 'The shutdown function was not done in time.')
    } catch (error) {
      report('ERROR', 'The shutdown function failed.', error)
    }
  }
}

let deferring = false

/**
 * Puts the end of the apps before the framework's own SIGTERM listener, which answers the latest request with 500 and
 * exits at once (https://github.com/GoogleCloudPlatform/functions-framework-nodejs/issues/704). The framework adds it
 * after the function was loaded; it is taken off, and called when all is done. Without the framework nothing changes.
 */
function deferFrameworkExit(): void {
  if (deferring) return
  deferring = true
  for (const listener of process.listeners('SIGTERM')) takeOver(listener as Listener)
  process.on('newListener', (event: unknown, listener: unknown) => {
    // The event comes before the listener is in place.
    if (event === 'SIGTERM' && isFrameworkExit(listener)) process.nextTick(takeOver, listener)
  })
}

function takeOver(exit: Listener): void {
  if (!isFrameworkExit(exit)) return
  process.once('SIGTERM', () => {
    Promise.all([...lifetimes].map((lifetime) => lifetime.end())).then(() => exit('SIGTERM'))
  })
  process.off('SIGTERM', exit)
}

// The framework's listener is the one that sends its crash response.
function isFrameworkExit(listener: unknown): boolean {
  return typeof listener === 'function' && Function.prototype.toString.call(listener).includes('sendCrashResponse')
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  const over = new AbortController()
  const late = delay(milliseconds, false, { signal: over.signal }).catch(() => false)
  try {
    return await Promise.race([work.then(() => true), late])
  } finally {
    over.abort()
  }
}

function report(severity: string, message: string, error?: unknown): void {
  console.error(toJsonLine({ severity, message, ...(error === undefined ? {} : { error }) }))
}
