import type { RequestContext } from './context.ts'

/** A layer around handlers: it may answer by itself, change the result, or catch what `next` throws. */
export type Layer<Event, Context, Result> = (
  event: Event,
  context: Context,
  next: () => Promise<Result>,
) => Result | Promise<Result>

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
export type Middleware = Layer<Request, RequestContext, Response>

/** Runs layers from the first to the last, then the handler; without layers, just the handler. */
export function runMiddleware<Event, Context, Result>(
  layers: ReadonlyArray<Layer<Event, Context, Result>>,
  event: Event,
  context: Context,
  handler: () => Result | Promise<Result>,
): Result | Promise<Result> {
  if (layers.length === 0) return handler()
  const run = async (index: number): Promise<Result> => {
    const layer = layers[index]
    if (layer === undefined) return handler()
    let called = false
    return layer(event, context, () => {
      if (called) throw new Error(`The middleware ${layer.name || `number ${index + 1}`} called next() twice.`)
      called = true
      return run(index + 1)
    })
  }
  return run(0)
}
