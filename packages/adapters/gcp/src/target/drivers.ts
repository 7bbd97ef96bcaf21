import type { ChooseDriver, DriverKind, EntryDriver } from '@rove/core/adapter'

const drivers: Readonly<Record<DriverKind, EntryDriver>> = {
  kv: { module: '@rove/gcp/firestore', name: 'firestore' },
  bucket: { module: '@rove/gcp/cloud-storage', name: 'cloudStorage' },
  queue: { module: '@rove/gcp/pubsub', name: 'pubsubQueue' },
  topic: { module: '@rove/gcp/pubsub', name: 'pubsubTopic' },
  secret: { module: '@rove/gcp/secret-manager', name: 'secretManager' },
}

/** The driver that Google's entry takes for a resource. */
export const choose: ChooseDriver = ({ kind }) => drivers[kind as DriverKind]
