import type { BucketDriver } from '../adapter/driver.ts'
import type { Binding, ClientScope } from '../bindings/access.ts'
import type { BucketReader, BucketReadWriter, BucketWriter } from '../bindings/bucket.ts'
import { BucketClient } from '../bindings/bucket-client.ts'
import { checkResourceName } from './name.ts'

/** A bucket of an app, by its logical name, and what functions may do with it. */
export interface Bucket {
  readonly kind: 'bucket'
  readonly name: string
  readonly reader: Binding<BucketReader>
  readonly writer: Binding<BucketWriter>
  readonly readWrite: Binding<BucketReadWriter>
}

/**
 * Declares a bucket of objects.
 *
 * @param name lower-case letters, digits and hyphens, 2 to 40
 * @throws RoveError `InvalidArgument` for a name that is not valid
 * @example export const receipts = bucket('receipts')
 */
export function bucket(name: string): Bucket {
  const resource = { kind: 'bucket', name: checkResourceName('bucket', name) } as const
  const connect = (driver: BucketDriver, scope: ClientScope): BucketClient => new BucketClient(name, driver, scope)
  return {
    ...resource,
    reader: { resource, access: 'read', connect },
    writer: { resource, access: 'write', connect },
    readWrite: { resource, access: 'read-write', connect },
  }
}
