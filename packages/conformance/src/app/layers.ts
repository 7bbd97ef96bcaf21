import { isRoveError, json, type Middleware, onRequest, type RequestFunction, text } from '@rove/core'

const trail = (name: string): Middleware => {
  return async (request, _context, next) => {
    if (request.headers.get('x-conformance') !== 'trail') return next()
    const response = await next()
    response.headers.set('x-trail', `${name}(${response.headers.get('x-trail') ?? 'handler'})`)
    return response
  }
}

const caught = (thrown: unknown): Response => {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return json({ caught: message, code: isRoveError(thrown) ? thrown.code : null }, { status: 202 })
}

/** Layers of the whole app. A case asks for what they do by the header `x-conformance`; otherwise they let pass. */
export const appLayers: readonly Middleware[] = [
  trail('outer'),
  trail('inner'),
  async (request, context, next) => {
    switch (request.headers.get('x-conformance')) {
      case 'url':
        return json({ url: request.url, function: context.function })
      case 'catch':
        return next().catch(caught)
      case 'twice':
        await next()
        return next()
      default:
        return next()
    }
  },
]

export const layerFunctions: Readonly<Record<string, RequestFunction>> = {
  layered: onRequest('GET /layers/order', { middleware: [trail('function'), trail('last')] }, () => text('layered')),
  layerAnswers: onRequest(
    'GET /layers/answers',
    { middleware: [() => text('from the layer', { status: 203 })] },
    () => {
      throw new Error('the handler must not run')
    },
  ),
  layerCatches: onRequest(
    'GET /layers/catches',
    { middleware: [(_request, _context, next) => next().catch(caught)] },
    () => {
      throw new Error('thrown below')
    },
  ),
}
