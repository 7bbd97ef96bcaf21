import type { Binding, ClientScope } from '../bindings/access.ts'
import { ConfigClient, type ConfigReader } from '../bindings/config-client.ts'
import type { Schema, SchemaOutput } from '../schema.ts'
import { checkResourceName } from './name.ts'

/** A setting of an app, by its logical name. */
export interface Config<Value = string | undefined> {
  readonly kind: 'config'
  readonly name: string
  readonly reader: Binding<ConfigReader<Value>>
}

/**
 * Declares a setting, which is read from the environment variable of its name: `page-size` from `PAGE_SIZE`. The schema
 * gets the text, or undefined when it is not set, and may convert it and give a default.
 *
 * @param name lower-case letters, digits and hyphens, 2 to 40
 * @throws RoveError `InvalidArgument` for a name that is not valid
 * @example export const pageSize = config('page-size', { schema: z.coerce.number().default(20) })
 */
export function config<S extends Schema | undefined = undefined>(
  name: string,
  options: { readonly schema?: S } = {},
): Config<S extends Schema ? SchemaOutput<S> : string | undefined> {
  type Value = S extends Schema ? SchemaOutput<S> : string | undefined
  const resource = { kind: 'config', name: checkResourceName('config', name) } as const
  const parts = { name, schema: options.schema as Schema<Value> | undefined }
  const connect = (_driver: undefined, scope: ClientScope): ConfigClient<Value> => new ConfigClient<Value>(parts, scope)
  return { ...resource, reader: { resource, access: 'read', connect } }
}
