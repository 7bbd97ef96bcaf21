import { type ChangeKind, type DecodedChange, type EventCodec, rejectFailures } from '@rove/core/adapter'
import { ownKey, ownValue } from '../bindings/cosmos-layout.ts'
import { isFrom, type NativeEvent, registered } from '../native-event.ts'
import { type Fields, isObject, toText } from './fields.ts'
import { contentId } from './payload.ts'
import { streamSettlement } from './stream.ts'

/**
 * Documents of a Cosmos DB change feed: the latest version of each, where a new one cannot be told from a changed one,
 * or all versions and deletes; of what the driver `cosmos()` keeps, the values themselves. A batch that fails is only run
 * again by the function's retry policy; then the feed goes on.
 * Sources: https://learn.microsoft.com/azure/azure-functions/functions-bindings-cosmosdb-v2-trigger and
 * https://learn.microsoft.com/azure/cosmos-db/change-feed-modes
 */
export const cosmosDb: EventCodec<NativeEvent, void> = {
  name: 'cosmos-db',
  title: 'Azure Cosmos DB change feed',
  trigger: 'delivery',
  triggers: ['change'],
  matches: (event): event is NativeEvent => isFrom(event, 'cosmos-db'),
  decode(event) {
    const documents: readonly unknown[] = Array.isArray(event.input) ? event.input : [event.input]
    return { deliveries: documents.map((one) => toChange(one, event)), ...streamSettlement(event) }
  },
  encode: rejectFailures,
}

/** @throws TypeError for what is no document */
function toChange(item: unknown, event: NativeEvent): DecodedChange {
  const { kind, document, before, after, position } = isVersion(item) ? ofVersion(item) : ofLatest(item)
  const key = ownKey(document) ?? toText(document.id)
  if (key === undefined) throw new TypeError('It has a document without an id.')
  const container = registered(event, 'containerName') ?? registered(event, 'collectionName')
  const database = registered(event, 'databaseName')
  return {
    trigger: 'change',
    function: event.function,
    names: container === undefined ? [] : [container],
    id: [toText(document._rid) ?? key, position ?? contentId(item)].join('/'),
    source: `/cosmos-db/${[database, container ?? event.function].filter(Boolean).join('/')}`,
    subject: key,
    time: toSeconds(document._ts),
    attempt: event.attempts > 1 ? (event.context.retryContext?.retryCount ?? 0) + 1 : undefined,
    group: key,
    kind,
    key,
    before: before && contentOf(before),
    after: after && contentOf(after),
    payload: { value: item },
  }
}

interface Version {
  readonly kind: ChangeKind
  /** The document that names what changed. */
  readonly document: Fields
  readonly before?: Fields | undefined
  readonly after?: Fields | undefined
  /** Tells this change from others of the document. */
  readonly position: string | undefined
}

function ofLatest(item: unknown): Version {
  if (!isObject(item)) throw new TypeError('It has an entry that is no document.')
  const position = toText(item._etag) ?? toText(item._lsn) ?? toText(item._ts)
  return { kind: 'updated', document: item, after: item, position: position?.replaceAll('"', '') }
}

const operations: Readonly<Record<string, ChangeKind>> = { create: 'created', replace: 'updated', delete: 'deleted' }

function isVersion(item: unknown): item is Fields & { readonly metadata: Fields } {
  return isObject(item) && isObject(item.metadata) && toText(item.metadata.operationType) !== undefined
}

function ofVersion({ current, previous, metadata }: Fields & { readonly metadata: Fields }): Version {
  const kind = operations[String(metadata.operationType).toLowerCase()] ?? 'updated'
  // An empty object stands for none.
  const after = isObject(current) && Object.keys(current).length > 0 ? current : undefined
  const before = isObject(previous) && Object.keys(previous).length > 0 ? previous : undefined
  const named: Fields = { id: metadata.id, _ts: metadata.crts }
  const document: Fields = { ...named, ...(before ?? {}), ...(after ?? {}) }
  return {
    kind,
    document,
    before,
    after: kind === 'deleted' ? undefined : after,
    position: toText(metadata.lsn) ?? toText(document._etag)?.replaceAll('"', ''),
  }
}

const systemProperties: ReadonlySet<string> = new Set(['_rid', '_self', '_etag', '_attachments', '_ts', '_lsn'])

/** A value of ours itself; else the document without what Cosmos DB adds. All of it is in the payload. */
function contentOf(document: Fields): unknown {
  const value = ownValue(document)
  if (value !== document) return value
  return Object.fromEntries(Object.entries(document).filter(([name]) => !systemProperties.has(name)))
}

function toSeconds(seconds: unknown): string | undefined {
  if (typeof seconds !== 'number' || !(Math.abs(seconds) < 8.64e12)) return undefined
  return new Date(seconds * 1000).toISOString()
}
