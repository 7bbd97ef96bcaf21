import { join, resolve } from 'node:path'
import type { DriverKind, DriverSource, Drivers, OpenResource, StoredValue } from '@rove/core/adapter'
import type { ChangeItem, ObjectItem } from '../services/entry.ts'
import { EnvironmentSecret } from './environment-secret.ts'
import { toFileName } from './file-name.ts'
import { FolderBucket } from './folder-bucket.ts'
import { FolderKv } from './folder-kv.ts'
import { FolderSecret } from './folder-secret.ts'
import { MemoryBucket, type MemoryObject } from './memory-bucket.ts'
import { MemoryKv } from './memory-kv.ts'
import { MemorySecret } from './memory-secret.ts'

/** Which resources a source is for. */
export interface SourceOptions {
  /** The logical names. Default: every resource of its kind that no source before it is for. */
  readonly only?: readonly string[]
}

/** How a source keeps values. */
export interface KvSourceOptions extends SourceOptions {
  /** Called with the store's logical name for every change that is made through it, in their order. */
  readonly tell?: (store: string, change: ChangeItem) => void
}

/** How a source keeps objects. */
export interface BucketSourceOptions extends SourceOptions {
  /** Called with the bucket's logical name for every object that is written or deleted through it, in their order. */
  readonly tell?: (bucket: string, object: ObjectItem) => void
}

/** Where a source keeps things. */
export interface FolderOptions {
  /** Each resource has a folder of its own in it, by the provider's name; it is made when something is written. */
  readonly folder: string
}

/**
 * Keeps values in this process: those of a store are shared by all who open it through one source.
 * @example adapt(app, { bindings: [memoryKv()] })
 */
export function memoryKv(options: KvSourceOptions = {}): DriverSource<'kv'> {
  const stores = new Map<string, Map<string, StoredValue>>()
  return toSource({ kind: 'kv', service: 'memory' }, options, ({ name, native }) => {
    const values = stores.get(native) ?? new Map<string, StoredValue>()
    stores.set(native, values)
    return new MemoryKv(values, (change) => options.tell?.(name, change))
  })
}

/** Keeps objects in this process: those of a bucket are shared by all who open it through one source. */
export function memoryBucket(options: BucketSourceOptions = {}): DriverSource<'bucket'> {
  const buckets = new Map<string, Map<string, MemoryObject>>()
  return toSource({ kind: 'bucket', service: 'memory' }, options, ({ name, native }) => {
    const objects = buckets.get(native) ?? new Map<string, MemoryObject>()
    buckets.set(native, objects)
    return new MemoryBucket(objects, (object) => options.tell?.(name, object))
  })
}

/**
 * Has secrets, by their logical names, for tests.
 * @example local(app, { bindings: [memorySecret({ 'stripe-key': 'made-up' })] })
 */
export function memorySecret(
  values: Readonly<Record<string, string>>,
  options: SourceOptions = {},
): DriverSource<'secret'> {
  return toSource({ kind: 'secret', service: 'memory' }, options, ({ name }) => {
    const driver = new MemorySecret()
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value !== undefined) driver.write(value)
    return driver
  })
}

/**
 * Keeps values as files, so that they are there when the process starts again.
 * @example adapt(app, { bindings: [folderKv({ folder: './data' })] })
 */
export function folderKv(options: FolderOptions & KvSourceOptions): DriverSource<'kv'> {
  return toSource({ kind: 'kv', service: 'folder' }, options, ({ name, native }) => {
    return new FolderKv(folderOf(options, native), (change) => options.tell?.(name, change))
  })
}

/** Keeps objects as files, so that they are there when the process starts again. */
export function folderBucket(options: FolderOptions & BucketSourceOptions): DriverSource<'bucket'> {
  return toSource({ kind: 'bucket', service: 'folder' }, options, ({ name, native }) => {
    return new FolderBucket(folderOf(options, native), (object) => options.tell?.(name, object))
  })
}

/** Reads secrets from the environment: `stripe-key` from `ROVE_SECRET_STRIPE_KEY`. */
export function environmentSecret(options: SourceOptions = {}): DriverSource<'secret'> {
  return toSource(
    { kind: 'secret', service: 'environment' },
    options,
    ({ name, env }) => new EnvironmentSecret(name, env),
  )
}

/**
 * Reads each secret from the file of its logical name in a folder; all of it is the value.
 * @example adapt(app, { bindings: [folderSecret({ folder: '/run/secrets' })] })
 */
export function folderSecret(options: { readonly folder: string } & SourceOptions): DriverSource<'secret'> {
  const folder = resolve(options.folder)
  return toSource({ kind: 'secret', service: 'folder' }, options, ({ name }) => new FolderSecret(folder, name))
}

function folderOf({ folder }: FolderOptions, native: string): string {
  return join(resolve(folder), toFileName(native))
}

function toSource<Kind extends DriverKind>(
  head: Pick<DriverSource<Kind>, 'kind' | 'service'>,
  { only }: SourceOptions,
  open: (resource: OpenResource) => Drivers[Kind],
): DriverSource<Kind> {
  return { ...head, open, ...(only === undefined ? {} : { only }) }
}
