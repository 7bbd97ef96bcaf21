import type { App, Env, LogRecord } from '@rove/core'
import { type AdaptOptions, type Answer, createPipeline, isStream, type Pipeline } from '@rove/core/adapter'
import { fetchCodec } from './codecs/fetch.ts'
import { type ClientSettings, toClientInvocation } from './context.ts'
import { toResponse } from './response.ts'

/** How an app is called in tests. */
export interface ClientOptions extends AdaptOptions {
  /** What `context.env` holds. Default: the process's own environment. */
  readonly env?: Env
  /** Milliseconds an invocation may take. Default: no limit. */
  readonly timeout?: number
}

/** Calls an app in memory: the same pipeline as on a provider, and no socket. Made with {@link local}. */
export class LocalClient {
  readonly #pipeline: Pipeline<ClientSettings, Answer>
  readonly #options: ClientOptions
  readonly #logs: LogRecord[] = []
  readonly #unsettled = new Set<Promise<void>>()

  constructor(app: App, options: ClientOptions) {
    const definition = { provider: 'local', codecs: [fetchCodec], toInvocation: toClientInvocation }
    this.#pipeline = createPipeline(app, definition, options)
    this.#options = options
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
