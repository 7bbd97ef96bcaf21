import { join, resolve } from 'node:path'
import { RoveError } from '@rove/core'
import type { DriverKind, DriverSource, Drivers, OpenResource, StoredValue } from '@rove/core/adapter'
import type { ChangeItem, ObjectItem } from '../services/entry.ts'
import { EnvironmentSecret } from './environment-secret.ts'
import { toFileName } from './file-name.ts'
import { FolderBucket } from './folder-bucket.ts'
import { FolderKv } from './folder-kv.ts'
import { FolderSecret } from './folder-secret.ts'
import { FolderSender, sentFolder } from './folder-sender.ts'
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
  /**
   * Each resource has a folder of its own in it, by the provider's name; it is made when something is written. Default:
   * the folder of the resource's kind (`kv`, `bucket`, …) in the one that the variable `ROVE_DATA` names.
   */
  readonly folder?: string
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
export function folderKv(options: FolderOptions & KvSourceOptions = {}): DriverSource<'kv'> {
  return toSource({ kind: 'kv', service: 'folder' }, options, (resource) => {
    const folder = join(folderOf(options, 'kv', resource), toFileName(resource.native))
    return new FolderKv(folder, (change) => options.tell?.(resource.name, change))
  })
}

/** Keeps objects as files, so that they are there when the process starts again. */
export function folderBucket(options: FolderOptions & BucketSourceOptions = {}): DriverSource<'bucket'> {
  return toSource({ kind: 'bucket', service: 'folder' }, options, (resource) => {
    const folder = join(folderOf(options, 'bucket', resource), toFileName(resource.native))
    return new FolderBucket(folder, (object) => options.tell?.(resource.name, object))
  })
}

/** Where a source keeps what is sent. */
export interface SentFolderOptions extends SourceOptions {
  /**
   * What is sent is kept in `<folder>/queue/<native name>` or `<folder>/topic/<native name>`. Default: the folder that the
   * variable `ROVE_DATA` names.
   */
  readonly folder?: string
}

/**
 * Keeps what is sent to queues as files, for development: nothing delivers them; `takeSent` reads them, and so can you.
 * @example adapt(app, { bindings: [folderQueue({ folder: './data' })] })
 */
export function folderQueue(options: SentFolderOptions = {}): DriverSource<'queue'> {
  return toSource({ kind: 'queue', service: 'folder' }, options, (resource) => senderOf(options, 'queue', resource))
}

/** Keeps what is published to topics as files, for development: as {@link folderQueue} does. */
export function folderTopic(options: SentFolderOptions = {}): DriverSource<'topic'> {
  return toSource({ kind: 'topic', service: 'folder' }, options, (resource) => senderOf(options, 'topic', resource))
}

/**
 * Reads secrets from the environment: `shop-stripe-key`, as a secret of the app `shop` is called where it was not given
 * another name, from `SHOP_STRIPE_KEY`.
 */
export function environmentSecret(options: SourceOptions = {}): DriverSource<'secret'> {
  return toSource(
    { kind: 'secret', service: 'environment' },
    options,
    ({ native, env }) => new EnvironmentSecret(native, env),
  )
}

/** Where a source finds secrets. */
export interface SecretFolderOptions extends SourceOptions {
  /** Has a file for each secret. Default: the folder `secret` in the one that the variable `ROVE_DATA` names. */
  readonly folder?: string
}

/**
 * Reads each secret from the file of its logical name in a folder; all of it is the value.
 * @example adapt(app, { bindings: [folderSecret({ folder: '/run/secrets' })] })
 */
export function folderSecret(options: SecretFolderOptions = {}): DriverSource<'secret'> {
  return toSource(
    { kind: 'secret', service: 'folder' },
    options,
    (resource) => new FolderSecret(folderOf(options, 'secret', resource), resource.name),
  )
}

function senderOf({ folder }: SentFolderOptions, kind: 'queue' | 'topic', resource: OpenResource): FolderSender {
  return new FolderSender(sentFolder(folder ?? dataFolder(kind, resource), kind, resource.native))
}

/** The folder of a kind of resources. */
function folderOf({ folder }: FolderOptions, kind: DriverKind, resource: OpenResource): string {
  return folder === undefined ? join(dataFolder(kind, resource), kind) : resolve(folder)
}

function dataFolder(kind: DriverKind, { name, env }: OpenResource): string {
  if (env.ROVE_DATA) return resolve(env.ROVE_DATA)
  throw new RoveError(
    'FailedPrecondition',
    `There is no folder for the ${kind} "${name}": give the driver one, { folder: './data' }, or name it in ROVE_DATA.`,
  )
}

function toSource<Kind extends DriverKind>(
  head: Pick<DriverSource<Kind>, 'kind' | 'service'>,
  { only }: SourceOptions,
  open: (resource: OpenResource) => Drivers[Kind],
): DriverSource<Kind> {
  return { ...head, open, ...(only === undefined ? {} : { only }) }
}
