import {
  type Capabilities,
  type DeliveryLimit,
  type HttpLimit,
  type PortablePromise,
  type Support,
  supportOf,
} from '@rove/core'
import type { EventTrigger, Host, HostOptions } from '@rove/core/adapter'

/** How the suite asks for a host. */
export interface HarnessStart {
  /** Milliseconds after which the host ends an invocation as its platform would. */
  readonly timeout: number
  /** Environment variables that the app must see. */
  readonly env: NonNullable<HostOptions['env']>
}

/** What delivers to the app: the triggers, and the messages of an ordered queue (`lane`) by themselves. */
export type Service = EventTrigger | 'ordered'

/**
 * What is to be proved: the conformance app (`@rove/conformance/app`) behind one adapter, on that provider's runtime.
 * It may be started several times, also at once.
 */
export interface Harness {
  /** For people: `aws function URL`. */
  readonly name: string
  /** What the adapter claims; the suite holds it to that. */
  readonly capabilities: Capabilities
  /** The codec that takes this host's requests, when the capabilities differ by codec. */
  readonly codec?: string
  /** The codecs that take this host's deliveries, when the capabilities differ by codec. Default: as in `via`. */
  readonly codecs?: Readonly<Partial<Record<Service, string>>>
  /**
   * Which of the provider's services deliver: `{ message: 'kinesis' }`. It is put into every delivery, so that one adapter
   * is proved in several configurations. Default: the host's. `ordered` is `message`'s when it is not said.
   */
  readonly via?: Readonly<Partial<Record<Service, string>>>
  /** What this configuration has no service for. Its cases assert that the host refuses a delivery clearly. */
  readonly without?: readonly Service[]
  /** What this front end or this configuration keeps otherwise than `capabilities` says: streams that are off, say. */
  readonly supports?: Readonly<Partial<Record<PortablePromise, Support>>>
  /** The scheme that this front end speaks with clients. Default: `https`, as every cloud's does. */
  readonly scheme?: 'http' | 'https'
  /** The limits of this front end where they differ from those in `capabilities`; in their units. */
  readonly limits?: Readonly<Partial<Record<HttpLimit | DeliveryLimit, number>>>
  /**
   * Cases that are expected to fail here, by id, with the reason. Such a case passes when it fails; once it holds, it is red
   * until the entry is gone.
   */
  readonly gaps?: Readonly<Record<string, string>>
  start(options: HarnessStart): Promise<Host>
  /** Removes what `start` left behind. Called once, after every host was stopped. */
  dispose?(): Promise<void>
}

/**
 * How far a harness goes with a promise: its own word, or else the capabilities' for its codec.
 * @param service what the question is about, for promises that hold for several: `delivery.trace`
 */
export function supportBy(harness: Harness, promise: PortablePromise, service?: Service): Support {
  return harness.supports?.[promise] ?? supportOf(harness.capabilities, promise, codecFor(harness, promise, service))
}

function codecFor({ codec, codecs, via }: Harness, promise: PortablePromise, service?: Service): string | undefined {
  if (promise.startsWith('http.')) return codec
  const subject = promise === 'message.ordered' ? 'ordered' : service
  if (subject === undefined) return codec
  if (subject === 'ordered') return codecs?.ordered ?? via?.ordered ?? codecs?.message ?? via?.message
  return codecs?.[subject] ?? via?.[subject]
}
