import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { type HttpAnswer, writeAnswer } from './http-answer.ts'

type Fault =
  | { readonly kind: 'none' | 'down' | 'silent' }
  | { readonly kind: 'slow'; readonly milliseconds: number }
  | { readonly kind: 'answer'; readonly text: string; left: number }
  | { readonly kind: 'cut-answer' | 'cut-request'; left: number }

/**
 * Stands between a driver and its service, byte by byte, and breaks what passes. A fault holds until the next one is set;
 * bytes are counted from the moment when it was set, on all connections together.
 */
export class FaultyProxy {
  /** The service's own address, with the proxy's host and port in the place of the service's. */
  readonly endpoint: string
  readonly #target: URL
  readonly #server: Server
  readonly #port: number
  readonly #sockets = new Set<Socket>()
  #fault: Fault = { kind: 'none' }
  #answered = 0

  private constructor(target: URL, server: Server, port: number) {
    const { protocol, username, password, pathname, search } = target
    const user = username === '' ? '' : `${username}${password === '' ? '' : `:${password}`}@`
    this.endpoint = `${protocol}//${user}127.0.0.1:${port}${pathname === '/' ? '' : pathname}${search}`
    this.#target = target
    this.#server = server
    this.#port = port
    server.on('connection', (client) => this.#join(client))
  }

  /** @param target the service's address, with its port: `http://127.0.0.1:5000` */
  static async start(target: string): Promise<FaultyProxy> {
    const server = createServer()
    return new FaultyProxy(new URL(target), server, await listen(server, 0))
  }

  /** How many requests it has answered in the service's place. */
  get answered(): number {
    return this.#answered
  }

  /** Passes on everything, as at the start. Connections on which it was silent are cut. */
  async pass(): Promise<void> {
    const { kind } = this.#fault
    if (kind === 'silent') this.#cutAll()
    if (kind === 'down') await listen(this.#server, this.#port)
    this.#fault = { kind: 'none' }
  }

  /** Refuses connections, and cuts those that are there. */
  async refuse(): Promise<void> {
    this.#fault = { kind: 'down' }
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.#cutAll()
    await closed
  }

  /** Takes connections and requests, and says nothing. */
  silence(): void {
    this.#fault = { kind: 'silent' }
  }

  /** Answers requests in the place of an HTTP service, each on a connection that then ends. @param times default: always */
  answer(answer: HttpAnswer, times: number = Number.POSITIVE_INFINITY): void {
    this.#answered = 0
    this.#fault = { kind: 'answer', text: writeAnswer(answer), left: times }
  }

  /** Keeps back every answer for so long; what the service has done can be seen elsewhere before. */
  slowAnswers(milliseconds: number): void {
    this.#fault = { kind: 'slow', milliseconds }
  }

  /** Cuts the connections that are there, with what was kept back. */
  cut(): void {
    this.#cutAll()
  }

  /** Cuts connections once the service has answered so many bytes, headers included. */
  cutAnswers(after: number): void {
    this.#fault = { kind: 'cut-answer', left: after }
  }

  /** Cuts connections once so many bytes have gone to the service, headers included. */
  cutRequests(after: number): void {
    this.#fault = { kind: 'cut-request', left: after }
  }

  /** Ends the proxy and its connections. */
  async stop(): Promise<void> {
    if (this.#fault.kind !== 'down') await this.refuse()
  }

  #cutAll(): void {
    for (const socket of this.#sockets) socket.destroy()
  }

  #join(client: Socket): void {
    const service = connect(Number(this.#target.port), this.#target.hostname)
    for (const [socket, other] of [
      [client, service],
      [service, client],
    ] as const) {
      this.#sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        this.#sockets.delete(socket)
        // What was kept back comes before the end.
        if (this.#fault.kind === 'slow') setTimeout(() => other.destroySoon(), this.#fault.milliseconds)
        else other.destroySoon()
      })
    }
    let over = false
    client.on('data', (bytes) => {
      if (over || this.#fault.kind === 'silent') return
      if (this.#fault.kind === 'answer') {
        over = true
        this.#answerOn(client)
      } else if (this.#fault.kind === 'cut-request') this.#passUpTo(bytes, { to: service, from: client })
      else pass(bytes, { to: service, from: client })
    })
    service.on('data', (bytes) => {
      if (over || this.#fault.kind === 'silent') return
      if (this.#fault.kind === 'cut-answer') this.#passUpTo(bytes, { to: client, from: service })
      else if (this.#fault.kind === 'slow') {
        setTimeout(() => pass(bytes, { to: client, from: service }), this.#fault.milliseconds)
      } else pass(bytes, { to: client, from: service })
    })
  }

  #answerOn(client: Socket): void {
    if (this.#fault.kind !== 'answer') return
    this.#answered += 1
    this.#fault.left -= 1
    // What still comes of the request is taken: a connection with unread bytes would be reset, and the answer lost.
    client.end(this.#fault.text)
    if (this.#fault.left <= 0) this.#fault = { kind: 'none' }
  }

  #passUpTo(bytes: Uint8Array, link: Link): void {
    const fault = this.#fault as { left: number }
    const part = bytes.subarray(0, fault.left)
    fault.left -= part.byteLength
    pass(part, link)
    if (fault.left > 0) return
    // To the client the answer just ends. A service that saw an end might take what it has for the whole.
    if (fault === this.#fault && this.#fault.kind === 'cut-answer') link.to.end()
    else link.to.resetAndDestroy()
    link.from.destroy()
  }
}

interface Link {
  readonly to: Socket
  readonly from: Socket
}

function pass(bytes: Uint8Array, { to, from }: Link): void {
  if (to.destroyed || bytes.byteLength === 0 || to.write(bytes)) return
  from.pause()
  to.once('drain', () => from.resume())
}

/** A port that was ours a moment ago may be lent for a moment to a connection that goes out. @param port 0 for a free one */
async function listen(server: Server, port: number): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const failure = await new Promise<Error | undefined>((resolve) => {
      server.once('error', resolve)
      server.listen(port, '127.0.0.1', () => {
        server.off('error', resolve)
        resolve(undefined)
      })
    })
    if (failure === undefined) return (server.address() as AddressInfo).port
    if (tries === 20) throw failure
    await delay(100)
  }
}
