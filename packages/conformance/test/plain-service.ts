import { randomUUID } from 'node:crypto'
import type { Delivered, Delivery } from '@rove/core/adapter'
import type { PlainBatch, PlainFailure, PlainRecord } from './plain-delivery-codec.ts'

/** How this service differs from a good one. */
export interface PlainServiceDefects {
  /** The only trigger for which it differs. Default: all. */
  readonly only?: Delivery['trigger']
  /** Changes what is delivered; undefined when it is not delivered at all. */
  send?(batch: PlainBatch): PlainBatch | undefined
  /** Changes what it understands of the answer. */
  settle?(failures: PlainFailure[], batch: PlainBatch): PlainFailure[]
  /** Delivers nothing a second time. */
  readonly onlyOnce?: boolean
  /** Lets go of what keeps failing. */
  readonly keepsNothing?: boolean
  /** Counts everything as handled, whatever became of it. */
  readonly acknowledgesAll?: boolean
}

interface Pending {
  readonly record: PlainRecord
  readonly index: number
  attempts: number
  readonly delays: Array<number | undefined>
}

/** Hands a batch to the function. It rejects when the invocation failed. */
export type Invoke = (batch: PlainBatch) => Promise<PlainFailure[]>

/** Delivers as a provider's service would: batches of ten, again what failed, aside what keeps failing. */
export async function deliverPlain(
  delivery: Delivery,
  invoke: Invoke,
  { only = delivery.trigger, ...differences }: PlainServiceDefects,
): Promise<Delivered[]> {
  const { items, maxAttempts = 5 } = delivery
  const defects = only === delivery.trigger ? differences : {}
  const results = new Map<number, Delivered>()
  let pending = items.map(toPending)
  while (pending.length > 0) {
    const taken = pending.slice(0, sizeOf(delivery))
    const failures = await invokeBatch(delivery, taken, { invoke, defects })
    for (const one of taken) {
      one.attempts += 1
      const result = settle(one, failures?.get(one.record.id), { maxAttempts, failed: failures === undefined, defects })
      if (result) results.set(one.index, result)
    }
    pending = pending.filter(({ index }) => !results.has(index))
  }
  return items.map((_, index) => results.get(index) ?? { outcome: 'dropped', attempts: 0, delays: [] })
}

// Topics, clocks and buckets call once for each; queues and tables in batches.
function sizeOf({ trigger }: Delivery): number {
  return trigger === 'message' || trigger === 'change' ? 10 : 1
}

function toPending(item: Delivery['items'][number], index: number): Pending {
  const record = { id: randomUUID(), attempt: 1, sentAt: new Date().toISOString(), item }
  return { record, index, attempts: 0, delays: [] }
}

async function invokeBatch(
  { trigger, to }: Delivery,
  taken: readonly Pending[],
  { invoke, defects }: { readonly invoke: Invoke; readonly defects: PlainServiceDefects },
): Promise<Map<string, PlainFailure> | undefined> {
  const records = taken.map(({ record, attempts }) => ({ ...record, attempt: attempts + 1 }))
  const batch: PlainBatch = { kind: 'plain-batch', trigger, resource: to, records }
  const sent = defects.send ? defects.send(batch) : batch
  if (sent === undefined) return new Map()
  try {
    const failures = await invoke(sent)
    return new Map((defects.settle?.(failures, sent) ?? failures).map((failure) => [failure.id, failure]))
  } catch {
    return undefined
  }
}

interface Settling {
  readonly maxAttempts: number
  /** Whether the whole invocation failed. */
  readonly failed: boolean
  readonly defects: PlainServiceDefects
}

/** What became of an item; undefined when it is delivered again. */
function settle(
  one: Pending,
  failure: PlainFailure | undefined,
  { maxAttempts, failed, defects }: Settling,
): Delivered | undefined {
  const { attempts, delays } = one
  if (defects.acknowledgesAll || (!failed && failure === undefined)) return { outcome: 'done', attempts, delays }
  const aside = { outcome: defects.keepsNothing ? 'dropped' : 'dead-lettered', attempts, delays } as const
  if (defects.onlyOnce) return { ...aside, outcome: 'dropped' }
  if (failure?.isGivenUp || attempts >= maxAttempts) return aside
  delays.push(failure?.after)
  return undefined
}
