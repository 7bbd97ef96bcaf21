import type { App } from '@rove/core'
import { type AdapterDefinition, type AdaptOptions, createPipeline } from '@rove/core/adapter'
import { deliveryCodecs } from './codecs/deliveries.ts'
import { type AwsResult, bufferedCodecs, streamCodecs } from './codecs/index.ts'
import { type LambdaContext, LambdaInvocation, type Propagator } from './context.ts'
import { describeEvent } from './describe.ts'
import { type StreamedResult, type StreamingHandler, streamedDeliveryCodecs, streamify } from './response-stream.ts'

/** How {@link adapt} may differ from its defaults. */
export interface AwsOptions extends AdaptOptions {
  /**
   * Sends bodies while they are made. Only for function URLs with the invoke mode `RESPONSE_STREAM` and REST APIs with
   * the response transfer mode `STREAM`; who invokes the function with such an event gets the JSON prelude and eight NUL
   * bytes before the body. Events of other kinds are taken all the same, and answered with plain JSON. Default: false.
   */
  readonly stream?: boolean
  /** Where a trace is looked for, in this order. Default: `['tracecontext', 'xray']`. */
  readonly propagators?: readonly Propagator[]
}

/** A handler as Lambda calls it for an answer in one piece. Of what fails as a whole the promise is rejected. */
export type LambdaHandler = (event: unknown, context?: LambdaContext) => Promise<AwsResult>

/**
 * Makes the Lambda handler of an app. It takes requests (API Gateway, function URLs, Application Load Balancer,
 * Lambda@Edge, VPC Lattice), the events of SQS, SNS, EventBridge, S3, DynamoDB, Kinesis, Firehose, Kafka, MQ, CloudWatch Logs
 * and DocumentDB, and direct invocations; it rejects for every other event. Event source mappings of SQS, Kinesis and
 * DynamoDB must have `ReportBatchItemFailures`: without it Lambda takes every answer for success. Lambda announces its
 * end only to functions with an extension, so the app's `shutdown` does not run (`lifecycle.shutdown`).
 *
 * @throws RoveError `FailedPrecondition` when it is to stream and Lambda's global is missing
 * @example export const handler = adapt(app)
 */
export function adapt(app: App, options?: AwsOptions & { readonly stream?: false }): LambdaHandler
export function adapt(app: App, options: AwsOptions & { readonly stream: true }): StreamingHandler
export function adapt(app: App, options?: AwsOptions): LambdaHandler | StreamingHandler
export function adapt(app: App, options: AwsOptions = {}): LambdaHandler | StreamingHandler {
  if (options.stream) {
    const codecs = [...streamCodecs, ...streamedDeliveryCodecs]
    return streamify(createPipeline(app, define<StreamedResult>(codecs, options), options), app.name)
  }
  const pipeline = createPipeline(app, define<AwsResult>([...bufferedCodecs, ...deliveryCodecs], options), options)
  return async function handler(event: unknown, context?: LambdaContext) {
    const { result, settled } = await pipeline(event, context)
    await settled()
    return result
  }
}

type Definition<Result> = AdapterDefinition<LambdaContext | undefined, Result>

function define<Result>(codecs: Definition<Result>['codecs'], options: AwsOptions): Definition<Result> {
  const propagators = options.propagators ?? ['tracecontext', 'xray']
  return {
    provider: 'aws',
    codecs,
    toInvocation: (event: unknown, context: LambdaContext | undefined) =>
      new LambdaInvocation(event, context, propagators),
    describe: describeEvent,
  }
}
