import { join } from 'node:path'
import type { DriverKind, DriverSource, Drivers } from '@rove/core/adapter'
import { EnvironmentSecret } from './environment-secret.ts'
import { errorCodeOf } from './local-error.ts'
import type { Outlet } from './outlet.ts'
import { ServicesSender } from './services-sender.ts'
import {
  type BucketSourceOptions,
  folderBucket,
  folderKv,
  folderSecret,
  type KvSourceOptions,
  memoryBucket,
  memoryKv,
} from './sources.ts'

/** What the drivers of an app are made of when it runs on this machine. */
export interface LocalBindings {
  /** What the user gave; it comes first. */
  readonly given: readonly DriverSource[]
  /** The folder that values and objects are kept in; undefined for memory. */
  readonly data: string | undefined
}

/**
 * The drivers of an app on this machine. What is sent goes to the in-process services, and what is written is told to
 * them. Each driver is opened once, whoever asks: requests and events meet the same one.
 */
export function createBindings(services: Outlet, { given, data }: LocalBindings): DriverSource[] {
  const kv: KvSourceOptions = { tell: (store, change) => services.valueChanged(store, change) }
  const bucket: BucketSourceOptions = { tell: (name, object) => services.objectChanged(name, object) }
  return [
    ...given,
    data === undefined ? memoryKv(kv) : folderKv({ folder: join(data, 'kv'), ...kv }),
    data === undefined ? memoryBucket(bucket) : folderBucket({ folder: join(data, 'bucket'), ...bucket }),
    sendingTo(services, 'queue'),
    sendingTo(services, 'topic'),
    secrets(data),
  ].map(openedOnce)
}

function sendingTo(services: Outlet, kind: 'queue' | 'topic'): DriverSource {
  return { kind, service: 'memory', open: ({ name }) => new ServicesSender(services, { kind, name }) }
}

// The environment first: it is what one sets for a moment.
function secrets(data: string | undefined): DriverSource<'secret'> {
  const folder = data === undefined ? undefined : folderSecret({ folder: join(data, 'secret') })
  return {
    kind: 'secret',
    service: 'environment',
    open: (resource) => {
      const set = new EnvironmentSecret(resource.native, resource.env)
      const kept = folder?.open(resource)
      if (kept === undefined) return set
      const get: typeof set.get = async (version) => (await set.get(version)) ?? (await kept.get(version))
      return { service: 'environment', errorCode: errorCodeOf, native: kept.native, get }
    },
  }
}

function openedOnce(source: DriverSource): DriverSource {
  const { kind, service, only } = source
  const drivers = new Map<string, Drivers[DriverKind]>()
  return {
    kind,
    service,
    ...(only === undefined ? {} : { only }),
    open: (resource) => {
      const driver = drivers.get(resource.name) ?? source.open(resource)
      drivers.set(resource.name, driver)
      return driver
    },
  }
}
