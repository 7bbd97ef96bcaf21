import type { Resource, ResourceKind } from '../bindings/access.ts'

/** Whose resources are wanted. */
export interface BackingOptions {
  /** The app's name: resources are called `<app>-<name>`, as drivers look for them. */
  readonly app: string
  /** What the app's functions use, and what calls them; each once. */
  readonly resources: readonly Resource[]
}

/** The services that an app's resources live in while it runs here: emulators that the vendor's clients talk to. */
export interface BackingServices {
  /** What runs, with versions: `moto 5.1.18`. */
  readonly name: string
  /** The environment with which the drivers find them. */
  readonly env: Readonly<Record<string, string>>
  /** Kinds of resources that there is no service for here: the embedded ones serve. Default: none. */
  readonly without?: readonly ResourceKind[]
  /** Takes what the app has sent to one of its queues or topics since: the texts, as they were sent. */
  take(resource: Resource): Promise<readonly string[]>
  /** Ends what was started. It can be called twice. */
  stop(): Promise<void>
}

/** Why there are none: what is not on this machine, and how to get it. */
export interface MissingServices {
  readonly missing: string
}

/**
 * Starts a provider's services on this machine, on loopback only, with the app's resources in them. Exported by every
 * adapter's `host` as `startServices`.
 */
export type StartServices = (options: BackingOptions) => Promise<BackingServices | MissingServices>
