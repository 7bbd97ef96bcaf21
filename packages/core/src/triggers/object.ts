import type { NoUses, Uses } from '../bindings/access.ts'
import type { ObjectEvent, ObjectKind } from '../events/types.ts'
import type { Bucket } from '../resources/bucket.ts'
import {
  type EventFunctionOf,
  type EventHandler,
  type EventOptions,
  readDeclaration,
  requireResource,
} from './options.ts'

/** A function triggered by the objects of a bucket, made with {@link onObject}. */
export interface ObjectFunction extends EventFunctionOf<ObjectEvent> {
  readonly trigger: 'object'
  readonly bucket: Bucket
  readonly kind: ObjectKind
}

/**
 * Declares a function that is called when an object of a bucket was written or deleted.
 *
 * @throws RoveError `InvalidArgument` when an option is not valid
 * @example export const scan = onObject(receipts, 'created', async (object) => check(object.key))
 */
export function onObject(bucket: Bucket, kind: ObjectKind, handler: EventHandler<ObjectEvent>): ObjectFunction
export function onObject<U extends Uses = NoUses>(
  bucket: Bucket,
  kind: ObjectKind,
  options: EventOptions<ObjectEvent, U>,
  handler: EventHandler<ObjectEvent, U>,
): ObjectFunction
export function onObject(
  bucket: Bucket,
  kind: ObjectKind,
  optionsOrHandler: EventOptions<ObjectEvent, Uses> | EventHandler<ObjectEvent, never>,
  handler?: EventHandler<ObjectEvent, never>,
): ObjectFunction {
  requireResource('onObject', 'bucket', bucket)
  const what = `onObject(${bucket.name}, '${kind}')`
  if (kind !== 'created' && kind !== 'deleted') throw new TypeError(`${what} needs 'created' or 'deleted'.`)
  return { trigger: 'object', bucket, kind, ...readDeclaration(what, optionsOrHandler, handler) }
}
