import type { SendDriver } from '../adapter/driver.ts'
import type { Binding, ClientScope } from '../bindings/access.ts'
import type { TopicPublisher } from '../bindings/send.ts'
import { TopicClient } from '../bindings/sender.ts'
import type { Schema, SchemaOutput } from '../schema.ts'
import { checkResourceName } from './name.ts'

/** A topic of an app, by its logical name. */
export interface Topic<Data = unknown> {
  readonly kind: 'topic'
  readonly name: string
  readonly schema: Schema<Data> | undefined
  readonly publisher: Binding<TopicPublisher<Data>>
}

/**
 * Declares a topic: each event reaches every function that listens.
 *
 * @param name lower-case letters, digits and hyphens, 2 to 40
 * @throws RoveError `InvalidArgument` for a name that is not valid
 * @example export const placed = topic('order-placed', { schema: OrderPlaced })
 */
export function topic<S extends Schema | undefined = undefined>(
  name: string,
  options: { readonly schema?: S } = {},
): Topic<S extends Schema ? SchemaOutput<S> : unknown> {
  const schema = options.schema as Schema<S extends Schema ? SchemaOutput<S> : unknown> | undefined
  const resource = { kind: 'topic', name: checkResourceName('topic', name), schema } as const
  return {
    ...resource,
    publisher: {
      resource,
      access: 'publish',
      connect: (driver: SendDriver, scope: ClientScope) => new TopicClient(resource, driver, scope),
    },
  }
}
