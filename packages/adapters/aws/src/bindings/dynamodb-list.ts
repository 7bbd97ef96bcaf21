import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { KvDriver, Page, StoredValue } from '@rove/core/adapter'
import { toStored } from './dynamodb-layout.ts'

/** A table, and in how many parts its values are. */
export interface Table {
  readonly client: DynamoDBClient
  readonly name: string
  readonly shards: number
}

/** Values of one shard in order, and the key after which there may be more. */
interface Run {
  readonly items: readonly StoredValue[]
  readonly end: string | undefined
}

/** Lists values in order: every shard is in order, and what all of them have read to is merged. The cursor is a key. */
export async function listValues(
  table: Table,
  { prefix, limit, cursor }: Parameters<KvDriver['list']>[0],
): Promise<Page<StoredValue>> {
  const share = shareOf(limit, table.shards)
  const runs = await Promise.all(
    Array.from({ length: table.shards }, (_, shard) => readRun(table, { shard, prefix, cursor, share })),
  )
  // Beyond the end of the run that ends first, values of its shard may be missing.
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
 * How much is read of each shard for a page: half more than its even share and a few, which is nearly always enough, and
 * never more than one beyond the page, which tells whether something follows.
 */
function shareOf(limit: number, shards: number): number {
  return Math.min(limit + 1, Math.ceil((limit / shards) * 1.5) + 8)
}

async function readRun(
  { client, name }: Table,
  query: { shard: number; prefix: string; cursor: string | undefined; share: number },
): Promise<Run> {
  const shard = { N: String(query.shard) }
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: name,
      ConsistentRead: true,
      Limit: query.share,
      KeyConditionExpression: query.prefix === '' ? '#shard = :shard' : '#shard = :shard AND begins_with(#id, :prefix)',
      ExpressionAttributeNames: { '#shard': 'roveShard', ...(query.prefix === '' ? {} : { '#id': 'id' }) },
      ExpressionAttributeValues: {
        ':shard': shard,
        ...(query.prefix === '' ? {} : { ':prefix': { S: query.prefix } }),
      },
      // A key that is not there (any more) is a position as well.
      ...(query.cursor === undefined ? {} : { ExclusiveStartKey: { roveShard: shard, id: { S: query.cursor } } }),
    }),
  )
  return { items: Items.map(toStored), end: LastEvaluatedKey?.id?.S }
}

function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}
