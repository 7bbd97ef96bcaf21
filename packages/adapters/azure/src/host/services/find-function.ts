import { RoveError } from '@rove/core'
import type { Delivery } from '@rove/core/adapter'
import type { EventFunction, TriggerType } from './event-function.ts'

/** The services of each trigger, by the name that a delivery asks for them with. */
const services: Readonly<Record<Delivery['trigger'], Readonly<Record<string, TriggerType>>>> = {
  message: {
    'storage-queue': 'queueTrigger',
    'service-bus': 'serviceBusTrigger',
    'event-hubs': 'eventHubTrigger',
    kafka: 'kafkaTrigger',
  },
  event: {
    'event-grid': 'eventGridTrigger',
    'event-grid-schema': 'eventGridTrigger',
    'service-bus': 'serviceBusTrigger',
  },
  schedule: { timer: 'timerTrigger' },
  object: { 'event-grid': 'eventGridTrigger', blob: 'blobTrigger' },
  change: { 'cosmos-db': 'cosmosDBTrigger' },
}

/**
 * The functions that a delivery is for: those whose queue, topic, container or own name is `to`, or ends with it behind
 * the app's name (`shop-orders` for `orders`). Several only where each of them gets all of it.
 * @throws RoveError `InvalidArgument` for a service that Azure does not have, `NotFound` when no function listens there,
 * `FailedPrecondition` when the function is registered for another service, or when it is not clear which is meant
 */
export function findFunctions(functions: readonly EventFunction[], delivery: Delivery): EventFunction[] {
  const { trigger, to, via } = delivery
  const known = services[trigger]
  if (via !== undefined && !(via in known)) {
    throw refusal('InvalidArgument', `Azure has no service "${via}" for ${trigger}; use ${list(Object.keys(known))}.`)
  }
  const candidates = functions.filter(({ type }) => Object.values(known).includes(type))
  const found = select(candidates, to, via === undefined ? undefined : known[via])
  if (found.length === 0) {
    throw refusal(
      'NotFound',
      `No function is registered for ${trigger} "${to}". Registered are ${describe(candidates)}.`,
    )
  }
  const fitting = via === undefined ? found : found.filter(({ type }) => type === known[via])
  if (fitting.length === 0) {
    throw refusal(
      'FailedPrecondition',
      `${describe(found)} is not registered for ${via}: an Azure function has one service.`,
    )
  }
  if (new Set(fitting.map(subscriptionOf)).size < fitting.length || new Set(fitting.map(({ type }) => type)).size > 1) {
    throw refusal('FailedPrecondition', `"${to}" may be ${describe(fitting)}: name the function in "to".`)
  }
  return fitting
}

/** Functions with subscriptions of their own get a copy each; those with one and the same compete for every item. */
function subscriptionOf(one: EventFunction): string {
  const { type, name, binding } = one
  if (type === 'eventGridTrigger') return resourcesOf(one).length > 0 ? name : ''
  if (type === 'cosmosDBTrigger' || type === 'blobTrigger') return name
  if (type === 'serviceBusTrigger') return binding.subscriptionName ?? ''
  return binding.consumerGroup ?? ''
}

/** The most precise match wins; what is registered for another service is found when nothing else is. */
function select(candidates: readonly EventFunction[], to: string, type: TriggerType | undefined): EventFunction[] {
  const fitting = candidates.filter((one) => type === undefined || one.type === type)
  for (const among of [fitting, candidates]) {
    for (const rule of rulesFor(to)) {
      const found = among.filter(rule)
      if (found.length > 0) return found
    }
  }
  // Event Grid's registration does not say which topic it is: the event subscription does, outside of the app.
  return fitting.filter((one) => one.type === 'eventGridTrigger' && resourcesOf(one).length === 0)
}

function rulesFor(to: string): ReadonlyArray<(one: EventFunction) => boolean> {
  const kebab = to.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return [
    (one) => resourcesOf(one).includes(to),
    ({ name }) => name.toLowerCase() === to.toLowerCase(),
    (one) => resourcesOf(one).some((resource) => resource.endsWith(`-${to}`)),
    ({ name }) => name.toLowerCase().endsWith(`-${kebab}`),
  ]
}

function resourcesOf({ binding }: EventFunction): string[] {
  const { queueName, topicName, eventHubName, topic, containerName, collectionName, path } = binding
  const container = path?.split('/')[0]
  return [queueName, topicName, eventHubName, topic, containerName, collectionName, container].filter(
    (name) => name !== undefined && name !== '',
  ) as string[]
}

function describe(functions: readonly EventFunction[]): string {
  if (functions.length === 0) return 'none for that trigger'
  return list(
    functions.map((one) => {
      const resources = resourcesOf(one)
      return `"${one.name}" (${one.type}${resources.length > 0 ? ` ${resources.join(', ')}` : ''})`
    }),
  )
}

function list(parts: readonly string[]): string {
  return parts.join(' or ')
}

function refusal(code: 'InvalidArgument' | 'NotFound' | 'FailedPrecondition', message: string): RoveError {
  return new RoveError(code, message, { provider: 'azure', operation: 'deliver' })
}
