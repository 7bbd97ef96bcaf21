import type { Env } from '../context.ts'
import type { BucketDriver, KvDriver, SecretDriver, SendDriver } from './driver.ts'

/** The driver for each kind of resource. */
export interface Drivers {
  readonly kv: KvDriver
  readonly bucket: BucketDriver
  readonly queue: SendDriver
  readonly topic: SendDriver
  readonly secret: SecretDriver
}

/** The kinds of resources that have drivers. */
export type DriverKind = keyof Drivers

/** A resource as a driver is opened for it. */
export interface OpenResource {
  /** The logical name. */
  readonly name: string
  /** The provider's name, URL or ARN: from `resources`, the environment, or else `<app>-<name>`. */
  readonly native: string
  /** Of a queue. */
  readonly ordered: boolean
  readonly env: Env
}

/** Makes the drivers of one service: what a driver module exports, and `adapt(app, { bindings: [...] })` takes. */
export interface DriverSource<Kind extends DriverKind = DriverKind> {
  readonly kind: Kind
  readonly service: string
  /** The logical names it is for. Default: every resource of its kind that no source before it is for. */
  readonly only?: readonly string[]
  /** Opens the driver of a resource: once in a process, when it is first used. It makes no call. */
  open(resource: OpenResource): Drivers[Kind]
}
