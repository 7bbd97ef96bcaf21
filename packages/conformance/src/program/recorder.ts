import type { Delivery, Host, NativeExchange, WireRequest, WireResponse } from '@rove/core/adapter'
import { type Exchange, type ShownNative, showBody, showJson, showNative, shownBytes } from '../report/exchange.ts'

// Enough to see what a case did; a case of many requests keeps its last ones.
const keptExchanges = 12
const keptLines = 40
const keptCharacters = 2000

type Open<Kind extends Exchange['kind']> = {
  -readonly [Key in keyof Extract<Exchange, { kind: Kind }>]: Extract<Exchange, { kind: Kind }>[Key]
}

/** Keeps what the hosts of a case were sent, what came of it, and what they printed. */
export class Recorder {
  #exchanges: Exchange[] = []
  #hosts: { readonly host: Host; readonly from: number; readonly last: NativeExchange | undefined }[] = []
  #main: Host | undefined

  /** A host that does as another, and is recorded. @param main whether it stays for the next cases */
  watch(host: Host, main: boolean): Host {
    if (main) this.#main = host
    else this.#hosts.push({ host, from: 0, last: undefined })
    return {
      name: host.name,
      real: host.real,
      url: host.url,
      send: (request) => this.#send(host, request),
      request: (request) => host.request(request),
      deliver: (delivery) => this.#deliver(host, delivery),
      logs: () => host.logs(),
      natives: () => host.natives?.() ?? [],
      stop: () => host.stop(),
    }
  }

  /** Forgets the last case. */
  begin(): void {
    this.#exchanges = []
    const main = this.#main
    this.#hosts = main ? [{ host: main, from: linesOf(main).length, last: nativesOf(main).at(-1) }] : []
  }

  /** The last exchanges of the case; what is still open is shown as far as it has come. */
  exchanges(): readonly Exchange[] {
    return this.#exchanges.map((one) => ({ ...one }))
  }

  /** The native events of the case, as far as its hosts have kept them, and what came of them. */
  natives(): readonly ShownNative[] {
    return this.#hosts.flatMap(({ host, last }) => {
      const all = nativesOf(host)
      return all.slice(last ? all.indexOf(last) + 1 : 0).map(showNative)
    })
  }

  /** The last lines that the hosts of the case printed. */
  logs(): readonly string[] {
    return this.#hosts
      .flatMap(({ host, from }) => linesOf(host).slice(from))
      .slice(-keptLines)
      .map((line) => (line.length > keptCharacters ? `${line.slice(0, keptCharacters)}…` : line))
  }

  async #send(host: Host, request: WireRequest): Promise<WireResponse> {
    const { method, target, headers = [], body } = request
    const exchange: Open<'request'> = { kind: 'request', method, target, headers: headers.slice(0, 200) }
    this.#keep(exchange)
    if (typeof body === 'string' || body instanceof Uint8Array) exchange.body = showBody(Buffer.from(body))
    const sent = typeof body === 'object' && Symbol.asyncIterator in body ? tee(body, exchange, 'body') : body
    try {
      const response = await host.send(sent === undefined ? request : { ...request, body: sent })
      exchange.status = response?.status
      exchange.answerHeaders = response?.headers
      if (typeof response?.body?.[Symbol.asyncIterator] !== 'function') return response
      return { ...response, body: tee(response.body, exchange, 'answer') }
    } catch (error) {
      exchange.error = String(error)
      throw error
    }
  }

  async #deliver(host: Host, delivery: Delivery): ReturnType<Host['deliver']> {
    const { trigger, to, via, items } = delivery
    const exchange: Open<'delivery'> = {
      kind: 'delivery',
      trigger,
      to,
      ...(via === undefined ? {} : { via }),
      items: showJson(items),
    }
    this.#keep(exchange)
    try {
      const delivered = await host.deliver(delivery)
      exchange.delivered = Array.isArray(delivered) ? delivered.slice(0, 100) : delivered
      return delivered
    } catch (error) {
      exchange.error = String(error)
      throw error
    }
  }

  #keep(exchange: Exchange): void {
    this.#exchanges.push(exchange)
    if (this.#exchanges.length > keptExchanges) this.#exchanges.shift()
  }
}

/** Passes pieces on as they are asked for, and keeps the beginning. Who stops reading stops the source, as without it. */
function tee(
  pieces: AsyncIterable<Uint8Array>,
  exchange: Open<'request'>,
  as: 'body' | 'answer',
): AsyncIterable<Uint8Array> {
  let head: Buffer = Buffer.alloc(0)
  let size = 0
  exchange[as] = showBody(head)
  const note = (piece: Uint8Array): void => {
    if (head.length < shownBytes) head = Buffer.concat([head, piece.subarray(0, shownBytes - head.length)])
    size += piece.length
    exchange[as] = showBody(head, size)
  }
  return {
    [Symbol.asyncIterator]() {
      const source = pieces[Symbol.asyncIterator]()
      return {
        async next() {
          try {
            const step = await source.next()
            if (!step.done) note(step.value)
            return step
          } catch (error) {
            exchange.error = String(error)
            throw error
          }
        },
        return: async () => (await source.return?.()) ?? { done: true, value: undefined },
      }
    },
  }
}

// A host that died, or answers nonsense, may have no log any more.
function linesOf(host: Host): readonly string[] {
  try {
    const lines: unknown = host.logs()
    return Array.isArray(lines) ? lines.map(String) : []
  } catch {
    return []
  }
}

function nativesOf(host: Host): readonly NativeExchange[] {
  try {
    const natives: unknown = host.natives?.()
    return Array.isArray(natives) ? natives : []
  } catch {
    return []
  }
}
