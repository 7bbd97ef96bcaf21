import type { Outcome } from '@rove/core'
import type { DecodedDelivery, EventCodec } from '@rove/core/adapter'
import type { Received } from './received.ts'

/** A batch that was taken, on its way to one function. */
export interface TakenBatch {
  readonly service: 'rove.postgres'
  readonly trigger: 'message' | 'event'
  /** The queue or topic, by its logical name. */
  readonly name: string
  /** The function that it is for. */
  readonly function: string
  readonly ordered: boolean
  readonly messages: readonly Received[]
}

/** Takes a batch apart for core; its result is the outcomes themselves, in the order of the messages. */
export const deliveryCodec: EventCodec<TakenBatch, readonly Outcome[]> = {
  name: 'postgres',
  title: 'PostgreSQL queue',
  trigger: 'delivery',
  triggers: ['message', 'event'],
  matches: (event): event is TakenBatch => (event as TakenBatch | undefined)?.service === 'rove.postgres',
  decode: (batch) => ({
    deliveries: batch.messages.map((message) => toDelivery(message, batch)),
    settlement: 'each',
    ordered: batch.ordered,
    deadLetters: true,
  }),
  encode: (settled) => settled.map(({ outcome }) => outcome),
}

function toDelivery(message: Received, batch: TakenBatch): DecodedDelivery {
  const { id, text, group, attempt, sentAt } = message
  const { trigger, name } = batch
  const source = `/${trigger === 'message' ? 'queue' : 'topic'}/${name}`
  const base = { function: batch.function, names: [name], id, source, time: sentAt.toISOString(), attempt }
  const payload = { text }
  return trigger === 'message' ? { ...base, trigger, group, payload } : { ...base, trigger, payload }
}
