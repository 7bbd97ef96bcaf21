import {
  type DocumentReference,
  FieldPath,
  FieldValue,
  Firestore,
  type Query,
  type Settings,
  type Timestamp,
  type WriteResult,
} from '@google-cloud/firestore'
import { type ErrorCode, RoveError } from '@rove/core'
import {
  clientOf,
  type DriverSource,
  type KvDriver,
  nativeOf,
  type OpenResource,
  type Page,
  type ServiceClient,
  type StoredValue,
  type WriteCondition,
} from '@rove/core/adapter'
import { errorCode } from './error-code.ts'
import { endOfPrefix, toDocumentId } from './firestore-layout.ts'
import { onceEach } from './firestore-once.ts'
import { type DocumentFields, toFields, toStored, toVersion, versionOf } from './firestore-values.ts'
import { type DriverOptions, reconnecting } from './service-client.ts'

export { type DocumentShape, documentShape } from './firestore-layout.ts'

/** How collections are reached. */
export type FirestoreOptions = DriverOptions<Firestore>

// An id has 1,500 bytes, and a dot or a slash of a key takes two of them. A document has 1 MiB with its name (6 KiB), 32
// bytes, and names, version and time, for which this leaves room.
// Source: https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields
// and https://firebase.google.com/docs/firestore/storage-size
const limits = { key: 750, value: 1_040_000 }

/**
 * Key-value stores on Firestore in native mode. One collection a store; the native name is the collection's path
 * (`orders`, `shops/1/orders`), or with its database `projects/<p>/databases/<d>/documents/<path>`. Documents have the
 * fields of `documentShape`: exempt `value` from the indexes, and set a TTL policy on `expiresAt` to have values removed.
 *
 * A document takes about one write a second for long, and more for a moment; a write that lost against others at the same
 * time is made again by core. Keys in a sequence (times, counters) make one part of the database hot.
 * Source: https://firebase.google.com/docs/firestore/best-practices
 */
export function firestore({ client: given, only }: FirestoreOptions = {}): DriverSource<'kv'> {
  const clients = new Map<string, ServiceClient<Firestore>>()
  const source: DriverSource<'kv'> = {
    kind: 'kv',
    service: 'firestore',
    open(resource) {
      const { path, ...settings } = toPlace(resource)
      const { databaseId } = settings
      if (given && databaseId !== undefined && databaseId !== given.databaseId) {
        throw new RoveError('InvalidArgument', `firestore: ${resource.native} is not in the database of the client.`)
      }
      const place = JSON.stringify(settings)
      const client =
        clients.get(place) ??
        clientOf(
          given,
          () => new Firestore({ ...settings, ...reconnecting }),
          (made) => made.terminate(),
        )
      clients.set(place, client)
      return openStore(client, path)
    },
  }
  return only === undefined ? source : { ...source, only }
}

/** Firestore's own client behind a store of `context.use`. @throws RoveError `FailedPrecondition` when it runs on another service */
export function native(client: object): Firestore {
  return nativeOf<Firestore>(client, 'firestore')
}

/** Where a collection is. The client finds out by itself what is not said. */
function toPlace({ native, env }: OpenResource): Settings & { readonly path: string } {
  const [, project, database, path = native] =
    /^projects\/([^/]+)\/databases\/([^/]+)\/documents\/(.+)$/.exec(native) ?? []
  const projectId = project ?? env.GOOGLE_CLOUD_PROJECT ?? env.GCLOUD_PROJECT
  const host = env.FIRESTORE_EMULATOR_HOST
  if (path === '' || path.startsWith('/') || path.split('/').length % 2 === 0 || /\/\/|\/$/.test(path)) {
    throw new RoveError('InvalidArgument', `firestore: ${JSON.stringify(path)} is not the path of a collection.`)
  }
  return {
    path,
    ...(projectId ? { projectId } : {}),
    ...(database ? { databaseId: database } : {}),
    ...(host ? { host, ssl: false } : {}),
  }
}

function openStore(client: ServiceClient<Firestore>, path: string): KvDriver {
  let view: Firestore | undefined
  let of: Firestore | undefined
  const database = (): Firestore => {
    const now = client.get()
    // A client that another store has closed was made anew.
    if (view === undefined || of !== now) view = onceEach(now)
    of = now
    return view
  }
  return {
    ...methodsOf(() => ({ database: database(), path })),
    service: 'firestore',
    limits,
    errorCode: classify,
    get native() {
      return client.get()
    },
    close: () => client.close(),
  }
}

