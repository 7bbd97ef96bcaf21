import type { HttpCodec } from './adapter/codec.ts'
import type { AdapterDefinition, AdaptOptions } from './adapter/definition.ts'
import type { App } from './app.ts'
import { isRoveError, RoveError, toRoveError } from './errors.ts'
import { type Answer, discardAnswer, toAnswer, toBuffered } from './http/answer.ts'
import { type ByteStream, isStream } from './http/body.ts'
import { toProblem } from './http/problem.ts'
import { type DecodedRequest, LazyRequest } from './http/request.ts'
import { stripBasePath, toPathname } from './http/url.ts'
import { InvocationContext } from './invocation-context.ts'
import { runMiddleware } from './middleware.ts'
import { validate } from './schema.ts'
import type { RequestFunction } from './triggers/request.ts'

/** What an invocation came to. */
export interface Handled<Result> {
  /** The native result; its body may still be a stream. */
  readonly result: Result
  /**
   * Waits for the work given to `waitUntil`. The adapter calls it once: after the body was written, before the
   * platform may pause the environment. It never rejects.
   */
  settled(): Promise<void>
}

/** Takes a native event through the app. It rejects only for an event that cannot be a request of this app. */
export type Pipeline<NativeContext, Result> = (event: unknown, context: NativeContext) => Promise<Handled<Result>>

/**
 * Makes the one pipeline of an app on a provider: native event, the codec that matches, decode, middleware, handler,
 * outcome, encode.
 */
export function createPipeline<NativeContext, Result>(
  app: App,
  adapter: AdapterDefinition<NativeContext, Result>,
  options: AdaptOptions = {},
): Pipeline<NativeContext, Result> {
  const basePath = (options.basePath ?? '').replace(/\/+$/, '')
  return async (event, nativeContext) => {
    const codec = claim(adapter, event)
    const decoded = decode(adapter, codec, event)
    const parts = basePath === '' ? decoded : { ...decoded, path: stripBasePath(decoded.path, basePath) }
    let request: LazyRequest | undefined
    const context = new InvocationContext(
      adapter.toInvocation(event, nativeContext),
      parts.clientIp,
      (name) => request?.headers.get(name) ?? null,
    )
    request = new LazyRequest(parts, () => context.signal)
    const result = await answer(app, codec, { event, parts, request, context })
    return { result, settled: () => context.settle() }
  }
}

interface Exchange {
  readonly event: unknown
  readonly parts: DecodedRequest
  readonly request: LazyRequest
  readonly context: InvocationContext
}

async function answer<Result>(app: App, codec: HttpCodec<unknown, Result>, exchange: Exchange): Promise<Result> {
  const { context, parts, event } = exchange
  try {
    const responding = respond(app, exchange)
    const response = await context.withinDeadline(responding).catch((error: unknown) => {
      // The handler may still answer; what it holds then is let go.
      responding.then(discardAnswer, () => undefined)
      throw error
    })
    return await encode(codec, toAnswer(response, parts.method), exchange)
  } catch (thrown) {
    const error = toRoveError(thrown)
    logFailure(context, error)
    return encode(codec, toAnswer(toProblem(error), parts.method), exchange).catch(() =>
      codec.encode({ status: 500, headers: [], cookies: [], body: null }, event),
    )
  }
}

function respond(app: App, { request, parts, context }: Exchange): Promise<Response> {
  let handler: () => Promise<Response>
  try {
    // Matched before the app's layers run, so that they see the function's name; a miss is theirs to see as an error.
    const { target, params } = app.router.find(parts.method, toPathname(parts.path))
    context.function = target.name
    context.params = params
    context.limitTo(target.function.timeout)
    handler = () => callFunction(target.function, request, context)
  } catch (error) {
    handler = () => Promise.reject(error)
  }
  return runMiddleware(app.middleware, request, context, handler)
}

function callFunction(
  definition: RequestFunction,
  request: LazyRequest,
  context: InvocationContext,
): Promise<Response> {
  return runMiddleware(definition.middleware, request, context, async () => {
    if (definition.body) {
      requireJson(request)
      context.body = await validate(definition.body, await request.json(), 'request body')
    }
    return definition.handler(request, context)
  })
}

function requireJson(request: LazyRequest): void {
  const type = request.headers.get('content-type')
  if (type === null || /^[^;]*[/+]json\s*(;|$)/i.test(type)) return
  throw new RoveError('InvalidArgument', `The request body must be JSON, not ${type}.`, { status: 415 })
}

async function encode<Result>(
  codec: HttpCodec<unknown, Result>,
  plain: Answer,
  { event, context }: Exchange,
): Promise<Result> {
  const guarded = isStream(plain.body) ? { ...plain, body: guard(plain.body, context) } : plain
  if (codec.answers === 'stream') return codec.encode(guarded, event)
  const limit = codec.maxResponseBytes ?? Number.POSITIVE_INFINITY
  return codec.encode(await toBuffered(guarded, limit), event)
}

/** A body that ends with the invocation, whose failure is logged, and which holds nothing but bytes. */
async function* guard(body: ByteStream, context: InvocationContext): AsyncGenerator<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]()
  let finished = false
  const aborted = new Promise<never>((_, reject) => context.onAbort(reject))
  aborted.catch(() => undefined)
  try {
    while (true) {
      const next = await Promise.race([iterator.next(), aborted])
      if (next.done) {
        finished = true
        return
      }
      if (!(next.value instanceof Uint8Array)) throw new TypeError('A response stream must give bytes (Uint8Array).')
      yield next.value
    }
  } catch (error) {
    logFailure(context, toRoveError(error))
    throw error
  } finally {
    // Not awaited: a source that hangs in next() would never answer.
    if (!finished) iterator.return?.()?.catch(() => undefined)
  }
}

function logFailure(context: InvocationContext, error: RoveError): void {
  const fields = { code: error.code, status: error.status, error: error.cause ?? error }
  if (error.status >= 500) context.log.error(error.message, fields)
  else context.log.debug(error.message, fields)
}

function claim<NativeContext, Result>(
  adapter: AdapterDefinition<NativeContext, Result>,
  event: unknown,
): HttpCodec<unknown, Result> {
  const codec = adapter.codecs.find((one) => one.matches(event))
  if (codec) return codec as HttpCodec<unknown, Result>
  const seen = adapter.describe?.(event) ?? shapeOf(event)
  throw new RoveError(
    'Unimplemented',
    `@rove/${adapter.provider} received ${seen}, which no codec takes. It takes ${candidates(adapter)}.`,
    { operation: 'decode' },
  )
}

function decode<NativeContext, Result>(
  adapter: AdapterDefinition<NativeContext, Result>,
  codec: HttpCodec<unknown, Result>,
  event: unknown,
): DecodedRequest {
  try {
    return codec.decode(event)
  } catch (cause) {
    const why = isRoveError(cause) || cause instanceof Error ? cause.message : String(cause)
    throw new RoveError(
      'InvalidArgument',
      `@rove/${adapter.provider} could not decode an event as ${codec.name}: ${why} It takes ${candidates(adapter)}.`,
      { operation: 'decode', cause },
    )
  }
}

function candidates<NativeContext, Result>(adapter: AdapterDefinition<NativeContext, Result>): string {
  return adapter.codecs.map((codec) => `${codec.name} (${codec.title})`).join(', ')
}

function shapeOf(event: unknown): string {
  if (typeof event !== 'object' || event === null) return `a value of type ${event === null ? 'null' : typeof event}`
  const keys = Object.keys(event)
  return `an event with the keys ${keys.slice(0, 12).join(', ') || '(none)'}${keys.length > 12 ? ' …' : ''}`
}
