import type { Invocation } from '../adapter/definition.ts'
import type { Clients } from '../bindings/clients.ts'
import type { RequestContext } from '../context.ts'
import { InvocationContext, toScope } from '../invocation-context.ts'
import { parseTraceparent, type Trace } from '../trace.ts'
import { type DecodedRequest, LazyRequest } from './request.ts'

/** The context of one request. */
export class HttpContext extends InvocationContext implements RequestContext {
  readonly attempt = 1
  params: Readonly<Record<string, string>> = {}
  body: unknown = undefined
  /** The request itself; handlers get it as their first argument. */
  readonly request: LazyRequest
  readonly #parts: DecodedRequest
  #client: { readonly ip: string | undefined } | undefined

  /** @param path of the request, without the base path */
  constructor(
    invocation: Invocation,
    clients: Clients,
    { parts, path }: { readonly parts: DecodedRequest; readonly path: string },
  ) {
    super(invocation, toScope(invocation, clients))
    this.#parts = parts
    this.request = new LazyRequest(parts, this, path)
  }

  get client(): { readonly ip: string | undefined } {
    this.#client ??= { ip: this.#parts.clientIp }
    return this.#client
  }

  protected received(): Trace | undefined {
    const { headers } = this.request
    return this.invocation.trace ?? parseTraceparent(headers.get('traceparent'), headers.get('tracestate'))
  }

  protected describe(): string {
    return this.function === '' ? 'The request' : `The function "${this.function}"`
  }
}
