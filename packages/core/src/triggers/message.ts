import type { NoUses, Uses } from '../bindings/access.ts'
import type { Message } from '../events/types.ts'
import type { Queue } from '../resources/queue.ts'
import {
  type EventFunctionOf,
  type EventHandler,
  type EventOptions,
  readDeclaration,
  requireResource,
} from './options.ts'

/** A function triggered by the messages of a queue, made with {@link onMessage}. */
export interface MessageFunction extends EventFunctionOf<Message> {
  readonly trigger: 'message'
  readonly queue: Queue
}

/**
 * Declares the function that handles a queue's messages, one a call.
 *
 * @throws RoveError `InvalidArgument` when an option is not valid
 * @example
 * export const ship = onMessage(shipments, { concurrency: 5 }, async (message) => {
 *   if (await courierIsDown()) return retry({ after: '30s' })
 * })
 */
export function onMessage<Body>(queue: Queue<Body>, handler: EventHandler<Message<Body>>): MessageFunction
export function onMessage<Body, U extends Uses = NoUses>(
  queue: Queue<Body>,
  options: EventOptions<Message<Body>, U>,
  handler: EventHandler<Message<Body>, U>,
): MessageFunction
export function onMessage(
  queue: Queue,
  optionsOrHandler: EventOptions<Message<never>, Uses> | EventHandler<Message<never>, never>,
  handler?: EventHandler<Message<never>, never>,
): MessageFunction {
  requireResource('onMessage', 'queue', queue)
  const declared = readDeclaration(`onMessage(${queue.name})`, optionsOrHandler, handler)
  return { trigger: 'message', queue, ...(declared as EventFunctionOf<Message>) }
}
