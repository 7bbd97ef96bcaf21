import type { SendDriver } from '../adapter/driver.ts'
import type { Binding, ClientScope } from '../bindings/access.ts'
import type { QueueSender } from '../bindings/send.ts'
import { QueueClient } from '../bindings/sender.ts'
import { RoveError } from '../errors.ts'
import type { Schema, SchemaOutput } from '../schema.ts'
import { checkResourceName } from './name.ts'

/** How a queue differs from the defaults. */
export interface QueueOptions<S extends Schema | undefined = undefined> {
  /** What a message's body must be. A message that is not goes to the dead-letter queue, with the reason in the log. */
  readonly schema?: S
  /**
   * Whether messages of one group are handled one after the other, in the order they were sent. Default: false.
   * It needs a service that keeps order (`message.ordered`).
   */
  readonly ordered?: boolean
  /** How often a message is delivered before it goes to the dead-letter queue, 1 to 100. Default: 5. */
  readonly maxAttempts?: number
}

/** A queue of an app, by its logical name. Each provider maps the name to its own resource. */
export interface Queue<Body = unknown> {
  readonly kind: 'queue'
  readonly name: string
  readonly schema: Schema<Body> | undefined
  readonly ordered: boolean
  readonly maxAttempts: number
  readonly sender: Binding<QueueSender<Body>>
}

/**
 * Declares a queue: each message is handled once by one function, at least.
 *
 * @param name lower-case letters, digits and hyphens, 2 to 40
 * @throws RoveError `InvalidArgument` for a name or an option that is not valid
 * @example export const shipments = queue('shipments', { schema: Shipment })
 */
export function queue<S extends Schema | undefined = undefined>(
  name: string,
  options: QueueOptions<S> = {},
): Queue<S extends Schema ? SchemaOutput<S> : unknown> {
  const { schema, ordered = false, maxAttempts = 5 } = options
  checkResourceName('queue', name)
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1 || maxAttempts > 100) {
    throw new RoveError('InvalidArgument', `maxAttempts of the queue "${name}" must be a whole number from 1 to 100.`)
  }
  const resource = {
    kind: 'queue',
    name,
    schema: schema as Schema<S extends Schema ? SchemaOutput<S> : unknown> | undefined,
    ordered,
    maxAttempts,
  } as const
  return {
    ...resource,
    sender: {
      resource,
      access: 'send',
      connect: (driver: SendDriver, scope: ClientScope) => new QueueClient(resource, driver, scope),
    },
  }
}
