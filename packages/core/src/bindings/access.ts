import type { Env } from '../context.ts'
import type { Trace } from '../trace.ts'

/** What a function may do with a resource. Grants are made of it: no more than this is allowed. */
export type Access = 'read' | 'write' | 'read-write' | 'send' | 'publish'

/** What an app owns, by kind and logical name. */
export interface Resource<Kind extends ResourceKind = ResourceKind> {
  readonly kind: Kind
  readonly name: string
}

/** The kinds of resources that functions can use. */
export type ResourceKind = 'kv' | 'bucket' | 'queue' | 'topic' | 'secret' | 'config'

/**
 * A resource with an access: what a function lists in `use`. The handler finds the client in `context.use`, and it can do
 * what the access says and nothing else.
 */
export interface Binding<Client = unknown> {
  readonly resource: Resource
  readonly access: Access
  /** Makes the client for one invocation on the resource's driver. */
  connect(driver: never, scope: ClientScope): Client
}

/** The invocation that a client works for. */
export interface ClientScope {
  readonly env: Env
  /** Ends waiting. */
  readonly signal: AbortSignal
  /** Goes on in the handler of what is sent. */
  readonly trace: Trace
}

/** What a function uses, by the names it has for them. */
export type Uses = Readonly<Record<string, Binding>>

/** The clients that a handler finds in `context.use`. */
export type ClientsOf<U extends Uses> = {
  readonly [Name in keyof U]: U[Name] extends Binding<infer Client> ? Client : never
}

/** What a function has that uses nothing. */
export type NoUses = Readonly<Record<never, never>>

/** A resource with an access, without its types: what targets make grants of. */
export interface Grant {
  /** The function's name. */
  readonly function: string
  readonly resource: Resource
  readonly access: Access
}
