import { createServer, type IncomingMessage, type Server, type ServerResponse, request as sendRequest } from 'node:http'
import { toClientHeaders, toInstanceHeaders } from './front-headers.ts'

/** Where the front sends requests, and for how long. */
export interface FrontOptions {
  /** The instance's port on loopback. */
  readonly port: number
  /** Milliseconds after which a request is ended. */
  readonly timeout: number
}

/**
 * Stands where Google's front end stands: adds its headers, ends a request that takes too long, passes everything else
 * on as it comes, in both directions. It does not enforce the size limits.
 */
export function createFront(options: FrontOptions): Server {
  return createServer((incoming, outgoing) => new Exchange(incoming, outgoing, options).begin())
}

class Exchange {
  readonly #incoming: IncomingMessage
  readonly #outgoing: ServerResponse
  readonly #options: FrontOptions

  constructor(incoming: IncomingMessage, outgoing: ServerResponse, options: FrontOptions) {
    this.#incoming = incoming
    this.#outgoing = outgoing
    this.#options = options
  }

  begin(): void {
    const incoming = this.#incoming
    const outgoing = this.#outgoing
    const instance = sendRequest({
      host: '127.0.0.1',
      port: this.#options.port,
      method: incoming.method,
      path: incoming.url,
      headers: toInstanceHeaders(incoming),
      agent: false,
    })
    // Source: https://cloud.google.com/run/docs/configuring/request-timeout
    const timer = setTimeout(() => {
      this.#fail(504, 'upstream request timeout')
      instance.destroy()
    }, this.#options.timeout)
    outgoing.on('close', () => {
      clearTimeout(timer)
      instance.destroy()
    })
    // Source: https://cloud.google.com/run/docs/troubleshooting#malformed-response-or-connection-error
    instance.on('error', () => this.#fail(503, 'The connection to the instance had an error.'))
    instance.on('response', (response) => this.#passOn(response))
    incoming.pipe(instance)
  }

  #passOn(response: IncomingMessage): void {
    const outgoing = this.#outgoing
    outgoing.sendDate = false
    outgoing.writeHead(response.statusCode ?? 502, response.statusMessage, toClientHeaders(response))
    outgoing.flushHeaders()
    // A transfer that breaks on this side must break on the other.
    response.on('error', () => outgoing.destroy())
    response.pipe(outgoing)
  }

  #fail(status: number, text: string): void {
    const outgoing = this.#outgoing
    if (outgoing.destroyed || outgoing.writableEnded) return
    if (outgoing.headersSent) outgoing.destroy()
    else outgoing.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end(text)
  }
}
