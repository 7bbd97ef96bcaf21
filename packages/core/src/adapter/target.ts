import type { Resource } from '../bindings/access.ts'
import type { EntryDriver } from './entry.ts'

/** What a target needs to know of an app to write its entry. */
export interface EntryInput {
  /** The module whose default export is the app, as an import specifier that the bundler resolves. */
  readonly appModule: string
  /** The app's name. */
  readonly name: string
  /** What the app's functions use, each resource once: the entry has the drivers for them. Default: nothing. */
  readonly resources?: readonly Resource[]
  /** The drivers that are not the provider's own; undefined for those that are. */
  readonly choose?: (resource: Resource) => EntryDriver | undefined
}

/** How the entry is bundled. */
export interface BundleOptions {
  /** Path of the bundle in the artefact. */
  readonly outfile: string
  /** Text put in front of the bundle, for example a `createRequire` for CommonJS dependencies of an ESM bundle. */
  readonly banner?: string
  /** Modules that the platform provides; they are left as imports. */
  readonly external: readonly string[]
}

/** Builds what one provider deploys. Data and text only: running the bundler and writing files is the caller's. */
export interface Target {
  /** The provider's short name, also the default output folder. */
  readonly name: string
  /** The entry module's source: the few lines that a user would write. */
  entry(input: EntryInput): string
  readonly bundle: BundleOptions
  /** The other files of the artefact by path, for example `host.json`. */
  files(input: EntryInput): Readonly<Record<string, string>>
}
