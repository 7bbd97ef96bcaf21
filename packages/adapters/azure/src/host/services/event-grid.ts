import type { Delivered } from '@rove/core/adapter'
import { deliverEach, delivered } from './attempts.ts'
import { type EventFunction, takesMany } from './event-function.ts'
import { type GridSchema, toBlobEvent, toGridEvent } from './grid-event.ts'
import type { Input } from './invocation.ts'
import { type Job, sentBy } from './job.ts'
import { throughNewtonsoft } from './newtonsoft.ts'
import { runOnce } from './run-function.ts'
import { json } from './typed-data.ts'

/**
 * Delivers events of Event Grid, each by itself (the default of an event subscription), and again until the function
 * returns or it was tried often enough (30 times by default). Then an event goes to the dead-letter container, which the
 * event subscription is taken to have; without one it would be dropped.
 * Source: https://learn.microsoft.com/azure/event-grid/delivery-and-retry
 */
export async function deliverEventGrid(job: Job): Promise<Delivered[]> {
  const { runtime, function: one, delivery } = job
  const events = eventsOf(job)
  const taken = events.filter((event) => isTaken(event, one))
  const outcomes = await deliverEach({
    items: taken,
    maxAttempts: delivery.maxAttempts ?? 30,
    concurrency: 16,
    failed: 'dead-lettered',
    deliver: (event) => runOnce(runtime, one, toGridInput(event, takesMany(one))),
  })
  const byEvent = new Map(taken.map((event, index) => [event, outcomes[index]]))
  return events.map((event) => byEvent.get(event) ?? delivered('dropped', 0))
}

function eventsOf(job: Job): object[] {
  const { delivery } = job
  const { topicName, containerName } = job.function.binding
  const schema: GridSchema = delivery.via === 'event-grid-schema' ? 'event-grid' : 'cloud-event'
  if (delivery.trigger === 'object') {
    return delivery.items.map((object) => toBlobEvent(object, containerName ?? delivery.to, schema))
  }
  return sentBy(job).map((sent) => toGridEvent(sent, topicName ?? delivery.to, schema))
}

/** Whether the event subscription lets an event through. */
function isTaken(event: object, { binding }: EventFunction): boolean {
  const { type, eventType = type } = event as { readonly type?: string; readonly eventType?: string }
  return binding.eventTypes === undefined || binding.eventTypes.includes(eventType ?? '')
}

/**
 * What the function is invoked with: the event, and its data once more in the metadata.
 * Source: https://github.com/Azure/azure-sdk-for-net, EventGridTriggerAttributeBindingProvider
 */
function toGridInput(event: object, many: boolean): Input {
  const read = throughNewtonsoft(event) as { readonly data?: unknown }
  const { data } = read
  if (many) return { data: json([read]), bindingData: { data: json([data ?? null]) } }
  const shown = typeof data === 'object' && data !== null ? json(data) : undefined
  return { data: json(read), bindingData: { data: shown ?? (data === undefined ? undefined : json(data)) } }
}
