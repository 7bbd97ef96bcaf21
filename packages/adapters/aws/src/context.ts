import type { PlatformOf } from '@rove/core'
import { type Invocation, type LogSink, parseTraceparent, type Trace } from '@rove/core/adapter'
import type { AwsEvent } from './codecs/index.ts'
import { eventHeader } from './event-header.ts'
import { lambdaLog } from './lambda-log.ts'
import { parseXray } from './xray.ts'

/**
 * Lambda's context, as far as Rove reads or forwards it. All of it may be missing when a test calls the handler.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
export interface LambdaContext {
  readonly awsRequestId: string
  readonly functionName: string
  readonly functionVersion: string
  readonly invokedFunctionArn: string
  readonly memoryLimitInMB: string
  readonly logGroupName: string
  readonly logStreamName: string
  readonly identity?: unknown
  readonly clientContext?: unknown
  readonly tenantId?: string | undefined
  /** The X-Ray tracing header; newer runtimes set it beside the environment variable. */
  readonly xRayTraceId?: string | undefined
  /** Milliseconds until Lambda ends the invocation. */
  getRemainingTimeInMillis(): number
}

declare module '@rove/core' {
  interface Platforms {
    aws: PlatformOf<'aws', AwsEvent, LambdaContext>
  }
}

/** Where a trace may come from: the W3C `traceparent` header, or AWS X-Ray. */
export type Propagator = 'tracecontext' | 'xray'

/** Translates Lambda's context. Nothing is read before it is asked for, but for the id and the deadline. */
export class LambdaInvocation implements Invocation {
  readonly id: string | undefined
  readonly deadline: number | undefined
  readonly platform: Invocation['platform']
  readonly env: NodeJS.ProcessEnv = process.env
  readonly log: LogSink = lambdaLog
  readonly #propagators: readonly Propagator[]

  constructor(event: unknown, context: Partial<LambdaContext> | undefined, propagators: readonly Propagator[]) {
    this.id = context?.awsRequestId
    this.deadline = toDeadline(context)
    this.platform = { name: 'aws', event, context }
    this.#propagators = propagators
  }

  /** The first trace that a propagator finds; undefined leaves it to core, which reads `traceparent`. */
  get trace(): Trace | undefined {
    const { event, context } = this.platform
    for (const propagator of this.#propagators) {
      if (propagator === 'tracecontext' && parseTraceparent(eventHeader(event, 'traceparent'))) return undefined
      const trace = propagator === 'xray' ? this.#readXray(event, context as Partial<LambdaContext>) : undefined
      if (trace) return trace
    }
    return undefined
  }

  // The environment variable belongs to one invocation at a time, so the context comes first.
  #readXray(event: unknown, context: Partial<LambdaContext> | undefined): Trace | undefined {
    return (
      parseXray(context?.xRayTraceId) ??
      parseXray(process.env._X_AMZN_TRACE_ID) ??
      parseXray(eventHeader(event, 'x-amzn-trace-id'))
    )
  }
}

function toDeadline(context: Partial<LambdaContext> | undefined): number | undefined {
  if (typeof context?.getRemainingTimeInMillis !== 'function') return undefined
  const remaining = context.getRemainingTimeInMillis()
  return Number.isFinite(remaining) ? Date.now() + remaining : undefined
}
