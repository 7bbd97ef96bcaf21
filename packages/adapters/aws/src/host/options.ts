import type { Host, HostOptions } from '@rove/core/adapter'
import type { InvokeMode } from './fronts/front.ts'
import type { FrontName } from './fronts/index.ts'

/** How the AWS host is started. */
export interface AwsHostOptions extends HostOptions {
  /** The API in front of the function. Default: `function-url`. */
  readonly front?: FrontName
  /** Default: `BUFFERED`. `RESPONSE_STREAM` is offered by `function-url` and `rest-api`. */
  readonly invokeMode?: InvokeMode
  /** Stage of an API Gateway API. Default: `$default` for `http-api`, `prod` for `rest-api`. */
  readonly stage?: string
  /** `auto` takes `aws-lambda-ric` when it is installed and says `simulated` when it is not. Default: `auto`. */
  readonly runtime?: 'auto' | 'simulated'
  /** Memory that the function is told it has, in MB; not enforced. Default: 1,024. */
  readonly memory?: number
  /** `file.export` in the artefact. Default: `index.handler`. */
  readonly handler?: string
  /** Whether event source mappings have `ReportBatchItemFailures`; without it they ignore what is answered. Default: true. */
  readonly reportsItems?: boolean
  /** Address that the fronts report as the client's. Default: `127.0.0.1`. */
  readonly clientIp?: string
}

/** What a direct invocation came to. */
export interface InvokeResult {
  /** The function's result, or what Lambda says of the failure; parsed when it is JSON, text otherwise. */
  readonly payload: unknown
  /** `Unhandled` when the function failed. */
  readonly functionError: string | undefined
  /** The last 4 KB of what was printed during the invocation. */
  readonly log: string
}

/** A running AWS host. */
export interface AwsHost extends Host {
  /** Invokes the function with any event, through the SDK and without a front. It rejects when Lambda refuses the call. */
  invoke(event: unknown): Promise<InvokeResult>
}
