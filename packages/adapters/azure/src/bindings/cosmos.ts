import type { Container, CosmosClient, ItemResponse, JSONValue, SqlQuerySpec } from '@azure/cosmos'
import { RoveError } from '@rove/core'
import { type DriverSource, type KvDriver, nativeOf, type Page, type StoredValue } from '@rove/core/adapter'
import { defaultConnections } from '../connections.ts'
import { containerOf, makeClient, unwrapped } from './cosmos-client.ts'
import { errorCode } from './cosmos-error-code.ts'
import { etagOf, toDocument, toId, toStored, toVersion, type ValueDocument } from './cosmos-layout.ts'
import { clientOf, type DriverOptions } from './service-client.ts'

export { type ContainerShape, containerShape } from './cosmos-layout.ts'

/** How containers are reached. */
export interface CosmosOptions extends DriverOptions<CosmosClient> {
  /**
   * The database of containers that are named without one. Default: the setting `ROVE_COSMOS_DATABASE`, else what the
   * container's name begins with when it ends with the resource's: the app's name, as for `onChange`.
   */
  readonly database?: string
  /** The setting with the connection string, or the prefix of an identity's. Default: `CosmosDBConnection`. */
  readonly connection?: string
}

// An id has at most 1,023 bytes, and there are two for each byte of a key. A document has 2 MB of JSON, in which each
// quotation mark and backslash of a value is written with one more.
// Source: https://learn.microsoft.com/azure/cosmos-db/concepts-limits#per-item-limits
const limits = { key: 511, value: 1_000_000 }

/**
 * Key-value stores on Azure Cosmos DB for NoSQL; the native name is a container's, or `database/container`. One container a
 * store, as `containerShape` says: partition key `/id`, time to live on. The connection is a connection string in
 * `CosmosDBConnection`, or the identity that may use `CosmosDBConnection__accountEndpoint`.
 *
 * Reads see every write that ended before them, of other processes too, only in an account whose default consistency is
 * strong, or bounded staleness in one region; with session consistency (what new accounts have) a process sees its own.
 *
 * Every key is a logical partition of its own, so that a store has no limit of 20 GB or 10,000 RU/s anywhere, and grows without
 * its data being moved; shards of a fixed number, each in order, would end there. What that costs: a list asks every
 * physical partition (one for each 50 GB or 10,000 RU/s), about 3 RU each for an almost empty page. `getMany` is one read for
 * each key, at the same time, 1 RU per KB.
 * Source: https://learn.microsoft.com/azure/cosmos-db/partitioning-overview#use-item-id-as-the-partition-key
 *
 * The client that is made here leaves a region only after the SDK has asked the account anew, every five minutes, or where
 * the region refuses writes; with an account of several regions give a `client` with the retries that you want.
 */
export function cosmos({ client: given, only, database, connection }: CosmosOptions = {}): DriverSource<'kv'> {
  const setting = connection ?? defaultConnections.cosmosDb
  const clients = clientOf(
    given,
    (env) => makeClient(env, setting),
    (client) => client.dispose(),
  )
  const source: DriverSource<'kv'> = {
    kind: 'kv',
    service: 'cosmos-db',
    open: (resource) => ({
      ...methodsOf(() => containerOf(clients.of(resource.env), resource, database)),
      service: 'cosmos-db',
      limits,
      errorCode,
      get native() {
        return clients.of(resource.env)
      },
      close: () => clients.close(),
    }),
  }
  return only === undefined ? source : { ...source, only }
}

/** The client of `@azure/cosmos` behind a store. */
export function native(client: object): CosmosClient {
  return nativeOf<CosmosClient>(client, 'cosmos-db')
}

function methodsOf(container: () => Container): Pick<KvDriver, 'get' | 'getMany' | 'set' | 'delete' | 'list'> {
  return {
    get: async (key) => unwrapped(get(container(), key)),
    getMany: async (keys) => {
      const found = await unwrapped(Promise.all(keys.map((key) => get(container(), key))))
      return found.filter((stored) => stored !== undefined)
    },
    async set(value, condition) {
      const document = toDocument(value, Date.now())
      const { etag } = await unwrapped(write(container(), document, condition))
      return { version: toVersion(etag, value.expiresAt) }
    },
    delete: async (key, condition) => unwrapped(remove(container(), key, condition)),
    list: async (query) => unwrapped(list(container(), query)),
  }
}

