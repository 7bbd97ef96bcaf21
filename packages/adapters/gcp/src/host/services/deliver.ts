import { RoveError } from '@rove/core'
import type { Delivered, Delivery } from '@rove/core/adapter'
import type { ServiceOptions } from './delivering.ts'
import { deliverCloudEvents, deliverPubsubEvents, toObjectEvent } from './eventarc.ts'
import { toDocumentEvent } from './firestore.ts'
import { deliverPublished, publish, publishEvent } from './pubsub.ts'
import { deliverTicks } from './scheduler.ts'
import { publishNotification } from './storage-notifications.ts'
import { deliverTasks } from './tasks.ts'

type Deliver<Trigger extends Delivery['trigger']> = (
  delivery: Extract<Delivery, { readonly trigger: Trigger }>,
  options: ServiceOptions,
) => Promise<Delivered[]>

/** The services by trigger and name; the first of each is the default. */
type Services = { readonly [Trigger in Delivery['trigger']]: Readonly<Record<string, Deliver<Trigger>>> }

const services: Services = {
  message: {
    pubsub: (delivery, options) => deliverPublished(delivery.items.map(publish), at(delivery, options)),
    eventarc: (delivery, options) => deliverPubsubEvents(delivery.items.map(publish), at(delivery, options)),
    'cloud-tasks': ({ to, items, maxAttempts }, options) => deliverTasks(items, { ...options, queue: to, maxAttempts }),
  },
  // One subscription for the topic, whose endpoint names no function: all that listen are called.
  event: {
    pubsub: (delivery, options) => deliverPublished(delivery.items.map(publishEvent), at(delivery, options)),
    eventarc: (delivery, options) => deliverPubsubEvents(delivery.items.map(publishEvent), at(delivery, options)),
  },
  schedule: {
    'scheduler-http': ({ to, items, maxAttempts }, options) =>
      deliverTicks(items, { ...options, job: toJob(to), endpoint: `/_rove/events/${to}`, maxAttempts }),
    // To publish is all that the job does; the subscription of its topic delivers, with its own attempts.
    'scheduler-pubsub': ({ to, items, maxAttempts }, options) =>
      deliverPublished(
        items.map(() => publish({ body: 'tick' })),
        { ...options, name: toJob(to), endpoint: `/_rove/events/${to}`, maxAttempts },
      ),
  },
  object: {
    eventarc: (delivery, options) => {
      const { name, ...service } = at(delivery, options)
      return deliverCloudEvents(
        delivery.items.map((object) => toObjectEvent(object, name)),
        { ...service, name },
      )
    },
    pubsub: (delivery, options) => {
      const { name, ...service } = at(delivery, options)
      return deliverPublished(
        delivery.items.map((object) => publishNotification(object, name)),
        { ...service, name: `${name}-notifications` },
      )
    },
  },
  change: {
    firestore: (delivery, options) => {
      const { name, ...service } = at(delivery, options)
      return deliverCloudEvents(
        delivery.items.map((change) => toDocumentEvent(change, name)),
        { ...service, name },
      )
    },
  },
}

/**
 * Has one of Google's services deliver to a function, in its own form and by its own rules. Waiting times are left out.
 * @throws RoveError `Unimplemented` for a service that is not known; it names those that are
 */
export async function deliver(delivery: Delivery, options: ServiceOptions): Promise<readonly Delivered[]> {
  const known = services[delivery.trigger] as Readonly<Record<string, Deliver<Delivery['trigger']>>>
  const [first = ''] = Object.keys(known)
  const name = delivery.via ?? first
  const service = Object.hasOwn(known, name) ? known[name] : undefined
  if (service === undefined) {
    throw new RoveError(
      'Unimplemented',
      `The Google Cloud host has no service "${name}" for the trigger ${delivery.trigger}; it has ${Object.keys(known).join(', ')}.`,
      { operation: 'deliver' },
    )
  }
  return service(delivery as never, options)
}

function at<Item extends { readonly to: string; readonly maxAttempts?: number }>(
  { to, maxAttempts }: Item,
  options: ServiceOptions,
): ServiceOptions & { readonly name: string; readonly maxAttempts: number | undefined } {
  return { ...options, name: to, maxAttempts }
}

// Names of jobs have no capitals here, as those of the other resources have none.
function toJob(functionName: string): string {
  return functionName.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
