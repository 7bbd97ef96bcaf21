import { type Capabilities, type HttpLimit, type HttpPromise, type Support, supportOf } from '@rove/core'
import type { Host, HostOptions } from '@rove/core/adapter'

/** How the suite asks for a host. */
export interface HarnessStart {
  /** Milliseconds after which the host ends an invocation as its platform would. */
  readonly timeout: number
  /** Environment variables that the app must see. */
  readonly env: NonNullable<HostOptions['env']>
}

/**
 * What is to be proved: the conformance app (`@rove/conformance/app`) behind one adapter, on that provider's runtime.
 * It may be started several times, also at once.
 */
export interface Harness {
  /** For people: `aws function URL`. */
  readonly name: string
  /** What the adapter claims; the suite holds it to that. */
  readonly capabilities: Capabilities
  /** The codec that takes this host's events, when the capabilities differ by codec. */
  readonly codec?: string
  /** What this front end or this configuration keeps otherwise than `capabilities` says: streams that are off, say. */
  readonly supports?: Readonly<Partial<Record<HttpPromise, Support>>>
  /** The scheme that this front end speaks with clients. Default: `https`, as every cloud's does. */
  readonly scheme?: 'http' | 'https'
  /** The limits of this front end where they differ from those in `capabilities`; in their units. */
  readonly limits?: Readonly<Partial<Record<HttpLimit, number>>>
  start(options: HarnessStart): Promise<Host>
  /** Removes what `start` left behind. Called once, after every host was stopped. */
  dispose?(): Promise<void>
}

/** How far a harness goes with a promise: its own word, or else the capabilities' for its codec. */
export function supportBy({ supports, capabilities, codec }: Harness, promise: HttpPromise): Support {
  return supports?.[promise] ?? supportOf(capabilities, promise, codec)
}
