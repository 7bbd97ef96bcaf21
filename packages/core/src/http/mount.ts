import type { RequestContext } from '../context.ts'
import { toPlatformRequest } from './request.ts'

/** A fetch-shaped application: Hono, itty-router, a tRPC fetch handler, Remix and others have one. */
export type FetchApp = (request: Request, env: never, context: never) => Response | Promise<Response>

/**
 * Makes a handler of a fetch-shaped application. It gets a genuine platform `Request`, the environment and the context
 * (with `waitUntil`), so `instanceof Request`, `request.clone()` and `new Request(request)` work as they do elsewhere.
 *
 * @example export const web = onRequest('ANY /*', mount(hono.fetch))
 */
export function mount(fetch: FetchApp): (request: Request, context: RequestContext) => Response | Promise<Response> {
  const call = fetch as (request: Request, env: unknown, context: unknown) => Response | Promise<Response>
  return (request, context) => call(toPlatformRequest(request), context.env, context)
}
