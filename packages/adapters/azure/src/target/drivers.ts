import type { Resource } from '@rove/core'
import type { ChooseDriver, DriverKind, EntryDriver } from '@rove/core/adapter'
import type { Services } from '../services.ts'

// The same services as those that call functions by default (../services.ts): Table Storage, say, tells of no changes, and
// a store's values cannot move when its first onChange is written.
const drivers: Readonly<Record<DriverKind, EntryDriver>> = {
  kv: { module: '@rove/azure/cosmos', name: 'cosmos' },
  bucket: { module: '@rove/azure/blob', name: 'blob' },
  queue: { module: '@rove/azure/storage-queue', name: 'storageQueue' },
  topic: { module: '@rove/azure/event-grid', name: 'eventGrid' },
  secret: { module: '@rove/azure/key-vault', name: 'keyVault' },
}

const serviceBus: Readonly<Partial<Record<DriverKind, EntryDriver>>> = {
  queue: { module: '@rove/azure/service-bus', name: 'serviceBusQueue' },
  topic: { module: '@rove/azure/service-bus', name: 'serviceBusTopic' },
}

/** The drivers that Azure's entry takes for resources: those of the services that call their functions. */
export function choosing(services: Services = {}): ChooseDriver {
  return (resource) => {
    const kind = resource.kind as DriverKind
    return (isOnServiceBus(resource, services) ? serviceBus[kind] : undefined) ?? drivers[kind]
  }
}

function isOnServiceBus(resource: Resource & { readonly ordered?: boolean }, services: Services): boolean {
  const { kind, name, ordered = false } = resource
  if (kind !== 'queue' && kind !== 'topic') return false
  const chosen = services[kind]?.[name]
  return chosen === 'service-bus' || (ordered && chosen === undefined)
}