interface Store {
  readonly database: Firestore
  readonly path: string
}

function methodsOf(store: () => Store): Pick<KvDriver, 'get' | 'getMany' | 'set' | 'delete' | 'list'> {
  const documentOf = (key: string): DocumentReference => {
    const { database, path } = store()
    return database.collection(path).doc(toDocumentId(key))
  }
  return {
    async get(key) {
      const found = await documentOf(key).get()
      return found.exists ? toStored(found) : undefined
    },
    async getMany(keys) {
      if (keys.length === 0) return []
      const found = await store().database.getAll(...keys.map(documentOf))
      return found.filter(({ exists }) => exists).map(toStored)
    },
    async set(value, condition) {
      const document = documentOf(value.key)
      const fields = toFields(value)
      const { writeTime } = await write(document, fields, condition)
      return { version: toVersion(writeTime, value.expiresAt) }
    },
    async delete(key, condition) {
      const precondition = condition && { lastUpdateTime: heldTime(condition.version) }
      await (precondition ? documentOf(key).delete(precondition).catch(unmet) : documentOf(key).delete())
    },
    list: (query) => listValues(store(), query),
  }
}

async function write(
  document: DocumentReference,
  fields: DocumentFields,
  condition: WriteCondition,
): Promise<WriteResult> {
  if (condition === undefined) return document.set({ ...fields })
  if ('version' in condition) return replace(document, fields, heldTime(condition.version))
  try {
    return await document.create({ ...fields })
  } catch (error) {
    if (!isCode(error, alreadyExists)) throw error
    // What has expired counts as absent, also while Firestore has not removed it.
    const found = await document.get()
    if (found.updateTime === undefined) return document.create({ ...fields })
    const { expiresAt } = toStored(found)
    if (expiresAt === undefined || expiresAt > Date.now()) throw error
    return replace(document, fields, found.updateTime)
  }
}

function replace(document: DocumentReference, fields: DocumentFields, lastUpdateTime: Timestamp): Promise<WriteResult> {
  const { expiresAt = FieldValue.delete() } = fields
  return document.update({ ...fields, expiresAt }, { lastUpdateTime }).catch(unmet)
}

/** When the document of a version was written. @throws RoveError `FailedPrecondition` when nobody can have the version any more */
function heldTime(version: string): Timestamp {
  const known = versionOf(version)
  if (known === undefined) return refuse('The version is none of Firestore.')
  const { updateTime, expiresAt } = known
  return expiresAt === undefined || expiresAt > Date.now() ? updateTime : refuse('The value has expired.')
}

async function listValues(
  { database, path }: Store,
  query: Parameters<KvDriver['list']>[0],
): Promise<Page<StoredValue>> {
  const { prefix, cursor, limit } = query
  const end = endOfPrefix(prefix)
  let range: Query = database.collection(path).orderBy(FieldPath.documentId()).limit(limit)
  if (cursor !== undefined) range = range.startAfter(toDocumentId(cursor))
  else if (prefix !== '') range = range.startAt(toDocumentId(prefix))
  if (end !== undefined) range = range.endBefore(end)
  const { docs } = await range.get()
  const items = docs.map(toStored)
  return { items, cursor: items.length < limit ? undefined : items.at(-1)?.key }
}

// https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
const notFound = 5
const alreadyExists = 6

/** That there is a document already is the condition `absent` that did not hold. */
function classify(error: unknown): ErrorCode {
  return isCode(error, alreadyExists) ? 'FailedPrecondition' : errorCode(error)
}

/** Where a version was asked for, a document that is not there does not have it; a missing database is another matter. */
function unmet(error: unknown): never {
  const isDocument = isCode(error, notFound) && !/\bdatabase\b.*does not exist/i.test((error as Error).message)
  return isDocument ? refuse('There is no document with the version.', error) : raise(error)
}

function refuse(why: string, cause?: unknown): never {
  throw new RoveError('FailedPrecondition', `Firestore: ${why}`, { provider: 'firestore', cause })
}

function raise(error: unknown): never {
  throw error
}

function isCode(error: unknown, code: number): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
