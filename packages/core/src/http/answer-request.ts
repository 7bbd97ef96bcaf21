import type { HttpCodec } from '../adapter/codec.ts'
import type { App } from '../app.ts'
import { RoveError, toRoveError } from '../errors.ts'
import { runMiddleware } from '../middleware.ts'
import { validate } from '../schema.ts'
import type { RequestFunction } from '../triggers/request.ts'
import { type Answer, discardAnswer, toAnswer, toBuffered } from './answer.ts'
import { isStream } from './body.ts'
import { type BodyGuard, guardBody } from './guarded-body.ts'
import { toProblem } from './problem.ts'
import type { LazyRequest } from './request.ts'
import type { HttpContext } from './request-context.ts'
import { toPathname } from './url.ts'

/** One request on its way through the app. */
export interface Exchange {
  /** The native event. */
  readonly event: unknown
  readonly method: string
  /** Without the base path. */
  readonly path: string
  readonly context: HttpContext
}

/** A value now, or later: what is there at once costs no turn of the event loop and no timer. */
type Eventually<T> = T | Promise<T>

/** Takes a request through router, layers and handler, and encodes the answer. Every failure becomes an answer too. */
export async function answerRequest<Result>(
  app: App,
  codec: HttpCodec<unknown, Result>,
  exchange: Exchange,
): Promise<Result> {
  const { context, method, event } = exchange
  try {
    const responding = respond(app, exchange)
    const response = responding instanceof Promise ? await inTime(responding, context) : responding
    return await encode(codec, toAnswer(response, method), exchange)
  } catch (thrown) {
    logFailure(context, thrown)
    try {
      return await encode(codec, toAnswer(toProblem(toRoveError(thrown)), method), exchange)
    } catch {
      // The problem itself could not be encoded; its cause is in the log already.
      return codec.encode({ status: 500, headers: [], cookies: [], body: null }, event)
    }
  }
}

function inTime(responding: Promise<Response>, context: HttpContext): Promise<Response> {
  return context.withinDeadline(responding, () => {
    // The handler may still answer; what it holds then is let go.
    responding.then(discardAnswer, () => undefined)
  })
}

function respond(app: App, { method, path, context }: Exchange): Eventually<Response> {
  let handler: () => Eventually<Response>
  try {
    // Matched before the app's layers run, so that they see the function's name; a miss is theirs to see as an error.
    const { target, params } = app.router.find(method, toPathname(path))
    context.function = target.name
    context.uses = target.function.use
    context.params = params
    context.limitTo(target.function.timeout)
    handler = () => callFunction(target.function, context.request, context)
  } catch (error) {
    handler = () => Promise.reject(error)
  }
  return runMiddleware(app.middleware, context.request, context, handler)
}

function callFunction(definition: RequestFunction, request: LazyRequest, context: HttpContext): Eventually<Response> {
  const { body, handler, middleware } = definition
  if (body === undefined) return runMiddleware(middleware, request, context, () => handler(request, context))
  return runMiddleware(middleware, request, context, async () => {
    requireJson(request)
    context.body = await validate(body, await request.json(), 'request body')
    return handler(request, context)
  })
}

function requireJson(request: LazyRequest): void {
  const type = request.headers.get('content-type')
  if (type === null || /^[^;]*[/+]json\s*(;|$)/i.test(type)) return
  throw new RoveError('InvalidArgument', `The request body must be JSON, not ${type}.`, { status: 415 })
}

function encode<Result>(
  codec: HttpCodec<unknown, Result>,
  plain: Answer,
  { event, context }: Exchange,
): Eventually<Result> {
  if (codec.answers === 'stream') {
    const body = isStream(plain.body) ? guardBody(plain.body, guardOf(context, true)) : plain.body
    return codec.encode(body === plain.body ? plain : { ...plain, body }, event)
  }
  // A body that is collected fails before there is an answer: its failure is logged as the request's.
  const source = isStream(plain.body) ? { ...plain, body: guardBody(plain.body, guardOf(context, false)) } : plain
  const buffered = toBuffered(source, codec.maxResponseBytes)
  if (buffered instanceof Promise) return buffered.then((answer) => codec.encode(answer, event))
  return codec.encode(buffered, event)
}

function guardOf(context: HttpContext, logs: boolean): BodyGuard {
  return {
    onAbort: (callback) => context.onAbort(callback),
    onFailure: (error) => logs && logFailure(context, error),
  }
}

function logFailure(context: HttpContext, thrown: unknown): void {
  const error = toRoveError(thrown)
  const fields = { code: error.code, status: error.status, error: error.cause ?? error }
  if (error.status >= 500) context.log.error(error.message, fields)
  else context.log.debug(error.message, fields)
}
