import type { ObjectKind } from '@rove/core/adapter'

/**
 * What the event subscription of a function is to be limited to. A registration for Event Grid says nothing of that, and
 * Azure reads none of it; it stands there for those who make the subscription and for hosts on this machine.
 */
export interface Subscription {
  /** Azure's name of the topic. */
  readonly topicName?: string
  /** Azure's name of the container. */
  readonly containerName?: string
  /** The types of events that the function takes. */
  readonly eventTypes?: readonly string[]
}

/**
 * The subscription of a function for the objects of a container.
 * Source: https://learn.microsoft.com/azure/event-grid/event-schema-blob-storage
 */
export function toBlobSubscription(containerName: string, kind: ObjectKind): Subscription {
  return { containerName, eventTypes: [`Microsoft.Storage.Blob${kind === 'created' ? 'Created' : 'Deleted'}`] }
}
