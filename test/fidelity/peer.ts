/** Where requests come in: one API of a provider, in one mode. */
export type FrontId = 'aws-url' | 'aws-url-streamed' | 'aws-rest' | 'azure' | 'azure-streamed' | 'gcp'

/** What stands behind a peer: the app as a fetch handler, as a node:http listener, or in Rove's own adapter. */
export type Mounting = 'fetch' | 'node' | 'rove'

/** How a peer is set up behind one front. */
export interface Setup {
  /** The entry module: the lines of the peer's documentation. `app` is an import specifier, as a literal. */
  entry(app: string): string
  /** The options beside the documentation's first example, in a few words. */
  readonly options: string
}

/** A package that translates a provider's requests, as its documentation says to set it up. */
export interface Peer {
  readonly id: string
  readonly title: string
  /** The package whose version is recorded. */
  readonly package: string
  readonly mounting: Mounting
  /** Address of the documentation that the entries follow. */
  readonly documentation: string
  /** Each front that the documentation says to support, of those that are asked. */
  readonly setups: Readonly<Partial<Record<FrontId, Setup>>>
}
