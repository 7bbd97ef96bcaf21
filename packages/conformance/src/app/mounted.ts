import { mount, onRequest, type RequestFunction } from '@rove/core'

interface Environment {
  readonly ROVE_CONFORMANCE?: string
}

interface ExecutionContext {
  waitUntil(work: Promise<unknown>): void
}

// What frameworks do with the request they are given: check its class, rebuild it, clone it, read it as a stream.
async function fetchApp(request: Request, env: Environment, context: ExecutionContext): Promise<Response> {
  const { pathname } = new URL(request.url)
  if (pathname.endsWith('/missing')) return new Response('not here', { status: 404 })
  if (pathname.endsWith('/throws')) throw new Error('inner-detail of a framework')
  if (pathname.endsWith('/stream')) return new Response(request.body, { headers: { 'content-type': 'text/plain' } })
  context.waitUntil(Promise.resolve())
  const rebuilt = new Request(request, { headers: [...request.headers, ['x-rebuilt', 'yes']] })
  const copy = rebuilt.clone()
  const seen = {
    genuine: request instanceof Request && request.headers instanceof Headers,
    method: rebuilt.method,
    url: rebuilt.url,
    rebuilt: rebuilt.headers.get('x-rebuilt'),
    header: rebuilt.headers.get('x-sent'),
    bodies: [await rebuilt.text(), await copy.text()],
    env: env.ROVE_CONFORMANCE,
  }
  const response = Response.json(seen)
  if (!pathname.endsWith('/cookies')) return response
  response.headers.append('set-cookie', 'a=1')
  response.headers.append('set-cookie', 'b=2')
  return response
}

export const mountedFunctions: Readonly<Record<string, RequestFunction>> = {
  mounted: onRequest('ANY /mounted/*', mount(fetchApp)),
}
