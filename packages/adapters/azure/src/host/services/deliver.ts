import type { Delivered, Delivery, Host } from '@rove/core/adapter'
import type { ExtensionSettings } from '../host-json.ts'
import { delivered } from './attempts.ts'
import { deliverBlob } from './blob.ts'
import { deliverCosmosDb } from './cosmos-db.ts'
import type { EventFunction, TriggerType } from './event-function.ts'
import { deliverEventGrid } from './event-grid.ts'
import { deliverEventHubs } from './event-hubs.ts'
import { findFunctions } from './find-function.ts'
import { type Job, refuse } from './job.ts'
import { deliverKafka } from './kafka.ts'
import type { Runtime } from './run-function.ts'
import { deliverServiceBus } from './service-bus.ts'
import { deliverStorageQueue } from './storage-queue.ts'
import { deliverTimer } from './timer.ts'

/** What deliveries need of the host. */
export interface DeliverOptions {
  readonly functions: readonly EventFunction[]
  readonly settings: ExtensionSettings
  readonly runtime: Runtime
}

const services: Readonly<Record<TriggerType, (job: Job) => Promise<Delivered[]>>> = {
  queueTrigger: deliverStorageQueue,
  serviceBusTrigger: deliverServiceBus,
  eventHubTrigger: deliverEventHubs,
  kafkaTrigger: deliverKafka,
  eventGridTrigger: deliverEventGrid,
  timerTrigger: deliverTimer,
  blobTrigger: deliverBlob,
  cosmosDBTrigger: deliverCosmosDb,
}

/**
 * Makes the services that call functions, in memory, by the rules of the extensions of the Functions host. Where a
 * delivery does not say how often something is tried, the service's own default holds.
 */
export function createDeliver({ functions, settings, runtime }: DeliverOptions): Host['deliver'] {
  let sequence = 0
  const next = (): number => {
    sequence += 1
    return sequence
  }
  return async (delivery) => {
    checkAttempts(delivery)
    const copies: Delivered[][] = []
    for (const found of findFunctions(functions, delivery)) {
      copies.push(await services[found.type]({ runtime, function: found, delivery, settings, next }))
    }
    return delivery.items.map((_item, index) => together(copies.flatMap((results) => results[index] ?? [])))
  }
}

const gravity: ReadonlyArray<Delivered['outcome']> = ['done', 'dead-lettered', 'dropped']

/** What became of an item of which several functions got a copy: the worst of it. Who was not told of it does not count. */
function together(copies: readonly Delivered[]): Delivered {
  const told = copies.filter(({ attempts }) => attempts > 0)
  const all = told.length > 0 ? told : copies
  const worst = Math.max(...all.map(({ outcome }) => gravity.indexOf(outcome)))
  return delivered(gravity[worst] ?? 'dropped', Math.max(0, ...all.map(({ attempts }) => attempts)))
}

function checkAttempts({ maxAttempts }: Delivery): void {
  if (maxAttempts === undefined || (Number.isSafeInteger(maxAttempts) && maxAttempts > 0)) return
  refuse(`maxAttempts has to be a whole number above 0, not ${maxAttempts}.`)
}
