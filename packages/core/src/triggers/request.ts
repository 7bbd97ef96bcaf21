import type { NoUses, Uses } from '../bindings/access.ts'
import { checkUses } from '../bindings/check-uses.ts'
import type { RequestContext } from '../context.ts'
import { type Duration, toMilliseconds } from '../duration.ts'
import { type ParsedRoute, parseRoute, type Route, type RouteParams } from '../http/route.ts'
import type { Middleware } from '../middleware.ts'
import type { Schema, SchemaOutput } from '../schema.ts'

/** Answers a request. It returns a light answer (`json()`, `text()` …) or a platform `Response`; a throw becomes problem details. */
export type RequestHandler<Params = Readonly<Record<string, string>>, Body = unknown, U extends Uses = NoUses> = (
  request: Request,
  context: RequestContext<Params, Body, U>,
) => Response | Promise<Response>

/** How a request function differs from the defaults. */
export interface RequestOptions<S extends Schema | undefined = undefined, U extends Uses = NoUses> {
  /** What the handler uses, and how: it finds the clients in `context.use`, and grants are made of this. */
  readonly use?: U
  /** What the JSON body must be; the handler finds the typed value in `context.body`. A mismatch answers 422. */
  readonly body?: S
  /** Layers around this handler, inside those of the app. */
  readonly middleware?: readonly Middleware[]
  /** The longest the handler may take; the provider's own deadline still holds. After it the client gets 504. */
  readonly timeout?: Duration
}

/** A function triggered by an HTTP request, made with {@link onRequest}. */
export interface RequestFunction {
  readonly use: Uses
  readonly trigger: 'request'
  readonly route: ParsedRoute
  readonly body: Schema | undefined
  readonly middleware: readonly Middleware[]
  /** Milliseconds; undefined when only the provider's deadline holds. */
  readonly timeout: number | undefined
  readonly handler: RequestHandler
}

/**
 * Declares a function for HTTP requests.
 *
 * @param route a method or `ANY`, and a path: `'GET /orders/:id'`, `'ANY /files/*'`
 * @throws RoveError `InvalidArgument` when the route or an option is not valid
 * @example export const getOrder = onRequest('GET /orders/:id', (request, { params }) => json({ id: params.id }))
 */
export function onRequest<const R extends Route>(
  route: R,
  handler: RequestHandler<RouteParams<R>, undefined>,
): RequestFunction
export function onRequest<const R extends Route, S extends Schema | undefined = undefined, U extends Uses = NoUses>(
  route: R,
  options: RequestOptions<S, U>,
  handler: RequestHandler<RouteParams<R>, SchemaOutput<S>, U>,
): RequestFunction
export function onRequest(
  route: string,
  optionsOrHandler: RequestOptions<Schema | undefined, Uses> | RequestHandler<never, never, never>,
  maybeHandler?: RequestHandler<never, never, never>,
): RequestFunction {
  const options = typeof optionsOrHandler === 'function' ? {} : optionsOrHandler
  const handler = typeof optionsOrHandler === 'function' ? optionsOrHandler : maybeHandler
  if (typeof handler !== 'function')
    throw new TypeError(`onRequest(${JSON.stringify(route)}) needs a handler as its last argument.`)
  checkUses(`onRequest("${route}")`, options.use ?? {})
  return {
    trigger: 'request',
    use: options.use ?? {},
    route: parseRoute(route),
    body: options.body,
    middleware: options.middleware ?? [],
    timeout: options.timeout === undefined ? undefined : toMilliseconds(options.timeout),
    handler: handler as RequestHandler,
  }
}
