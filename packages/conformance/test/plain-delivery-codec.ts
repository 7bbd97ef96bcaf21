import type { DecodedBatch, DecodedDelivery, Delivery, EventCodec, Settled } from '@rove/core/adapter'

/** One thing that the service of a provider that does not exist delivers. */
export interface PlainRecord {
  readonly id: string
  readonly attempt: number
  readonly sentAt: string
  readonly item: Delivery['items'][number]
}

/** Its event: records of one resource. */
export interface PlainBatch {
  readonly kind: 'plain-batch'
  readonly trigger: Delivery['trigger']
  readonly resource: string
  readonly records: readonly PlainRecord[]
}

/** What it takes back for a record: nothing when it is done with it. */
export interface PlainFailure {
  readonly id: string
  readonly isGivenUp: boolean
  readonly after: number | undefined
}

/** Where a seeded defect may sit. */
export interface PlainDeliveryDefects {
  decodeDelivery?(decoded: DecodedDelivery, record: PlainRecord): DecodedDelivery
  decodeBatch?(decoded: DecodedBatch, batch: PlainBatch): DecodedBatch
  encodeBatch?(failures: PlainFailure[], settled: readonly Settled[]): PlainFailure[]
}

export function plainDeliveryCodec(defects: PlainDeliveryDefects = {}): EventCodec<PlainBatch, PlainFailure[]> {
  return {
    name: 'plain-delivery',
    title: 'a batch of the suite’s own service',
    trigger: 'delivery',
    triggers: ['message', 'event', 'schedule', 'object', 'change'],
    matches: (event): event is PlainBatch => (event as Partial<PlainBatch> | null)?.kind === 'plain-batch',
    decode(batch) {
      const deliveries = batch.records.map((record) => {
        const decoded = decodeRecord(batch, record)
        return defects.decodeDelivery?.(decoded, record) ?? decoded
      })
      const ordered = batch.trigger === 'change' || batch.resource === 'lane'
      const decoded: DecodedBatch = { deliveries, settlement: 'each', ordered, deadLetters: true }
      return defects.decodeBatch?.(decoded, batch) ?? decoded
    },
    encode(settled) {
      const failures = settled.flatMap(toFailure)
      return defects.encodeBatch?.(failures, settled) ?? failures
    },
  }
}

function toFailure({ delivery, outcome }: Settled): PlainFailure[] {
  if (outcome.kind === 'done') return []
  const after = outcome.kind === 'retry' ? outcome.after : undefined
  return [{ id: delivery.id ?? '', isGivenUp: outcome.kind === 'dead-letter', after }]
}

function decodeRecord({ trigger, resource }: PlainBatch, { id, attempt, sentAt, item }: PlainRecord): DecodedDelivery {
  const common = { names: [resource], id, source: `/plain/${resource}`, time: sentAt, attempt }
  if (trigger === 'schedule' && 'scheduledAt' in item) return { ...common, trigger, scheduledAt: item.scheduledAt }
  if (trigger === 'object' && 'key' in item)
    return { ...common, trigger, ...(item as { kind: 'created'; key: string }) }
  if (trigger === 'change' && 'key' in item) return { ...common, trigger, ...item, group: item.key }
  const { attributes } = item as { attributes?: Record<string, string> }
  const payload = toPayload('body' in item ? item.body : 'data' in item ? item.data : '')
  const traceparent = attributes?.traceparent
  if (trigger === 'event') return { ...common, trigger, payload, attributes, traceparent }
  return { ...common, trigger: 'message', payload, attributes, traceparent, group: (item as { group?: string }).group }
}

function toPayload(body: string | Uint8Array): { text: string } | { bytes: Uint8Array } {
  return typeof body === 'string' ? { text: body } : { bytes: body }
}
