import type { Env } from '../context.ts'
import type { LogSink } from '../log.ts'
import type { Trace } from '../trace.ts'
import type { HttpCodec } from './codec.ts'
import type { DriverSource } from './driver-source.ts'
import type { EventCodec } from './event-codec.ts'

/** What an adapter's `context.ts` reads out of a native context. */
export interface Invocation {
  /** The provider's id of this invocation; core makes one when it is undefined. */
  readonly id: string | undefined
  /** When the platform ends the invocation, epoch milliseconds. */
  readonly deadline?: number | undefined
  /** Aborts when the client goes away; when the platform cancels for another reason, with a `RoveError` that says so. */
  readonly signal?: AbortSignal | undefined
  /** The platform's own trace, when it comes before a `traceparent` header; otherwise core reads that header. */
  readonly trace?: Trace | undefined
  readonly platform: { readonly name: string; readonly event: unknown; readonly context: unknown }
  readonly env: Env
  readonly log: LogSink
}

/** What an adapter tells the pipeline: data and pure functions. */
export interface AdapterDefinition<NativeContext, Result> {
  /** Short name of the provider: `aws`. */
  readonly provider: string
  /** In the order in which they are asked. */
  // biome-ignore lint/suspicious/noExplicitAny: each codec has its own event type; `matches` guards the call
  readonly codecs: ReadonlyArray<HttpCodec<any, Result> | EventCodec<any, Result>>
  /** Translates the native context. It never throws. */
  toInvocation(event: unknown, context: NativeContext): Invocation
  /** Names what an unclaimed event looks like, for the error: `an SQS event`. */
  describe?(event: unknown): string | undefined
}

/** Options that every adapter's `adapt` takes. */
export interface AdaptOptions {
  /** Taken off the front of every path, for apps behind a prefix such as an API mapping. Example: `/api`. */
  readonly basePath?: string
  /**
   * The provider's names of the app's resources, where they are not the logical name, nor that name behind the app's
   * (`shop-shipments`): `{ queue: { shipments: 'courier-inbox' } }`. The environment variable
   * `ROVE_QUEUE_SHIPMENTS` (name, URL or ARN) says the same.
   */
  readonly resources?: ResourceNames
  /** The drivers behind what functions `use`; the first source for a resource is taken. */
  readonly bindings?: readonly DriverSource[]
}

/** The provider's names of resources, by kind and logical name. */
export type ResourceNames = Readonly<
  Partial<Record<'queue' | 'topic' | 'bucket' | 'kv' | 'secret', Readonly<Record<string, string>>>>
>
