import type { KvDriver } from '../adapter/driver.ts'
import type { Binding, ClientScope } from '../bindings/access.ts'
import type { KvReader, KvReadWriter, KvWriter } from '../bindings/kv.ts'
import { KvClient } from '../bindings/kv-client.ts'
import { checkResourceName } from './name.ts'

/** A key-value store of an app, by its logical name, and what functions may do with it. */
export interface Kv<Value = unknown> {
  readonly kind: 'kv'
  readonly name: string
  readonly reader: Binding<KvReader<Value>>
  readonly writer: Binding<KvWriter<Value>>
  readonly readWrite: Binding<KvReadWriter<Value>>
}

/**
 * Declares a key-value store of JSON values.
 *
 * @param name lower-case letters, digits and hyphens, 2 to 40
 * @throws RoveError `InvalidArgument` for a name that is not valid
 * @example
 * export const orders = kv<Order>('orders')
 * onRequest('GET /orders/:id', { use: { orders: orders.reader } }, async (_, { params, use }) => …)
 */
export function kv<Value = unknown>(name: string): Kv<Value> {
  const resource = { kind: 'kv', name: checkResourceName('kv', name) } as const
  const connect = (driver: KvDriver, scope: ClientScope): KvClient<Value> => new KvClient(resource.name, driver, scope)
  return {
    ...resource,
    reader: { resource, access: 'read', connect },
    writer: { resource, access: 'write', connect },
    readWrite: { resource, access: 'read-write', connect },
  }
}
