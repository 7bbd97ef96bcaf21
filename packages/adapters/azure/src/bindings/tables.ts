import { TableClient } from '@azure/data-tables'
import { type Env, RoveError } from '@rove/core'
import { type DriverSource, type KvDriver, nativeOf, type WriteCondition } from '@rove/core/adapter'
import { defaultConnections } from '../connections.ts'
import { checkName, type NameRule } from '../resource-names.ts'
import { atOnce } from './at-once.ts'
import { findStorage } from './connection.ts'
import { errorCode, serviceCode } from './error-code.ts'
import { inTime } from './in-time.ts'
import { clientOf, withoutRetries } from './service-client.ts'
import { patience, type StorageOptions } from './storage-account.ts'
import { expiryOf, type FoundEntity, toEntity, toEntityKey, toEtag, toStored, toVersion } from './tables-layout.ts'
import { listValues, type Table } from './tables-list.ts'
import { UnmetCondition } from './unmet-condition.ts'

/** How tables are reached, and how values lie in them. */
export interface TablesOptions extends StorageOptions<(table: string) => TableClient> {
  /**
   * In how many partitions the keys of a store lie, 1 to 64. Default: 4. It belongs to the data: with another number, what
   * was stored before is not found.
   */
  readonly shards?: number
}

/**
 * A row key has at most 512 characters, and five bits of a key are one: 320 bytes. An entity has at most 1 MiB, and so, in
 * Azurite, has the request, in which bytes take a third more: 780,000 are safe for both.
 * Source: https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model#property-limitations
 */
const limits = { key: 320, value: 780_000 }

const service = 'azure-tables'

/**
 * Key-value stores on Azure Table Storage; the native name is a table's name, from which hyphens are left out, because a
 * table's name has none: `shop-carts` is the table `shopcarts`. The service removes nothing that has expired.
 *
 * One partition takes 2,000 entities of 1 KiB a second, and an account 20,000; so keys lie in a few partitions, by a hash,
 * and in order in each of them. What that costs: a page of a list is one query for each partition, at the same time, and reads
 * about half more than it returns. Many keys are read one by one, 25 at the same time: the service has no call for that.
 * Source: https://learn.microsoft.com/azure/storage/tables/scalability-targets
 */
export function tables({ client: given, only, connection, shards = 4 }: TablesOptions = {}): DriverSource<'kv'> {
  if (!Number.isInteger(shards) || shards < 1 || shards > 64) {
    throw new RoveError('InvalidArgument', `tables: shards is a whole number from 1 to 64, not ${shards}.`)
  }
  const source: DriverSource<'kv'> = {
    kind: 'kv',
    service,
    open: ({ native, env }) => {
      const name = tableName(native)
      const client = clientOf(undefined, () => given?.(name) ?? toClient(env, connection, name))
      return {
        ...methodsOf(() => ({ client: client.of(env), shards })),
        service,
        limits,
        errorCode,
        get native() {
          return client.of(env)
        },
      }
    },
  }
  return only === undefined ? source : { ...source, only }
}

/** The client of a table behind a store of `context.use`. @throws RoveError `FailedPrecondition` when it is no table */
export function native(client: object): TableClient {
  return nativeOf<TableClient>(client, service)
}

const nameRule: NameRule = {
  service: 'Table Storage',
  shape: /^[A-Za-z][A-Za-z0-9]{2,62}$/,
  text: '3 to 63 letters and digits that begin with a letter; hyphens are left out',
  source: 'https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model#table-names',
}

/** The table of a native name. @throws RoveError `InvalidArgument` when it cannot be one */
export function tableName(native: string): string {
  return checkName(native.replaceAll('-', ''), nameRule, 'Say another one: adapt(app, { resources: { kv: { … } } }).')
}

function toClient(env: Env, connection: string = defaultConnections.storage, name: string): TableClient {
  const found = findStorage(env, connection, 'table')
  if (!('connectionString' in found)) {
    return new TableClient(found.endpoint, name, found.credential, withoutRetries)
  }
  const allowInsecureConnection = /=http:|UseDevelopmentStorage=true/i.test(found.connectionString)
  return TableClient.fromConnectionString(found.connectionString, name, { ...withoutRetries, allowInsecureConnection })
}

function methodsOf(table: () => Table): Pick<KvDriver, 'get' | 'getMany' | 'set' | 'delete' | 'list'> {
  const get: KvDriver['get'] = async (key) => {
    const entity = await findEntity(table(), key)
    return entity && toStored(entity)
  }
  return {
    get,
    async getMany(keys) {
      const found = await atOnce(keys, 25, get)
      return found.flatMap((stored) => stored ?? [])
    },
    async set(value, condition) {
      const entity = toEntity(value, table().shards)
      const etag = await write(table(), { entity, key: value.key, condition })
      return { version: toVersion(etag, value.expiresAt) }
    },
    async delete(key, condition) {
      const { client, shards } = table()
      const { partitionKey, rowKey } = toEntityKey(key, shards)
      const etag = condition === undefined ? '*' : etagOf(condition.version)
      try {
        await inTime(patience, (abortSignal) => client.deleteEntity(partitionKey, rowKey, { etag, abortSignal }))
      } catch (error) {
        if (serviceCode(error) !== 'ResourceNotFound') throw error
        if (condition !== undefined) throw new UnmetCondition(error)
      }
    },
    list: (query) => listValues(table(), query),
  }
}

async function findEntity({ client, shards }: Table, key: string): Promise<FoundEntity | undefined> {
  const { partitionKey, rowKey } = toEntityKey(key, shards)
  try {
    return await inTime(patience, (abortSignal) => client.getEntity<FoundEntity>(partitionKey, rowKey, { abortSignal }))
  } catch (error) {
    if (serviceCode(error) === 'ResourceNotFound') return undefined
    throw error
  }
}

interface Write {
  readonly entity: ReturnType<typeof toEntity>
  readonly key: string
  readonly condition: WriteCondition
}

/** @returns the etag as Table Storage writes it */
async function write(table: Table, { entity, key, condition }: Write): Promise<string> {
  const { client } = table
  const replace = async (etag: string): Promise<string> => {
    try {
      return etagIn(
        await inTime(patience, (abortSignal) => client.updateEntity(entity, 'Replace', { etag, abortSignal })),
      )
    } catch (error) {
      throw serviceCode(error) === 'ResourceNotFound' ? new UnmetCondition(error) : error
    }
  }
  if (condition === undefined) {
    return etagIn(await inTime(patience, (abortSignal) => client.upsertEntity(entity, 'Replace', { abortSignal })))
  }
  if ('version' in condition) return replace(etagOf(condition.version))
  try {
    return etagIn(await inTime(patience, (abortSignal) => client.createEntity(entity, { abortSignal })))
  } catch (error) {
    if (serviceCode(error) !== 'EntityAlreadyExists') throw error
    // A value that has expired is absent; it is replaced while it is still the same.
    const found = await findEntity(table, key)
    const expiresAt = found && expiryOf(found)
    if (found === undefined || expiresAt === undefined || expiresAt > Date.now()) throw error
    return replace(found.etag)
  }
}

function etagOf(version: string): string {
  const etag = toEtag(version)
  if (etag === undefined) throw new UnmetCondition()
  return etag
}

function etagIn({ etag }: { readonly etag?: string }): string {
  return etag ?? ''
}
