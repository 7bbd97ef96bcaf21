import { Buffer } from 'node:buffer'
import { odata, type TableClient } from '@azure/data-tables'
import type { KvDriver, Page, StoredValue } from '@rove/core/adapter'
import { inTime } from './in-time.ts'
import { patience } from './storage-account.ts'
import { type FoundEntity, rowKeyAfter, toRowKey, toStored } from './tables-layout.ts'

/** A table, and in how many partitions its values are. */
export interface Table {
  readonly client: TableClient
  readonly shards: number
}

/** Values of one partition in order, and the key after which there may be more. */
interface Run {
  readonly items: readonly StoredValue[]
  readonly end: string | undefined
}

/** Lists values in order: every partition is in order, and what all of them have read to is merged. The cursor is a key. */
export async function listValues(
  table: Table,
  { prefix, limit, cursor }: Parameters<KvDriver['list']>[0],
): Promise<Page<StoredValue>> {
  const share = shareOf(limit, table.shards)
  const runs = await Promise.all(
    Array.from({ length: table.shards }, (_, shard) => readRun(table, { shard, prefix, cursor, share })),
  )
  // Beyond the end of the run that ends first, values of its partition may be missing.
  const [bound] = runs.flatMap(({ end }) => end ?? []).sort(byBytes)
  const known = runs
    .flatMap(({ items }) => items)
    .filter(({ key }) => bound === undefined || byBytes(key, bound) <= 0)
    .sort((one, other) => byBytes(one.key, other.key))
  const items = known.slice(0, limit)
  const isEnd = bound === undefined && known.length === items.length
  return { items, cursor: isEnd ? undefined : (items.at(-1)?.key ?? bound) }
}

/**
 * How much is read of each partition for a page: half more than its even share and a few, which is nearly always enough, and
 * never more than one beyond the page, which tells whether something follows. A query gives at most 1,000 entities.
 */
function shareOf(limit: number, shards: number): number {
  return Math.min(limit + 1, Math.ceil((limit / shards) * 1.5) + 8, 1000)
}

/**
 * An answer may have fewer entities than were asked for, or none, and still not be the last: after five seconds, or where
 * the partition lies on another server.
 * Source: https://learn.microsoft.com/rest/api/storageservices/query-timeout-and-pagination
 */
async function readRun(
  { client }: Table,
  query: { shard: number; prefix: string; cursor: string | undefined; share: number },
): Promise<Run> {
  const items: StoredValue[] = []
  let continuationToken: string | undefined
  do {
    const page = await inTime(patience, async (abortSignal) => {
      const entities = client.listEntities({ queryOptions: { filter: filterOf(query) }, abortSignal })
      const from = continuationToken === undefined ? {} : { continuationToken }
      return (await entities.byPage({ maxPageSize: query.share - items.length, ...from }).next()).value
    })
    items.push(...(page as readonly FoundEntity[]).map(toStored))
    continuationToken = page?.continuationToken
  } while (continuationToken !== undefined && items.length < query.share)
  return { items, end: continuationToken === undefined ? undefined : items.at(-1)?.key }
}

function filterOf({ shard, prefix, cursor }: { shard: number; prefix: string; cursor: string | undefined }): string {
  const parts = [odata`PartitionKey eq ${String(shard)}`]
  if (cursor !== undefined) parts.push(odata`RowKey gt ${toRowKey(Buffer.from(cursor))}`)
  else if (prefix !== '') parts.push(odata`RowKey ge ${toRowKey(Buffer.from(prefix))}`)
  if (prefix !== '') parts.push(odata`RowKey lt ${rowKeyAfter(prefix)}`)
  return parts.join(' and ')
}

function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}
