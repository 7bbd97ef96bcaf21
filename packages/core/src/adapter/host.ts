import type { ChangeKind, ObjectKind } from '../events/types.ts'

/** A request as it goes over the wire: nothing normalised, nothing forbidden. */
export interface WireRequest {
  readonly method: string
  /** Path and query as they stand in the request line: `/orders?x=1`. */
  readonly target: string
  /** In order, names in any case, repeated names allowed. `host` is added when it is missing. */
  readonly headers?: ReadonlyArray<readonly [name: string, value: string]>
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>
  /** Ends the exchange from the client's side: the connection is cut. */
  readonly signal?: AbortSignal
}

/** A response as it came over the wire. */
export interface WireResponse {
  readonly status: number
  /** In order, names in lower case, repeated names kept. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  /** The body's pieces as they arrive; it can be read once, and must be read or cancelled. */
  readonly body: AsyncIterable<Uint8Array>
}

/** A message to be put into a queue. */
export interface SentMessage {
  readonly body: string | Uint8Array
  readonly attributes?: Readonly<Record<string, string>>
  /** Keeps order with the others of its group, where the service has groups. */
  readonly group?: string
}

/** An event to be published to a topic. */
export interface SentEvent {
  readonly data: string | Uint8Array
  readonly attributes?: Readonly<Record<string, string>>
}

/** An object that was written or deleted. */
export interface SentObject {
  readonly kind: ObjectKind
  readonly key: string
  /** Bytes; the host makes one up when it is not said. */
  readonly size?: number
  readonly etag?: string
  readonly contentType?: string
}

/** A change of a value. Values are JSON objects, because tables of documents take nothing else. */
export interface SentChange {
  readonly kind: ChangeKind
  readonly key: string
  readonly before?: Readonly<Record<string, unknown>>
  readonly after?: Readonly<Record<string, unknown>>
}

/** What the provider's service is to deliver. `to` is the logical name of the queue, topic, bucket or store. */
export type Delivery = (
  | { readonly trigger: 'message'; readonly to: string; readonly items: readonly SentMessage[] }
  | { readonly trigger: 'event'; readonly to: string; readonly items: readonly SentEvent[] }
  /** `to` is the function's name. */
  | { readonly trigger: 'schedule'; readonly to: string; readonly items: ReadonlyArray<{ readonly scheduledAt: Date }> }
  | { readonly trigger: 'object'; readonly to: string; readonly items: readonly SentObject[] }
  | { readonly trigger: 'change'; readonly to: string; readonly items: readonly SentChange[] }
) & {
  /** Which of the provider's services delivers, where there are several: `sqs-fifo`, `eventbridge`. Default: the host's first. */
  readonly via?: string
  /** How often an item is delivered before it is put aside, where that can be set. Default: as the service does, or else 5. */
  readonly maxAttempts?: number
}

/** What became of one item, once the provider has stopped delivering it. */
export interface Delivered {
  /**
   * `done`: the provider counts it as handled. `dead-lettered`: it is kept aside. `dropped`: the provider has given up,
   * and keeps it nowhere.
   */
  readonly outcome: 'done' | 'dead-lettered' | 'dropped'
  /** How often it was delivered. */
  readonly attempts: number
  /** What the function asked to wait before each redelivery, milliseconds; undefined where it did not or could not. */
  readonly delays: ReadonlyArray<number | undefined>
}

/** What a runtime was given, and what it gave back, in the provider's own form. */
export interface NativeExchange {
  readonly event: unknown
  readonly result?: unknown
  /** What it failed with, where it gave nothing back. */
  readonly error?: string
}

/** How a host is started. */
export interface HostOptions {
  /** The built artefact's folder, as the provider's target laid it out. */
  readonly artefact: string
  /** Milliseconds after which an invocation is ended as the platform would end it. Default: 10,000. */
  readonly timeout?: number
  /** Environment variables for the function. */
  readonly env?: Readonly<Record<string, string>>
  /** Gets every line that the runtime and the function print. Default: kept, and shown when the start fails. */
  readonly onLog?: (line: string) => void
}

/** A provider's real runtime, running here with an artefact. It listens on loopback only and stops what it started. */
export interface Host {
  /** What runs, with versions: `aws-lambda-ric 4.0.2, function URL`. It says `simulated` when it is not the vendor's code. */
  readonly name: string
  /** Whether the vendor's own runtime code runs. False is shown in every report. */
  readonly real: boolean
  /** Where the function can be reached by hand. */
  readonly url: string
  /** Sends a request exactly as given. It rejects only when there is no response. */
  send(request: WireRequest): Promise<WireResponse>
  /** Sends a Fetch request, as a browser or a test would write it. */
  request(request: Request): Promise<Response>
  /**
   * Has the provider's service deliver events, in its own form and by its own rules: batches, redelivery, dead letters.
   * Waiting times are cut short. It resolves when the service has nothing left to deliver.
   * @throws RoveError `Unimplemented` when the provider, or this host, has no such service; it says which
   */
  deliver(delivery: Delivery): Promise<readonly Delivered[]>
  /** Everything printed so far, a line each. */
  logs(): readonly string[]
  /** The last native events and what came of them, the newest last, for reports. */
  natives?(): readonly NativeExchange[]
  /** Announces the end as the platform does, then ends the process. It can be called twice. */
  stop(): Promise<void>
}

/** Starts a host. Exported by every adapter's `host` as `start`. */
export type StartHost<Options extends HostOptions = HostOptions> = (options: Options) => Promise<Host>
