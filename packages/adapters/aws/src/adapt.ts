import type { App } from '@rove/core'
import { type AdaptOptions, createPipeline, type HttpCodec } from '@rove/core/adapter'
import { type AwsHttpResult, bufferedCodecs, streamCodecs } from './codecs/index.ts'
import { type LambdaContext, LambdaInvocation, type Propagator } from './context.ts'
import { describeEvent } from './describe.ts'
import { type StreamingHandler, streamify } from './response-stream.ts'

/** How {@link adapt} may differ from its defaults. */
export interface AwsOptions extends AdaptOptions {
  /**
   * Sends bodies while they are made. Only for function URLs with the invoke mode `RESPONSE_STREAM` and REST APIs with
   * the response transfer mode `STREAM`; a direct invocation gets the JSON prelude and eight NUL bytes before the body.
   * Default: false.
   */
  readonly stream?: boolean
  /** Where a trace is looked for, in this order. Default: `['tracecontext', 'xray']`. */
  readonly propagators?: readonly Propagator[]
}

/** A handler as Lambda calls it for an answer in one piece. */
export type LambdaHandler = (event: unknown, context?: LambdaContext) => Promise<AwsHttpResult>

/**
 * Makes the Lambda handler of an app. It takes events of API Gateway, function URLs, Application Load Balancer,
 * Lambda@Edge and VPC Lattice, and rejects for every other event. Lambda announces its end only to functions with an
 * extension, so the app's `shutdown` does not run (`lifecycle.shutdown`).
 *
 * @throws RoveError `FailedPrecondition` when it is to stream and Lambda's global is missing
 * @example export const handler = adapt(app)
 */
export function adapt(app: App, options?: AwsOptions & { readonly stream?: false }): LambdaHandler
export function adapt(app: App, options: AwsOptions & { readonly stream: true }): StreamingHandler
export function adapt(app: App, options?: AwsOptions): LambdaHandler | StreamingHandler
export function adapt(app: App, options: AwsOptions = {}): LambdaHandler | StreamingHandler {
  if (options.stream) return streamify(createPipeline(app, define(streamCodecs, options), options), app.name)
  const pipeline = createPipeline(app, define(bufferedCodecs, options), options)
  return async function handler(event: unknown, context?: LambdaContext) {
    const { result, settled } = await pipeline(event, context)
    await settled()
    return result
  }
}

// biome-ignore lint/suspicious/noExplicitAny: each codec has its own event type; `matches` guards the call
function define<Result>(codecs: ReadonlyArray<HttpCodec<any, Result>>, options: AwsOptions) {
  const propagators = options.propagators ?? ['tracecontext', 'xray']
  return {
    provider: 'aws',
    codecs,
    toInvocation: (event: unknown, context: LambdaContext | undefined) =>
      new LambdaInvocation(event, context, propagators),
    describe: describeEvent,
  }
}
