import { createHash } from 'node:crypto'
import type { Delivered, SentChange } from '@rove/core/adapter'
import { delivered } from './attempts.ts'
import type { Job } from './job.ts'
import { runByPolicy } from './run-function.ts'

/**
 * Delivers changes as a change feed does, in batches. The lease is moved on when the function has run, whatever became of
 * it: only its own retry policy runs it again, with the whole batch. In the mode LatestVersion deletes are not told.
 * Sources: https://github.com/Azure/azure-webjobs-sdk-extensions, CosmosDBTriggerListener.ProcessChangesAsync, and
 * https://learn.microsoft.com/azure/cosmos-db/nosql/troubleshoot-changefeed-functions
 */
export async function deliverCosmosDb(job: Job): Promise<Delivered[]> {
  const { runtime, function: one, delivery } = job
  if (delivery.trigger !== 'change') return []
  const allVersions = one.binding.changeFeedMode === 'AllVersionsAndDeletes'
  const told = delivery.items.filter(({ kind }) => allVersions || kind !== 'deleted')
  const results = new Map<SentChange, Delivered>()
  for (const batch of toBatches(told, one.binding.maxItemsPerInvocation ?? 100)) {
    const documents = batch.map((change) => (allVersions ? toVersion(change, job) : toDocument(change, job)))
    const data = { string: JSON.stringify(documents) }
    const unlimited = delivery.maxAttempts ?? 5
    const { succeeded, attempts } = await runByPolicy(runtime, one, { data, bindingData: {}, unlimited })
    for (const change of batch) results.set(change, delivered(succeeded ? 'done' : 'dropped', attempts))
  }
  return delivery.items.map((change) => results.get(change) ?? delivered('dropped', 0))
}

/** Of two changes of a document that are read together only the later one is there: each is read before the next comes. */
function toBatches(changes: readonly SentChange[], size: number): SentChange[][] {
  const batches: SentChange[][] = []
  for (const change of changes) {
    const last = batches.at(-1)
    if (last === undefined || last.length >= size || last.some(({ key }) => key === change.key)) batches.push([change])
    else last.push(change)
  }
  return batches
}

/**
 * A document as Cosmos DB keeps it.
 * Source: https://learn.microsoft.com/azure/cosmos-db/resource-model#properties-of-an-item
 */
function toDocument({ key, after }: SentChange, job: Job): object {
  const lsn = job.next()
  const { rid, self } = systemIds(key, job.delivery.to)
  return {
    ...after,
    id: key,
    _rid: rid,
    _self: self,
    _etag: `"${createHash('sha256').update(`${key}/${lsn}`).digest('hex').slice(0, 8)}-0000-0000-0000-5c875c6a0000"`,
    _attachments: 'attachments/',
    _ts: Math.floor(Date.now() / 1000),
    _lsn: lsn,
  }
}

/**
 * A change with the version before it.
 * Source: https://learn.microsoft.com/azure/cosmos-db/nosql/change-feed-modes#all-versions-and-deletes-change-feed-mode-preview
 */
function toVersion(change: SentChange, job: Job): object {
  const { kind, key, before } = change
  const lsn = job.next()
  const operations = { created: 'create', updated: 'replace', deleted: 'delete' } as const
  const metadata = {
    operationType: operations[kind],
    lsn,
    crts: Math.floor(Date.now() / 1000),
    timeToLiveExpired: false,
  }
  const previous = kind === 'created' ? {} : { previous: { ...before, id: key } }
  return {
    current: kind === 'deleted' ? {} : toDocument(change, job),
    ...previous,
    metadata: kind === 'created' ? metadata : { ...metadata, previousImageLSN: lsn - 1 },
  }
}

function systemIds(key: string, container: string): { readonly rid: string; readonly self: string } {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest()
  const collection = hash(container).subarray(0, 8)
  const rid = Buffer.concat([collection, hash(key).subarray(0, 8)]).toString('base64')
  const database = collection.subarray(0, 4).toString('base64')
  return { rid, self: `dbs/${database}/colls/${collection.toString('base64')}/docs/${rid}/` }
}
