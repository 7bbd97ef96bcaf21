import { checkResourceName } from './name.ts'

/** A key-value store of an app, by its logical name. */
export interface Kv<Value = unknown> {
  readonly kind: 'kv'
  readonly name: string
  /** Never there: it carries the type of the values. */
  readonly valueType?: Value
}

/**
 * Declares a key-value store of JSON values.
 *
 * @param name lower-case letters, digits and hyphens, 2 to 40
 * @throws RoveError `InvalidArgument` for a name that is not valid
 * @example export const orders = kv<Order>('orders')
 */
export function kv<Value = unknown>(name: string): Kv<Value> {
  return { kind: 'kv', name: checkResourceName('kv', name) }
}
