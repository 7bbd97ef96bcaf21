import azure from '@azure/functions'
import type { EventFunction, MessageFunction } from '@rove/core'
import type { Registered } from './register-events.ts'
import { retryPolicy } from './retry-policy.ts'
import type { Subscription } from './subscription.ts'

/**
 * Asks the host for the bytes of a message. Without it the library parses every text that looks like JSON, and what is
 * no UTF-8 is lost. The library's types leave the option out; it passes it on, and the host reads it for every language.
 * Sources: https://learn.microsoft.com/azure/azure-functions/functions-triggers-bindings and
 * https://github.com/Azure/azure-functions-nodejs-library/issues/72
 */
const asBytes = { dataType: 'binary' } as const

/** Registers the function of a queue's messages. */
export function registerQueue(one: Registered<MessageFunction>): void {
  const { name, handler, resource, source, connections } = one
  const { queue } = one.function
  switch (source.service) {
    case 'service-bus':
      azure.app.serviceBusQueue(name, {
        ...asBytes,
        handler,
        queueName: resource,
        connection: connections.serviceBus,
        isSessionsEnabled: queue.ordered,
      })
      return
    case 'event-hubs':
      azure.app.eventHub(name, {
        ...asBytes,
        ...retried(source.attempts),
        handler,
        eventHubName: resource,
        connection: connections.eventHubs,
        cardinality: 'one',
      })
      return
    case 'kafka':
      registerKafka(one)
      return
    default:
      warnOfAttempts(one)
      azure.app.storageQueue(name, { ...asBytes, handler, queueName: resource, connection: connections.storage })
  }
}

/** Registers a function that listens to a topic. An event subscription of Event Grid names the function itself. */
export function registerTopic({ name, handler, resource, source, connections }: Registered<EventFunction>): void {
  if (source.service === 'event-grid') {
    const subscription: Subscription = { topicName: resource }
    azure.app.eventGrid(name, { ...subscription, handler })
    return
  }
  azure.app.serviceBusTopic(name, {
    ...asBytes,
    handler,
    topicName: resource,
    subscriptionName: name,
    connection: connections.serviceBus,
  })
}

/**
 * The library has no method of its own for Kafka. The brokers, and where there is one the user, are settings.
 * Source: https://learn.microsoft.com/azure/azure-functions/functions-bindings-kafka-trigger
 */
function registerKafka({ name, handler, resource, source, app, options }: Registered<MessageFunction>): void {
  const { KafkaUsername: user } = options.env
  const login = { username: '%KafkaUsername%', password: '%KafkaPassword%', protocol: 'saslSsl' }
  azure.app.generic(name, {
    ...retried(source.attempts),
    handler,
    trigger: azure.trigger.generic({
      type: 'kafkaTrigger',
      topic: resource,
      brokerList: '%KafkaBrokers%',
      consumerGroup: `${app.name}-${name}`,
      cardinality: 'one',
      dataType: 'string',
      ...(user ? { ...login, authenticationMode: 'plain' } : {}),
    }),
  })
}

function retried(attempts: number): { retry?: NonNullable<ReturnType<typeof retryPolicy>> } {
  const retry = retryPolicy(attempts)
  return retry ? { retry } : {}
}

/** One setting holds for all storage queues of the function app: `extensions.queues.maxDequeueCount` of host.json. */
function warnOfAttempts({ name, function: { queue }, options }: Registered<MessageFunction>): void {
  const counted = Number(options.env.AzureFunctionsJobHost__extensions__queues__maxDequeueCount ?? 5)
  if (queue.maxAttempts === counted) return
  console.warn(
    `The queue "${queue.name}" of the function "${name}" asks for ${queue.maxAttempts} attempts, and Storage Queue makes ${counted} for every queue of the app: set AzureFunctionsJobHost__extensions__queues__maxDequeueCount, or use service-bus for it.`,
  )
}
