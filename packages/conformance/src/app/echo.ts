import { json, onRequest, type RequestContext, type RequestFunction } from '@rove/core'
import { sha256 } from '../pattern.ts'

/** What a handler saw of a request. */
export interface Echo {
  readonly method: string
  readonly url: string
  readonly scheme: string
  readonly host: string
  readonly pathname: string
  readonly search: string
  /** The pairs of `new URL(request.url).searchParams`. */
  readonly query: ReadonlyArray<readonly [name: string, value: string]>
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly cookie: string | null
  readonly body: EchoBody | null
  readonly params: Readonly<Record<string, string>>
  readonly ip: string | null
  readonly function: string
  readonly id: string
  readonly attempt: number
  readonly deadline: number | null
  /** The app's clock, epoch milliseconds. */
  readonly now: number
  readonly trace: RequestContext['trace']
  readonly platform: string
  /** Whether the native event and context can be reached. */
  readonly native: readonly [event: boolean, context: boolean]
  /** The environment variable ROVE_CONFORMANCE. */
  readonly env: string | null
}

/** The bytes that a handler read. */
export interface EchoBody {
  readonly length: number
  readonly sha256: string
  /** The bytes themselves, up to 64 KB of them. */
  readonly base64: string | null
}

/** Reports bytes. */
export function toEchoBody(bytes: Uint8Array): EchoBody {
  const base64 = bytes.byteLength <= 65_536 ? Buffer.from(bytes).toString('base64') : null
  return { length: bytes.byteLength, sha256: sha256(bytes), base64 }
}

/** Reports a request; the body of every method is read. */
export async function toEcho(request: Request, context: RequestContext): Promise<Echo> {
  const url = new URL(request.url)
  const hasBody = request.body !== null
  const bytes = new Uint8Array(await request.arrayBuffer())
  return {
    method: request.method,
    url: request.url,
    scheme: url.protocol.slice(0, -1),
    host: url.host,
    pathname: url.pathname,
    search: url.search,
    query: [...url.searchParams],
    headers: [...request.headers],
    cookie: request.headers.get('cookie'),
    body: hasBody ? toEchoBody(bytes) : null,
    params: { ...context.params },
    ip: context.client.ip ?? null,
    function: context.function,
    id: context.id,
    attempt: context.attempt,
    deadline: context.deadline ?? null,
    now: Date.now(),
    trace: context.trace,
    platform: context.platform.name,
    native: [context.platform.event !== undefined, context.platform.context !== undefined],
    env: context.env.ROVE_CONFORMANCE ?? null,
  }
}

const echo = async (request: Request, context: RequestContext): Promise<Response> =>
  json(await toEcho(request, context))

export const echoFunctions: Readonly<Record<string, RequestFunction>> = {
  home: onRequest('GET /', echo),
  echo: onRequest('ANY /echo', echo),
  echoBelow: onRequest('ANY /echo/*', echo),
  // Handlers look headers up by name; this is not the same code path as listing them.
  headerLookup: onRequest('GET /header-lookup', (request) => {
    const names = new URL(request.url).searchParams.get('names') ?? ''
    return json(names.split(',').map((name) => [request.headers.get(name), request.headers.has(name)]))
  }),
}
