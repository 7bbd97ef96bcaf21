import type { RequestContext } from './context.ts'

/**
 * A layer around request handlers. It may answer by itself, change the answer, or catch what `next` throws: errors pass
 * through every layer before they become problem details.
 *
 * @example
 * const timing: Middleware = async (request, context, next) => {
 *   const response = await next()
 *   response.headers.set('server-timing', 'app')
 *   return response
 * }
 */
export type Middleware = (
  request: Request,
  context: RequestContext,
  next: () => Promise<Response>,
) => Response | Promise<Response>

/** Runs layers from the first to the last, then the handler; without layers, just the handler. */
export function runMiddleware(
  layers: readonly Middleware[],
  request: Request,
  context: RequestContext,
  handler: () => Response | Promise<Response>,
): Response | Promise<Response> {
  if (layers.length === 0) return handler()
  const run = async (index: number): Promise<Response> => {
    const layer = layers[index]
    if (layer === undefined) return handler()
    let called = false
    return layer(request, context, () => {
      if (called) throw new Error(`The middleware ${layer.name || `number ${index + 1}`} called next() twice.`)
      called = true
      return run(index + 1)
    })
  }
  return run(0)
}
