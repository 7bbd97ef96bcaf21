import type { App } from '@rove/core'
import { type AdaptOptions, type ByteStream, createPipeline, isStream, type Pipeline } from '@rove/core/adapter'
import { behindCatchAll, http, httpBuffered, type StreamResult } from './codecs/http.ts'
import { connectionOf, drained } from './connection.ts'
import { toInvocation } from './context.ts'
import { toRequestTimeout } from './deadline.ts'
import type { NativeContext, NativeRequest, NativeResult } from './native.ts'
import { catchAllRoute } from './route.ts'

/** What `@azure/functions` calls for each request. */
export type AzureHandler = (request: NativeRequest, context: NativeContext) => Promise<NativeResult>

/** How the handler is made. */
export interface HandlerOptions extends AdaptOptions {
  /** Whether HTTP streams are enabled in the library. */
  readonly stream: boolean
}

/**
 * Makes the handler of an app, without the library. It answers every HTTP request; it rejects only for an event that is
 * none, so that a message of another trigger is not taken for handled.
 */
export function createHandler(app: App, options: HandlerOptions): AzureHandler {
  const timeout = toRequestTimeout(process.env)
  const codec = options.stream ? http : httpBuffered
  const pipelineOf = (one: typeof codec): Pipeline<NativeContext, StreamResult> => {
    const invocation = (event: unknown, context: NativeContext) => toInvocation(event, context, timeout)
    return createPipeline(
      app,
      { provider: 'azure', codecs: [one], describe: describeEvent, toInvocation: invocation },
      options,
    )
  }
  const byCatchAll = pipelineOf(behindCatchAll(codec))
  const otherwise = pipelineOf(codec)
  return async (request, context) => {
    const trigger = context.options?.trigger as { route?: unknown } | undefined
    const pipeline = trigger?.route === catchAllRoute ? byCatchAll : otherwise
    if (!codec.matches(request)) return (await pipeline(request, context)).result
    // With streams enabled a rejection would leave the client without an answer, whatever the host makes of it.
    const handled = await pipeline(request, context).catch((error: unknown) => refuse(context, error))
    const { result } = handled
    if (result.exactCookies) writeCookies(result, context)
    if (isStream(result.body ?? null)) result.body = settledAfter(result.body as ByteStream, handled.settled, context)
    else await handled.settled()
    return result
  }
}

/** Names what an event that is no request of the v4 model looks like. */
function describeEvent(event: unknown): string | undefined {
  if (typeof event !== 'object' || event === null) return undefined
  if ('req' in event) return 'a context of programming model v3'
  if ('Data' in event && 'Metadata' in event) return 'a request of the host to a custom handler'
  if ('type' in event && /\.authenticationEvent\./.test(String(event.type)))
    return 'an authentication event of Microsoft Entra'
  if ('http' in event) return 'an HTTP message of the host, which @azure/functions has not converted'
  return 'method' in event && 'url' in event ? 'an HTTP request of programming model v3' : undefined
}

interface Refused {
  readonly result: StreamResult
  settled(): Promise<void>
}

/** The answer to a request that could not be read: what was wrong with it is in the log. */
function refuse(context: NativeContext, error: unknown): Refused {
  context.error(error instanceof Error ? (error.stack ?? error.message) : String(error))
  const problem = { type: 'about:blank', title: 'Internal Server Error', status: 500, code: 'Internal' }
  return {
    result: {
      status: 500,
      headers: [['content-type', 'application/problem+json']],
      body: JSON.stringify(problem),
    },
    settled: async () => undefined,
  }
}

/** Writes the cookies that the library would change straight to the response, in place of the library's. */
function writeCookies(result: StreamResult, context: NativeContext): void {
  const connection = connectionOf(context.invocationId)
  if (!connection) return
  connection.setHeader('set-cookie', [...(result.exactCookies ?? [])])
  delete result.cookies
}

/**
 * A body that waits for its client between two pieces, which the library does not, and for the work given to
 * `waitUntil` at its end. When it fails the connection is cut, because the library would leave it open for ever.
 */
async function* settledAfter(
  body: ByteStream,
  settled: () => Promise<void>,
  context: NativeContext,
): AsyncGenerator<Uint8Array> {
  const connection = connectionOf(context.invocationId)
  try {
    for await (const piece of body) {
      yield piece
      if (connection?.writableNeedDrain) await drained(connection)
      if (connection?.destroyed) return
    }
  } catch (error) {
    connection?.destroy()
    throw error
  } finally {
    await settled()
  }
}
