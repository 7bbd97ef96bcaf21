import { type DeliveryFunction, type NamedFunction, RoveError } from '@rove/core'
import type { Service } from './native-event.ts'

/** What may carry the messages of a queue. Default: `storage-queue`; `service-bus` for a queue that keeps order. */
export type QueueService = 'storage-queue' | 'service-bus' | 'event-hubs' | 'kafka'

/** What may carry the events of a topic. Default: `event-grid`, in either of its schemas. */
export type TopicService = 'event-grid' | 'service-bus'

/**
 * What may tell of the objects of a bucket. Default: `event-grid`, which tells of written and deleted blobs and loads
 * none; `blob`, the blob trigger, tells of written blobs only, and has the host load each of them.
 */
export type BucketService = 'event-grid' | 'blob'

/**
 * How the changes of a key-value store are told. Default: `cosmos-db`, the latest version of each document. With
 * `cosmos-db-all-versions` deletes, new documents and previous versions are told as well, where the account has
 * continuous backups.
 */
export type KvService = 'cosmos-db' | 'cosmos-db-all-versions'

/** The services behind an app's resources, by kind and logical name, where they are not the default. */
export interface Services {
  readonly queue?: Readonly<Record<string, QueueService>>
  readonly topic?: Readonly<Record<string, TopicService>>
  readonly bucket?: Readonly<Record<string, BucketService>>
  readonly kv?: Readonly<Record<string, KvService>>
}

const known = {
  queue: ['storage-queue', 'service-bus', 'event-hubs', 'kafka'],
  topic: ['event-grid', 'service-bus'],
  bucket: ['event-grid', 'blob'],
  kv: ['cosmos-db', 'cosmos-db-all-versions'],
} as const

/**
 * The service that calls a function.
 * @throws RoveError `InvalidArgument` for a service that there is not, `Unimplemented` for one that cannot do it
 */
export function serviceOf({ name, function: one }: NamedFunction<DeliveryFunction>, services: Services = {}): Service {
  switch (one.trigger) {
    case 'schedule':
      return 'timer'
    case 'message':
      return queueService(name, one.queue, services)
    case 'event':
      return chosen('topic', one.topic.name, services) ?? 'event-grid'
    case 'object':
      return bucketService(name, one, services)
    case 'change':
      chosen('kv', one.store.name, services)
      return 'cosmos-db'
  }
}

function queueService(
  name: string,
  { name: queue, ordered }: { readonly name: string; readonly ordered: boolean },
  services: Services,
): QueueService {
  const service = chosen('queue', queue, services)
  if (ordered && service === 'storage-queue') {
    throw new RoveError(
      'Unimplemented',
      `"${name}" handles the queue "${queue}", which is ordered, and Storage Queue keeps no order. Use service-bus, event-hubs or kafka for it, or leave the service out.`,
    )
  }
  return service ?? (ordered ? 'service-bus' : 'storage-queue')
}

function bucketService(
  name: string,
  { bucket, kind }: { readonly bucket: { readonly name: string }; readonly kind: string },
  services: Services,
): BucketService {
  const service = chosen('bucket', bucket.name, services) ?? 'event-grid'
  if (service === 'blob' && kind === 'deleted') {
    throw new RoveError(
      'Unimplemented',
      `"${name}" handles deleted objects of the bucket "${bucket.name}", which the blob trigger does not tell. Use event-grid for it.`,
    )
  }
  return service
}

function chosen<Kind extends keyof typeof known>(
  kind: Kind,
  name: string,
  services: Services,
): (typeof known)[Kind][number] | undefined {
  const service: string | undefined = services[kind]?.[name]
  if (service === undefined) return undefined
  const found = known[kind].find((one) => one === service)
  if (found !== undefined) return found
  throw new RoveError(
    'InvalidArgument',
    `There is no service "${service}" for the ${kind} "${name}" on Azure; use one of ${known[kind].join(', ')}.`,
  )
}
