import type { App, Bucket, Env, Kv, LogRecord, Queue, ScheduleFunction, Topic } from '@rove/core'
import { type AdaptOptions, type Answer, createPipeline, isStream, type Pipeline } from '@rove/core/adapter'
import { fetchCodec } from './codecs/fetch.ts'
import { type ClientSettings, toClientInvocation } from './context.ts'
import { Deliveries } from './deliver/deliveries.ts'
import type { ContentOptions, DeliverOptions, RawOptions, ToldChange, ToldObject } from './deliver/options.ts'
import type { Source } from './deliver/posts.ts'
import type { DeliveryReport } from './deliver/report.ts'
import { toResponse } from './response.ts'
import type { ChaosOptions } from './services/chaos.ts'
import type { DeadLettered } from './services/dead-letter.ts'
import type { Services } from './services/services.ts'

/** How an app is called in tests. */
export interface ClientOptions extends AdaptOptions {
  /** What `context.env` holds. Default: the process's own environment. */
  readonly env?: Env
  /** Milliseconds an invocation may take. Default: no limit. */
  readonly timeout?: number
  /** The folder that values and objects are kept in. Default: none, they are kept in memory. */
  readonly data?: string
  /**
   * Whether deliveries are lost, late, repeated and out of order, as far as a service may. The same seed gives the same
   * disorder to the same deliveries.
   */
  readonly chaos?: ChaosOptions
}

/** Calls an app in memory: the same pipeline as on a provider, and no socket. Made with {@link local}. */
export class LocalClient {
  readonly #pipeline: Pipeline<ClientSettings, Answer>
  readonly #options: ClientOptions
  readonly #deliveries: Deliveries
  readonly #logs: LogRecord[] = []
  readonly #unsettled = new Set<Promise<void>>()

  constructor(app: App, options: ClientOptions) {
    this.#options = options
    const { env = process.env, timeout, chaos, data, resources, bindings = [] } = options
    const log = (record: LogRecord): void => void this.#logs.push(record)
    const settings = { env, timeout, chaos, log, data, bindings, ...(resources ? { resources } : {}) }
    this.#deliveries = new Deliveries(app, settings)
    const definition = { provider: 'local', codecs: [fetchCodec], toInvocation: toClientInvocation }
    this.#pipeline = createPipeline(app, definition, { ...options, bindings: this.services.bindings })
  }

  /** Everything that was logged so far. */
  get logs(): readonly LogRecord[] {
    return this.#logs
  }

  /**
   * Sends a request: a path (`/orders?x=1`, on `http://localhost`), a URL or a `Request`. It resolves as soon as the
   * answer is there; a streamed body is made while it is read, and work given to `waitUntil` goes on: see
   * {@link settled}. Aborting the request's signal, or cancelling the body, is the client going away.
   * @throws the signal's reason when the signal aborts before the answer is there, as `fetch` does
   */
  async request(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(toInput(input), { duplex: 'half', ...init } as RequestInit)
    request.signal.throwIfAborted()
    const answering = this.#answer(request)
    const listening = new AbortController()
    const aborted = new Promise<never>((_, reject) => {
      const onAbort = (): void => {
        reject(request.signal.reason)
        // Nobody will read it any more.
        answering.then((response) => response.body?.cancel()).catch(() => undefined)
      }
      request.signal.addEventListener('abort', onAbort, { once: true, signal: listening.signal })
    })
    try {
      return await Promise.race([answering, aborted])
    } finally {
      listening.abort()
    }
  }

  /**
   * Delivers to the functions of a queue, a topic, a bucket or a key-value store, again and again by the outcomes, until
   * everything is done or dead-lettered. Nobody waits for `retry({ after })`, delays and the pace of retries: the
   * services' clock moves on by itself, so that everything comes in its order. It resolves once the work given to
   * `waitUntil` is done too.
   *
   * What is sent to a queue or a topic travels in Rove's envelope, as `send` and `publish` would write it; with
   * `raw: true` texts and bytes go as they are, as from a foreign sender.
   * @throws RoveError `Unimplemented` when the app has no function for an item, `InvalidArgument` for an item or an
   * option that is not valid; nothing is delivered then
   * @example const { done, retried, deadLettered } = await shop.deliver(shipments, [{ orderId: '1' }, { bad: true }])
   */
  deliver(
    to: Queue | Topic,
    items: ReadonlyArray<string | Uint8Array>,
    options: RawOptions,
  ): Promise<DeliveryReport<string | Uint8Array>>
  deliver<Item>(
    to: Queue | Topic,
    items: readonly Item[],
    options?: ContentOptions<Item>,
  ): Promise<DeliveryReport<Item>>
  deliver(to: Bucket, items: readonly ToldObject[], options?: DeliverOptions): Promise<DeliveryReport<ToldObject>>
  deliver<Value>(
    to: Kv<Value>,
    items: ReadonlyArray<ToldChange<Value>>,
    options?: DeliverOptions,
  ): Promise<DeliveryReport<ToldChange<Value>>>
  deliver(to: Source, items: readonly unknown[], options?: ContentOptions<never> | RawOptions): Promise<unknown> {
    return this.#deliveries.deliver(to, items, options)
  }

  /**
   * Runs the function of a schedule, given by its name in the app or itself, as its time had come.
   *
   * @param at when it was due; default: the next time that it is
   * @throws RoveError `Unimplemented` when the app has no such schedule
   * @example await shop.tick('nightly', new Date('2026-03-01T03:00:00Z'))
   */
  tick(schedule: string | ScheduleFunction, at?: Date, options: DeliverOptions = {}): Promise<DeliveryReport<Date>> {
    return this.#deliveries.tick(schedule, at, options)
  }

  /** What was put aside so far, whoever sent it. */
  get deadLetters(): readonly DeadLettered[] {
    return this.services.deadLetters
  }

  /** The app's in-process services. What is sent there is delivered at once, or, when it has to wait, by {@link drain}. */
  get services(): Services {
    return this.#deliveries.services
  }

  /** Delivers everything that waits in the app's services, however long it would have to wait. */
  drain(): Promise<void> {
    return this.#deliveries.drain()
  }

  /** Waits for the work given to `waitUntil`, except that of streamed answers that are still to be read. Never rejects. */
  async settled(): Promise<void> {
    while (this.#unsettled.size > 0) await Promise.all(this.#unsettled)
  }

  async #answer(request: Request): Promise<Response> {
    const { env = process.env, timeout } = this.#options
    const gone = new AbortController()
    const { result, settled } = await this.#pipeline(request, {
      env,
      timeout,
      log: (record) => void this.#logs.push(record),
      signal: AbortSignal.any([request.signal, gone.signal]),
    })
    const ended = (): void => this.#settle(settled())
    const cancelled = (): void => {
      gone.abort(new DOMException('The response body was cancelled.', 'AbortError'))
      ended()
    }
    if (result.body === null || !isStream(result.body)) ended()
    return toResponse(result, { ended, cancelled })
  }

  #settle(work: Promise<void>): void {
    this.#unsettled.add(work)
    work.finally(() => this.#unsettled.delete(work))
  }
}

/**
 * Makes an in-memory client for an app.
 *
 * @example
 * const shop = local(app)
 * const response = await shop.request('/orders', { method: 'POST', body: JSON.stringify(order) })
 */
export function local(app: App, options: ClientOptions = {}): LocalClient {
  return new LocalClient(app, options)
}

function toInput(input: string | URL | Request): string | URL | Request {
  return typeof input === 'string' && input.startsWith('/') ? `http://localhost${input}` : input
}
