import azure from '@azure/functions'
import { type App, type DeliveryFunction, functionsOf, type NamedFunction, type ObjectFunction } from '@rove/core'
import type { Connections } from './connections.ts'
import { defaultConnections } from './connections.ts'
import type { EventHandlers, EventSource } from './event-handler.ts'
import { eventTriggers } from './function-names.ts'
import type { Service } from './native-event.ts'
import { registerChange, registerTimer } from './register-feeds.ts'
import { registerQueue, registerTopic } from './register-messages.ts'
import { checkName, type NamingOptions, nameRules, nativeName, type ResourceName } from './resource-names.ts'
import { defaultAttempts } from './retry-policy.ts'
import { type Services, serviceOf } from './services.ts'
import { toBlobSubscription } from './subscription.ts'

/** What the functions for events are registered with. */
export interface EventRegistration extends NamingOptions {
  readonly services?: Services | undefined
  readonly connections?: Connections | undefined
  readonly database?: string | undefined
}

/** One function, with all that its registration needs. */
export interface Registered<F extends DeliveryFunction = DeliveryFunction> extends NamedFunction<F> {
  readonly app: App
  readonly source: EventSource
  readonly handler: ReturnType<EventHandlers>
  readonly connections: Required<Connections>
  readonly options: EventRegistration
  /** Azure's name of the resource behind it; empty for a schedule. */
  readonly resource: string
}

/**
 * Registers each function for events with the service that calls it, under its own name.
 * @returns what each is called with, for those that events may reach in another way
 * @throws RoveError for a service or a name that Azure does not have
 */
export function registerEvents(app: App, handlers: EventHandlers, options: EventRegistration): EventSource[] {
  return functionsForEvents(app).map((named) => {
    const service = serviceOf(named, options.services)
    const resource = resourceName(app, named, service, options)
    const source = toSource(app, named, service, resource)
    const connections = { ...defaultConnections, ...options.connections }
    registerOne({ ...named, app, source, resource, handler: handlers(source), connections, options })
    return source
  })
}

function functionsForEvents(app: App): Array<NamedFunction<DeliveryFunction>> {
  return eventTriggers.flatMap((trigger): Array<NamedFunction<DeliveryFunction>> => functionsOf(app, trigger))
}

function toSource(
  app: App,
  { name, function: one }: NamedFunction<DeliveryFunction>,
  service: Service,
  resource: string,
): EventSource {
  const { trigger } = one
  const common = { service, trigger, function: name }
  if (trigger === 'message') {
    return { ...common, attempts: service === 'event-hubs' || service === 'kafka' ? one.queue.maxAttempts : 1 }
  }
  if (trigger === 'object') {
    const { bucket } = one
    return { ...common, attempts: 1, expected: [...new Set([resource, bucket.name, `${app.name}-${bucket.name}`])] }
  }
  return { ...common, attempts: trigger === 'schedule' || trigger === 'change' ? defaultAttempts : 1 }
}

function registerOne(one: Registered): void {
  const { function: declared } = one
  if (declared.trigger === 'message') registerQueue({ ...one, function: declared })
  else if (declared.trigger === 'event') registerTopic({ ...one, function: declared })
  else if (declared.trigger === 'schedule') registerTimer({ ...one, function: declared })
  else if (declared.trigger === 'change') registerChange({ ...one, function: declared })
  else registerBucket({ ...one, function: declared })
}

function registerBucket(one: Registered<ObjectFunction>): void {
  const { name, source, handler, resource, connections } = one
  if (source.service === 'event-grid') {
    azure.app.eventGrid(name, { ...toBlobSubscription(resource, one.function.kind), handler })
    return
  }
  const path = `${resource}/{name}`
  azure.app.storageBlob(name, { handler, path, connection: connections.storage, source: 'EventGrid' })
}

const rules = {
  'storage-queue': nameRules.storageQueue,
  'service-bus': nameRules.serviceBus,
  'event-hubs': nameRules.eventHubs,
  kafka: nameRules.kafka,
  'cosmos-db': nameRules.cosmosDb,
  blob: nameRules.container,
} as const

function resourceName(
  app: App,
  { name, function: one }: NamedFunction<DeliveryFunction>,
  service: Service,
  naming: NamingOptions,
): string {
  if (one.trigger === 'schedule') return ''
  if (one.trigger === 'event' && service === 'service-bus')
    checkName(name, nameRules.subscription, 'Rename the function.')
  const rule = service === 'event-grid' || service === 'timer' ? nameRules.any : rules[service]
  return nativeName(app, resourceBehind(one), rule, naming)
}

function resourceBehind(one: Exclude<DeliveryFunction, { readonly trigger: 'schedule' }>): ResourceName {
  if (one.trigger === 'message') return one.queue
  if (one.trigger === 'event') return one.topic
  return one.trigger === 'object' ? one.bucket : one.store
}
