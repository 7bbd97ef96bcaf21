import type { BucketDriver, Driver, DriverKind, Drivers, KvDriver, SecretDriver, SendDriver } from '@rove/core/adapter'
import type { DriverSubject, SecretSubject, SendSubject } from '../../src/drivers/subject.ts'
import { type MemoryBucket, openMemoryBucket } from './memory-bucket.ts'
import { memoryKv } from './memory-kv.ts'
import { openMemorySecret } from './memory-secret.ts'
import { openMemorySender } from './memory-sender.ts'

/** Changes a driver: a defect, or what its service is without. */
export type Change<D> = (driver: D) => D

interface Other<Kind extends DriverKind> {
  readonly change?: Change<Drivers[Kind]>
  readonly without?: DriverSubject<Kind>['without']
}

const same = <D extends Driver>(driver: D): D => driver
const named = (without: object | undefined): string => (without ? 'a poor memory' : 'memory')

/** Two processes on one store: drivers are objects of their own, what they work on is shared. */
const twice = <D extends Driver>(driver: D, change: Change<D>) => ({
  open: async () => change({ ...driver }),
  reopen: async () => change({ ...driver }),
})

export function kvSubject({ change = same, without = {} }: Other<'kv'> = {}): DriverSubject<'kv'> {
  return { name: named(change === same ? undefined : without), ...twice<KvDriver>(memoryKv(), change), without }
}

export function bucketSubject({ change = same, without = {} }: Other<'bucket'> = {}): DriverSubject<'bucket'> {
  let opened: Promise<MemoryBucket> | undefined
  const open = async (): Promise<BucketDriver> => {
    opened ??= openMemoryBucket()
    return change({ ...(await opened).driver })
  }
  return {
    name: named(change === same ? undefined : without),
    open,
    reopen: open,
    without,
    close: async () => (await opened)?.close(),
  }
}

export function sendSubject<Kind extends 'queue' | 'topic'>({
  change = same,
  without = {},
}: {
  readonly change?: Change<SendDriver>
  readonly without?: DriverSubject<Kind>['without']
} = {}): SendSubject<Kind> {
  const { driver, receive } = openMemorySender()
  return {
    name: named(change === same ? undefined : without),
    open: async () => change(driver) as Drivers[Kind],
    receive,
    without: without ?? {},
  }
}

export function secretSubject({ change = same, without = {} }: Other<'secret'> = {}): SecretSubject {
  const { driver, write } = openMemorySecret()
  return { name: named(change === same ? undefined : without), ...twice<SecretDriver>(driver, change), write, without }
}
