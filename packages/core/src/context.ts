import type { ClientsOf, NoUses, Uses } from './bindings/access.ts'
import type { Log } from './log.ts'
import type { Trace } from './trace.ts'

/**
 * The native side of each provider, by its short name. An adapter adds its own by declaration merging, so that
 * `context.platform` is typed once `platform.name` was compared:
 * `if (platform.name === 'aws') platform.context.invokedFunctionArn`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: adapters fill it
export interface Platforms {}

/** A provider's native event and context, untouched. */
export interface PlatformOf<Name extends string, Event, NativeContext> {
  readonly name: Name
  readonly event: Event
  readonly context: NativeContext
}

/** Where an invocation runs. Without an adapter in the program, event and context are `unknown`. */
export type Platform = [keyof Platforms] extends [never]
  ? PlatformOf<string, unknown, unknown>
  : Platforms[keyof Platforms]

/** Environment variables and settings, the same accessor on every provider. */
export type Env = Readonly<Record<string, string | undefined>>

/** What every handler gets beside its event. Members may be destructured. */
export interface Context<U extends Uses = NoUses> {
  /** The provider's id of this invocation, or a random one where it gives none. */
  readonly id: string
  /** The name the function has in the app; empty when no function matched the request. */
  readonly function: string
  /** How often this event was delivered, from 1. */
  readonly attempt: number
  /** When the invocation is ended, epoch milliseconds; undefined where the provider does not say. */
  readonly deadline: number | undefined
  /** Aborts at the deadline and, where the provider tells (`http.signal.disconnect`), when the client goes away. */
  readonly signal: AbortSignal
  readonly env: Env
  readonly log: Log
  readonly trace: Trace
  readonly platform: Platform
  /**
   * Keeps the invocation alive for work that the answer does not depend on. It is awaited before the environment may
   * be paused, until the deadline; a rejection is logged and never fails the answer.
   */
  readonly waitUntil: (work: PromiseLike<unknown>) => void
  /** The clients of what the function's `use` lists, by the names it has there; nothing else. */
  readonly use: ClientsOf<U>
}

/** What a request handler gets beside the request. */
export interface RequestContext<Params = Readonly<Record<string, string>>, Body = unknown, U extends Uses = NoUses>
  extends Context<U> {
  /** The route's parameters, percent-decoded. `*` is the rest of the path. */
  readonly params: Params
  /** The validated body when the function has a `body` schema; otherwise undefined. */
  readonly body: Body
  readonly client: {
    /** The client's address as the provider states it, without a port; undefined where it does not. */
    readonly ip: string | undefined
  }
}

/** What a handler of an event gets beside the event. */
export interface EventContext<U extends Uses = NoUses> extends Context<U> {
  /**
   * The same on every delivery of the same event to this function, and on no other: what to remember to do a thing
   * only once.
   */
  readonly idempotencyKey: string
}
