import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { closeServer, listenOnLoopback } from '@rove/core/host'

/** What a method of a service does: JSON in, JSON out. */
export type WireMethods = Readonly<Record<string, (...args: never[]) => Promise<unknown>>>

/** Called for every request: gives what a service answers, or the bytes of a body. */
export type WireContent = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<boolean>

/** A service that is reached over HTTP. */
export interface Wire {
  readonly endpoint: string
  close(): Promise<void>
}

/** Serves methods, `POST /<method>` with a JSON array of arguments; what they throw has its code in the answer. */
export async function serveWire(
  methods: WireMethods,
  codeOf: (error: unknown) => string,
  content: WireContent = async () => false,
): Promise<Wire> {
  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => {
      outgoing.writeHead(400).end(JSON.stringify({ code: codeOf(error) }))
    })
  })
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    if (await content(incoming, outgoing)) return
    const args = JSON.parse((await textOf(incoming)) || '[]') as never[]
    const result = await methods[(incoming.url ?? '').slice(1)]?.(...args)
    outgoing.writeHead(200).end(JSON.stringify({ result }))
  }
  const port = await listenOnLoopback(server)
  return { endpoint: `http://127.0.0.1:${port}`, close: () => stop(server) }
}

/** What the client of the service throws. */
export class WireError extends Error {
  readonly code: string

  constructor(code: string, message: string = code) {
    super(message)
    this.code = code
  }
}

/** Calls a method. @throws WireError with the service's code; what Node says of a connection is thrown as it is */
export async function callWire<T>(endpoint: string, method: string, args: readonly unknown[]): Promise<T> {
  const answer = await sendWire(endpoint, `/${method}`, { method: 'POST', body: JSON.stringify(args) })
  const { result, code } = JSON.parse(await textOf(answer)) as { readonly result: T; readonly code?: string }
  if (code !== undefined) throw new WireError(code)
  return result
}

/** Sends a request, and gives the answer as soon as it begins. */
export async function sendWire(
  endpoint: string,
  path: string,
  { method, body }: { readonly method: string; readonly body?: string | Uint8Array | AsyncIterable<Uint8Array> },
): Promise<IncomingMessage> {
  const outgoing = request(`${endpoint}${path}`, { method, timeout: 1000, agent: false })
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.on('response', resolve).on('error', reject)
    outgoing.on('timeout', () => outgoing.destroy(new WireError('DeadlineExceeded')))
  })
  answer.catch(() => undefined)
  if (typeof body === 'object' && Symbol.asyncIterator in body) {
    for await (const piece of body) {
      if (outgoing.destroyed) break
      if (!outgoing.write(piece))
        await Promise.race([new Promise((resolve) => outgoing.once('drain', resolve)), answer])
    }
    outgoing.end()
  } else outgoing.end(body)
  const found = await answer
  if (found.statusCode === 429) throw new WireError('ResourceExhausted')
  return found
}

/** The code of what a client of the service throws. */
export function wireCode(error: unknown): string {
  if (error instanceof WireError) return error.code
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^(E[A-Z]+|ERR_STREAM_\w+|HPE_\w+)$/.test(code) || String(error).includes('aborted')
    ? 'Unavailable'
    : 'Unknown'
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of incoming) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString()
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  return closeServer(server)
}
