import { checkResourceName } from './name.ts'

/** A bucket of an app, by its logical name. */
export interface Bucket {
  readonly kind: 'bucket'
  readonly name: string
}

/**
 * Declares a bucket of objects.
 *
 * @param name lower-case letters, digits and hyphens, 2 to 40
 * @throws RoveError `InvalidArgument` for a name that is not valid
 * @example export const receipts = bucket('receipts')
 */
export function bucket(name: string): Bucket {
  return { kind: 'bucket', name: checkResourceName('bucket', name) }
}
