import type { Invocation } from './adapter/definition.ts'
import type { ClientsOf, NoUses, Uses } from './bindings/access.ts'
import type { Clients } from './bindings/clients.ts'
import type { Context, Env, Platform } from './context.ts'
import { isRoveError, RoveError } from './errors.ts'
import type { Log, LogLevel } from './log.ts'
import { startTrace, type Trace } from './trace.ts'

const nothing: Promise<void> = Promise.resolve()

/** When an invocation is given up, epoch milliseconds: before the platform's deadline, so that the answer can still be sent. */
function toGiveUpAt(deadline: number | undefined): number | undefined {
  return deadline === undefined ? undefined : deadline - Math.min(500, (deadline - Date.now()) * 0.1)
}

/** What all calls of handlers in one invocation share. */
export interface InvocationScope {
  readonly clients: Clients
  /** The provider's id, or a random one. */
  readonly id: string
  /** See {@link toGiveUpAt}. */
  readonly giveUpAt: number | undefined
}

/** Makes the scope of an invocation. */
export function toScope({ id, deadline }: Invocation, clients: Clients): InvocationScope {
  return { clients, id: id || crypto.randomUUID(), giveUpAt: toGiveUpAt(deadline) }
}

/**
 * The context of one call of a handler. Everything that costs something (signal, trace, logger, timer) is made when it
 * is first asked for.
 */
export abstract class InvocationContext implements Context {
  readonly id: string
  readonly deadline: number | undefined
  readonly env: Env
  readonly platform: Platform
  function = ''
  /** What the function uses; set with its name. */
  uses: Uses = {}
  abstract readonly attempt: number
  protected readonly invocation: Invocation
  readonly #clients: Clients
  #use: NoUses | undefined
  #giveUpAt: number | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #controller: AbortController | undefined
  #aborted: unknown
  #watching = false
  #onAbort: Array<(reason: unknown) => void> | undefined
  #onDeadline: Set<(reason: unknown) => void> | undefined
  #log: Log | undefined
  #trace: Trace | undefined
  #work: Array<PromiseLike<unknown>> | undefined
  #waitUntil: ((work: PromiseLike<unknown>) => void) | undefined

  constructor(invocation: Invocation, { clients, id, giveUpAt }: InvocationScope) {
    this.invocation = invocation
    this.#clients = clients
    this.id = id
    this.deadline = invocation.deadline
    this.env = invocation.env
    this.platform = invocation.platform as Platform
    this.#giveUpAt = giveUpAt
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      this.onAbort((reason) => this.#controller?.abort(reason))
    }
    return this.#controller.signal
  }

  get log(): Log {
    this.#log ??= {
      debug: (message, fields) => this.#write('debug', message, fields),
      info: (message, fields) => this.#write('info', message, fields),
      warn: (message, fields) => this.#write('warn', message, fields),
      error: (message, fields) => this.#write('error', message, fields),
    }
    return this.#log
  }

  get use(): NoUses {
    this.#use ??= this.#clients.of(this.uses, this)
    return this.#use
  }

  /** The clients of what a layer uses by itself; the handler does not see them. */
  clientsOf<U extends Uses>(uses: U): ClientsOf<U> {
    return this.#clients.of(uses, this) as ClientsOf<U>
  }

  get trace(): Trace {
    this.#trace ??= this.received() ?? startTrace()
    return this.#trace
  }

  /** The trace that came with the event, when one did. */
  protected abstract received(): Trace | undefined

  /** What the deadline's message calls this call of a handler. */
  protected abstract describe(): string

  get waitUntil(): (work: PromiseLike<unknown>) => void {
    this.#waitUntil ??= (work) => {
      this.#work ??= []
      this.#work.push(work)
      // Observed now, so that an early rejection is not an unhandled one; it is logged when it is drained.
      work.then(undefined, () => undefined)
    }
    return this.#waitUntil
  }

  /** Narrows the time left to what the function itself allows. */
  limitTo(timeout: number | undefined): void {
    if (timeout === undefined) return
    this.#giveUpAt = Math.min(this.#giveUpAt ?? Number.POSITIVE_INFINITY, Date.now() + timeout)
  }

  /**
   * Settles as the work does, or rejects with `DeadlineExceeded` when the time is over first; `onLate` is called then.
   */
  withinDeadline<T>(work: Promise<T>, onLate?: () => void): Promise<T> {
    if (this.#giveUpAt === undefined) return work
    return new Promise<T>((resolve, reject) => {
      const giveUp = (reason: unknown): void => {
        onLate?.()
        reject(reason)
      }
      this.#onDeadline ??= new Set()
      this.#onDeadline.add(giveUp)
      this.#arm()
      work.then(resolve, reject).finally(() => this.#onDeadline?.delete(giveUp))
    })
  }

  /** Calls back when the deadline has come or the client has gone, at once if that was before. */
  onAbort(callback: (reason: unknown) => void): void {
    this.#arm()
    this.#watch()
    if (this.#aborted !== undefined) callback(this.#aborted)
    else {
      this.#onAbort ??= []
      this.#onAbort.push(callback)
    }
  }

  /** Waits for what `waitUntil` was given, until the deadline, and ends the deadline's timer. Never rejects. */
  settle(): Promise<void> {
    if (this.#work?.length) return this.#settleWork()
    if (this.#timer !== undefined) clearTimeout(this.#timer)
    return nothing
  }

  async #settleWork(): Promise<void> {
    // Work may add work; each round takes what has come since.
    while (this.#work?.length) if (!(await this.#drained(this.#work.splice(0)))) break
    if (this.#timer !== undefined) clearTimeout(this.#timer)
  }

  async #drained(work: ReadonlyArray<PromiseLike<unknown>>): Promise<boolean> {
    const settled = Promise.allSettled(work).then((results) => {
      for (const result of results) {
        if (result.status === 'rejected') this.log.error('work given to waitUntil failed', { error: result.reason })
      }
      return true
    })
    return this.withinDeadline(settled).catch(() => {
      this.log.error('work given to waitUntil did not finish before the deadline')
      return false
    })
  }

  #abort(reason: unknown): void {
    if (this.#aborted !== undefined) return
    this.#aborted = reason
    for (const callback of this.#onAbort?.splice(0) ?? []) callback(this.#aborted)
  }

  #watch(): void {
    const native = this.invocation.signal
    if (native === undefined || this.#watching) return
    this.#watching = true
    const cancel = (): void => {
      const { reason } = native
      this.#abort(isRoveError(reason) ? reason : new RoveError('Canceled', 'The client went away.', { cause: reason }))
    }
    if (native.aborted) cancel()
    else native.addEventListener('abort', cancel, { once: true })
  }

  #arm(): void {
    if (this.#giveUpAt === undefined || this.#timer !== undefined) return
    const remaining = Math.max(0, this.#giveUpAt - Date.now())
    this.#timer = setTimeout(
      () => {
        const reason = new RoveError('DeadlineExceeded', `${this.describe()} did not finish before its deadline.`)
        this.#abort(reason)
        for (const callback of this.#onDeadline ?? []) callback(reason)
      },
      Math.min(remaining, 0x7fffffff),
    )
  }

  #write(level: LogLevel, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    const { id, function: name, trace } = this
    this.invocation.log({ level, message, time: Date.now(), function: name, id, traceId: trace.traceId, fields })
  }
}
