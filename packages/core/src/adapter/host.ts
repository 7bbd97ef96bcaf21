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
  /** Everything printed so far, a line each. */
  logs(): readonly string[]
  /** Announces the end as the platform does, then ends the process. It can be called twice. */
  stop(): Promise<void>
}

/** Starts a host. Exported by every adapter's `host` as `start`. */
export type StartHost<Options extends HostOptions = HostOptions> = (options: Options) => Promise<Host>
