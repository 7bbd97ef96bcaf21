import type { Writable } from 'node:stream'
import { RoveError } from '@rove/core'
import type { EventCodec, Pipeline } from '@rove/core/adapter'
import { writeBody } from '@rove/core/node'
import { deliveryCodecs } from './codecs/deliveries.ts'
import type { AwsHttpStream } from './codecs/index.ts'
import type { LambdaContext } from './context.ts'

/** A handler as Lambda calls it for a streamed answer: event, stream, context. */
export type StreamingHandler = (event: unknown, stream: Writable, context?: LambdaContext) => Promise<void>

/**
 * The global that Lambda's Node.js runtimes define before they load a function.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html
 */
export interface LambdaGlobal {
  streamifyResponse(handler: StreamingHandler): StreamingHandler
  readonly HttpResponseStream: { from(stream: Writable, prelude: object): Writable }
}

/** What a function that streams makes: an answer with its body, or the result of an event as JSON text. */
export type StreamedResult = AwsHttpStream | { readonly json: string }

/**
 * The codecs of the other triggers for a function that streams. Event sources invoke it with the plain `Invoke`, which hands
 * back in one piece what was written, and fails when the handler rejects.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/config-rs-invoke-furls.html
 */
// biome-ignore lint/suspicious/noExplicitAny: each codec has its own event type; `matches` guards the call
export const streamedDeliveryCodecs: ReadonlyArray<EventCodec<any, StreamedResult>> = deliveryCodecs.map((codec) => ({
  ...codec,
  encode: (settled, event) => ({ json: JSON.stringify(codec.encode(settled, event)) ?? 'null' }),
}))

/**
 * Makes the handler of a function that streams its answers.
 * @throws RoveError `FailedPrecondition` outside of Lambda
 */
export function streamify(
  pipeline: Pipeline<LambdaContext | undefined, StreamedResult>,
  name: string,
): StreamingHandler {
  const lambda = (globalThis as unknown as { awslambda?: LambdaGlobal }).awslambda
  if (typeof lambda?.streamifyResponse !== 'function') {
    throw new RoveError(
      'FailedPrecondition',
      `adapt("${name}", { stream: true }) needs the global "awslambda", which Lambda's Node.js runtime defines before it loads the function. Run it there or in @rove/aws/host, leave AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA unset, or adapt without stream.`,
      { operation: 'adapt' },
    )
  }
  // Two declared parameters: the runtime takes a third for a callback, which it refuses.
  return lambda.streamifyResponse(async (event: unknown, stream: Writable, ...[context]) => {
    const { result, settled } = await pipeline(event, context)
    if ('json' in result) {
      stream.on('error', () => undefined)
      await settled()
      // Without HttpResponseStream there is no prelude: the caller gets the JSON and nothing else.
      stream.end(result.json)
      return
    }
    const output = lambda.HttpResponseStream.from(stream, result.prelude)
    // The runtime reports a connection that broke; without a listener it would end the process.
    output.on('error', () => undefined)
    try {
      // The prelude goes out with the first write, and an answer without a body would have none.
      output.write('')
      await writeBody(output, result.body)
      if (!output.destroyed) output.end()
    } finally {
      // A source that fails rejects the handler: the runtime then ends the transfer with its error trailers. To destroy
      // the stream instead would end the whole process, because the runtime client leaves a rejection unhandled.
      await settled()
    }
  })
}
