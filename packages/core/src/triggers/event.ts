import type { NoUses, Uses } from '../bindings/access.ts'
import type { TopicEvent } from '../events/types.ts'
import type { Topic } from '../resources/topic.ts'
import {
  type EventFunctionOf,
  type EventHandler,
  type EventOptions,
  readDeclaration,
  requireResource,
} from './options.ts'

/** A function triggered by the events of a topic, made with {@link onEvent}. */
export interface EventFunction extends EventFunctionOf<TopicEvent> {
  readonly trigger: 'event'
  readonly topic: Topic
}

/**
 * Declares a function that listens to a topic. Several may listen to the same one.
 *
 * @throws RoveError `InvalidArgument` when an option is not valid
 * @example export const notify = onEvent(placed, async (event, { log }) => log.info('order placed', event.data))
 */
export function onEvent<Data>(topic: Topic<Data>, handler: EventHandler<TopicEvent<Data>>): EventFunction
export function onEvent<Data, U extends Uses = NoUses>(
  topic: Topic<Data>,
  options: EventOptions<TopicEvent<Data>, U>,
  handler: EventHandler<TopicEvent<Data>, U>,
): EventFunction
export function onEvent(
  topic: Topic,
  optionsOrHandler: EventOptions<TopicEvent<never>, Uses> | EventHandler<TopicEvent<never>, never>,
  handler?: EventHandler<TopicEvent<never>, never>,
): EventFunction {
  requireResource('onEvent', 'topic', topic)
  const declared = readDeclaration(`onEvent(${topic.name})`, optionsOrHandler, handler)
  return { trigger: 'event', topic, ...(declared as EventFunctionOf<TopicEvent>) }
}
