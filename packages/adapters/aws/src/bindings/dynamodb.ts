import {
  BatchGetItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { RoveError } from '@rove/core'
import { clientOf, type DriverSource, type KvDriver, nativeOf, type StoredValue } from '@rove/core/adapter'
import { type Key, toItem, toItemKey, toStored } from './dynamodb-layout.ts'
import { listValues, type Table } from './dynamodb-list.ts'
import { errorCode } from './error-code.ts'
import { clientConfig, type DriverOptions } from './service-client.ts'

export { type TableShape, tableShape } from './dynamodb-layout.ts'

/** How tables are reached, and how values lie in them. */
export interface DynamoDbOptions extends DriverOptions<DynamoDBClient> {
  /**
   * In how many parts the keys of a store lie, 1 to 64. Default: 4. It belongs to the data: with another number, what was
   * stored before is not found.
   */
  readonly shards?: number
}

// A sort key has at most 1,024 bytes, an item 400 KB with its names, key, version and times, for which this leaves room.
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
const limits = { key: 1024, value: 400_000 }

/**
 * Key-value stores on Amazon DynamoDB; the native name is a table's name or ARN. One table a store, as `tableShape` says:
 * partition key `roveShard` (N), sort key `id` (S, the key), time to live on `expiresAt`.
 *
 * A table with a partition key alone cannot list in order, and its indexes are read late; so keys lie in a few partitions,
 * by a hash, and in order in each of them. What that costs: a page of a list is one query for each shard, at the same time,
 * and reads about half more than it returns; an almost empty page costs one read unit for each shard. A shard begins
 * with what one partition takes, 1,000 writes and 3,000 reads a second, until DynamoDB splits it; four are
 * what a new on-demand table takes as a whole. With one shard a list costs the least, and with more a store takes more from
 * its first second.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export function dynamodb({ client: given, only, shards = 4 }: DynamoDbOptions = {}): DriverSource<'kv'> {
  if (!Number.isInteger(shards) || shards < 1 || shards > 64) {
    throw new RoveError('InvalidArgument', `dynamodb: shards is a whole number from 1 to 64, not ${shards}.`)
  }
  const client = clientOf(
    given,
    () => new DynamoDBClient(clientConfig()),
    (made) => made.destroy(),
  )
  const source: DriverSource<'kv'> = {
    kind: 'kv',
    service: 'dynamodb',
    open: ({ native }) => ({
      ...methodsOf(() => ({ client: client.get(), name: native, shards })),
      service: 'dynamodb',
      limits,
      errorCode,
      get native() {
        return client.get()
      },
      close: () => client.close(),
    }),
  }
  return only === undefined ? source : { ...source, only }
}

/** The SDK's client behind a store on DynamoDB, one of `context.use`. @throws RoveError `FailedPrecondition` when something else is behind it */
export function native(client: object): DynamoDBClient {
  return nativeOf<DynamoDBClient>(client, 'dynamodb')
}

function methodsOf(table: () => Table): Pick<KvDriver, 'get' | 'getMany' | 'set' | 'delete' | 'list'> {
  return {
    async get(key) {
      const { client, name: TableName, shards } = table()
      const Key = toItemKey(key, shards)
      const { Item } = await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))
      return Item && toStored(Item)
    },
    getMany: (keys) => getMany(table(), keys),
    async set(value, condition) {
      const { client, name: TableName, shards } = table()
      const version = crypto.randomUUID()
      const Item = toItem({ ...value, version }, shards)
      await client.send(new PutItemCommand({ TableName, Item, ...toExpression(condition) }))
      return { version }
    },
    async delete(key, condition) {
      const { client, name: TableName, shards } = table()
      const Key = toItemKey(key, shards)
      await client.send(new DeleteItemCommand({ TableName, Key, ...toExpression(condition) }))
    },
    list: (query) => listValues(table(), query),
  }
}

/**
 * An answer has at most 16 MB and may leave keys out; they are asked for again as long as every answer brings something.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
async function getMany({ client, name, shards }: Table, keys: readonly string[]): Promise<StoredValue[]> {
  const found: StoredValue[] = []
  let Keys: Key[] | undefined = keys.map((key) => toItemKey(key, shards))
  while (Keys !== undefined && Keys.length > 0) {
    const RequestItems = { [name]: { Keys, ConsistentRead: true } }
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(new BatchGetItemCommand({ RequestItems }))
    const items = Object.values(Responses).flat()
    const left = Object.values(UnprocessedKeys)[0]?.Keys as Key[] | undefined
    if (items.length === 0 && left?.length === Keys.length) {
      throw Object.assign(new Error('DynamoDB processed none of the keys.'), { name: 'ThrottlingException' })
    }
    found.push(...items.map(toStored))
    Keys = left
  }
  return found
}

interface Expression {
  readonly ConditionExpression?: string
  readonly ExpressionAttributeNames?: Record<string, string>
  readonly ExpressionAttributeValues?: Record<string, { S: string } | { N: string }>
}

/** A value that has expired is absent, also while DynamoDB has not removed it: that can take days. */
function toExpression(condition: { readonly absent?: true; readonly version?: string } | undefined): Expression {
  if (condition === undefined) return {}
  const now = { N: String(Date.now()) }
  const { version } = condition
  if (version === undefined) {
    return {
      ConditionExpression: 'attribute_not_exists(#id) OR #expiry <= :now',
      ExpressionAttributeNames: { '#id': 'id', '#expiry': 'expiresAtMs' },
      ExpressionAttributeValues: { ':now': now },
    }
  }
  return {
    ConditionExpression: '#version = :version AND (attribute_not_exists(#expiry) OR #expiry > :now)',
    ExpressionAttributeNames: { '#version': 'version', '#expiry': 'expiresAtMs' },
    ExpressionAttributeValues: { ':version': { S: version }, ':now': now },
  }
}