async function get(container: Container, key: string): Promise<StoredValue | undefined> {
  const { resource, statusCode, substatus = 0 } = await readDocument(container, toId(key))
  if (statusCode === 404 && substatus !== 0) throw readFailure(substatus)
  return resource && toStored(resource)
}

function readDocument(container: Container, id: string): Promise<ItemResponse<Record<string, unknown>>> {
  return container.item(id, id).read<Record<string, unknown>>()
}

/** The SDK gives every 404 as nothing; with a substatus it is not about the document: 1003, say, is of the container. */
function readFailure(substatus: number): Error {
  return Object.assign(new Error(`Cosmos DB answered 404 with the substatus ${substatus}.`), { code: 404, substatus })
}

function write(
  container: Container,
  document: ValueDocument,
  condition: { readonly absent?: true; readonly version?: string } | undefined,
): Promise<{ readonly etag: string }> {
  if (condition === undefined) return container.items.upsert(document)
  if (condition.version === undefined) return create(container, document)
  return replace(container, document, requireEtag(condition.version))
}

/** Creates a document, or replaces what has expired and was not yet removed. */
async function create(container: Container, document: ValueDocument, attempts = 2): Promise<{ readonly etag: string }> {
  try {
    return await container.items.create(document)
  } catch (error) {
    if (errorOf(error).code !== 409) throw error
    const { resource } = await readDocument(container, document.id)
    // The service removed it in between.
    if (resource === undefined && attempts > 1) return create(container, document, attempts - 1)
    if (typeof resource?.expiresAt !== 'number' || resource.expiresAt > Date.now()) throw error
    return replace(container, document, String(resource._etag))
  }
}

function replace(container: Container, document: ValueDocument, etag: string): Promise<{ readonly etag: string }> {
  const accessCondition = { type: 'IfMatch', condition: etag }
  return unmetWhenGone(container.item(document.id, document.id).replace(document, { accessCondition }))
}

async function remove(
  container: Container,
  key: string,
  condition: { readonly version: string } | undefined,
): Promise<void> {
  const item = container.item(toId(key), toId(key))
  if (condition) {
    const accessCondition = { type: 'IfMatch', condition: requireEtag(condition.version) }
    await unmetWhenGone(item.delete({ accessCondition }))
    return
  }
  try {
    await item.delete()
  } catch (error) {
    if (!isGone(error)) throw error
  }
}

/** A condition on a version does not hold of what is not there. */
async function unmetWhenGone<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    if (!isGone(cause)) throw cause
    throw new RoveError('FailedPrecondition', 'The value is not there.', { cause, provider: 'cosmos-db' })
  }
}

function requireEtag(version: string): string {
  const etag = etagOf(version, Date.now())
  if (etag !== undefined) return etag
  throw new RoveError('FailedPrecondition', 'The version has expired, or is none.', { provider: 'cosmos-db' })
}

function isGone(error: unknown): boolean {
  const { code, substatus = 0 } = errorOf(error)
  return code === 404 && substatus === 0
}

function errorOf(error: unknown): { readonly code?: unknown; readonly substatus?: unknown } {
  return typeof error === 'object' && error !== null ? error : {}
}

async function list(
  container: Container,
  { prefix, limit, cursor }: Parameters<KvDriver['list']>[0],
): Promise<Page<StoredValue>> {
  // One more tells whether something follows. Pages of the service may be shorter, and empty.
  const iterator = container.items.query<Record<string, JSONValue>>(toQuery(prefix, cursor), {
    maxItemCount: limit + 1,
  })
  const found: StoredValue[] = []
  while (found.length <= limit && iterator.hasMoreResults()) {
    const { resources = [] } = await iterator.fetchNext()
    found.push(...resources.flatMap((one) => toStored(one) ?? []))
  }
  const items = found.slice(0, limit)
  return { items, cursor: found.length > limit ? items.at(-1)?.key : undefined }
}

/** A cursor is a key: a position that stays when the value is gone, and that any process can go on from. */
function toQuery(prefix: string, cursor: string | undefined): SqlQuerySpec {
  const after = cursor === undefined ? '' : toId(cursor)
  const start = toId(prefix)
  const clauses = ['c.id > @after', 'c.id >= @start', 'c.id < @end']
  const parameters = [
    { name: '@after', value: after },
    { name: '@start', value: start },
    // Beyond every digit.
    { name: '@end', value: `${start}g` },
  ]
  return { query: `SELECT * FROM c WHERE ${clauses.join(' AND ')} ORDER BY c.id`, parameters }
}
