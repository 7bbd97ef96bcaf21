import { type BackingServices, type Delivery, open } from '@rove/core/adapter'

/** Delivers what the app itself has sent to a queue, or published to a topic, in the steps before. */
export interface SentDelivery {
  readonly name: string
  readonly trigger: 'message' | 'event'
  /** The queue's or the topic's logical name. */
  readonly to: string
  readonly items: 'sent'
  readonly via?: string
  readonly maxAttempts?: number
}

/**
 * Takes out of the services what the app has sent, as the delivery of it; in the order of sending, which not every service keeps.
 * @throws Error when the app has sent nothing, or has no services
 */
export async function takeSent(step: SentDelivery, services: BackingServices | undefined): Promise<Delivery> {
  const { name, trigger, to, items, ...rest } = step
  const kind = trigger === 'message' ? 'queue' : 'topic'
  const texts = (await services?.take({ kind, name: to })) ?? []
  if (texts.length === 0) throw new Error(`Nothing was sent to the ${kind} "${to}".`)
  const inOrder = [...texts].sort((one, other) => timeOf(one).localeCompare(timeOf(other)))
  return trigger === 'message'
    ? { ...rest, trigger, to, items: inOrder.map((body) => ({ body })) }
    : { ...rest, trigger, to, items: inOrder.map((data) => ({ data })) }
}

function timeOf(text: string): string {
  return open({ text })?.time ?? ''
}
