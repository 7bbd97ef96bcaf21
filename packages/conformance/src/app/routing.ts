import { json, onRequest, type RequestContext, type RequestFunction } from '@rove/core'

/** Which function answered, and with which parameters. */
export interface Routed {
  readonly function: string
  readonly params: Readonly<Record<string, string>>
  readonly method: string
}

const routed = (request: Request, context: RequestContext<unknown>): Response =>
  json({ function: context.function, params: context.params, method: request.method })

export const routingFunctions: Readonly<Record<string, RequestFunction>> = {
  exact: onRequest('GET /exact/place', routed),
  // The wildcard stands first: precedence must not depend on the order in which routes are listed.
  below: onRequest('GET /routing/*', routed),
  param: onRequest('GET /routing/:id', routed),
  literal: onRequest('GET /routing/literal', routed),
  created: onRequest('POST /routing/literal', routed),
  meta: onRequest('GET /routing/:id/meta', routed),
  twoParams: onRequest('GET /pairs/:first/and/:second', routed),
  any: onRequest('ANY /any/:id', routed),
  anyPut: onRequest('PUT /any/:id', routed),
  preflight: onRequest('OPTIONS /preflight', () => new Response(null, { status: 204, headers: { allow: 'OPTIONS' } })),
}
