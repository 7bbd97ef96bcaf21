import { type DecodedChange, type DecodedEvent, type EventCodec, rejectFailures } from '@rove/core/adapter'
import { toNames } from './arn.ts'
import { contentId } from './digest.ts'
import { fieldsOf, isObject, textOrNone } from './shape.ts'
import { toTime } from './time.ts'

/**
 * What a change stream of DocumentDB sends, in MongoDB's extended JSON.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-documentdb.html
 */
export interface DocumentDbEvent {
  readonly eventSource: string
  readonly eventSourceArn?: string | undefined
  readonly events: ReadonlyArray<{ readonly event: DocumentDbChange }>
}

/** What is read of one change. */
export interface DocumentDbChange {
  readonly _id?: { readonly _data?: string | undefined } | undefined
  readonly operationType?: string | undefined
  readonly ns?: { readonly db?: string | undefined; readonly coll?: string | undefined } | undefined
  readonly documentKey?: { readonly _id?: unknown } | undefined
  readonly fullDocument?: unknown
  readonly fullDocumentBeforeChange?: unknown
  readonly clusterTime?: unknown
}

const kinds: ReadonlyMap<unknown, DecodedChange['kind']> = new Map([
  ['insert', 'created'],
  ['update', 'updated'],
  ['replace', 'updated'],
  ['delete', 'deleted'],
] as const)

function isDocumentDb(event: unknown): event is DocumentDbEvent {
  if (!isObject(event) || event.eventSource !== 'aws:docdb' || !Array.isArray(event.events)) return false
  return event.events.every((one) => isObject(one) && isObject(one.event))
}

/**
 * The change of a document. What befalls a collection or the stream itself (`drop`, `rename`, `invalidate` …) changes no
 * document: it is an event of a topic named after it, so that it is not overlooked.
 */
function toDelivery(change: DocumentDbChange, arn: string | undefined): DecodedChange | DecodedEvent {
  const { operationType, documentKey, fullDocument, fullDocumentBeforeChange } = change
  const ns = fieldsOf(change.ns)
  const [db, coll] = [textOrNone(ns.db), textOrNone(ns.coll)]
  const shared = {
    id: textOrNone(change._id?._data) ?? contentId(change),
    source: textOrNone(arn) ?? 'aws:docdb',
    type: textOrNone(operationType),
    time: toTime(secondsOf(change.clusterTime)),
    payload: { value: change },
  }
  const kind = kinds.get(operationType)
  const where = db !== undefined && coll !== undefined ? `${db}.${coll}` : undefined
  if (kind === undefined) {
    const exact = where === undefined ? undefined : `${where}/${shared.type}`
    return { ...shared, trigger: 'event', names: toNames(exact, shared.type), subject: where }
  }
  const key = toKey(documentKey?._id)
  return {
    ...shared,
    trigger: 'change',
    names: toNames(where, coll),
    subject: key,
    group: key,
    kind,
    key,
    before: fullDocumentBeforeChange ?? undefined,
    after: fullDocument ?? undefined,
  }
}

function toKey(id: unknown): string {
  if (isObject(id) && typeof id.$oid === 'string') return id.$oid
  return typeof id === 'string' ? id : (JSON.stringify(id) ?? '')
}

function secondsOf(clusterTime: unknown): unknown {
  return fieldsOf(fieldsOf(clusterTime).$timestamp).t
}

/** Changes of documents. A failure brings the whole batch again. */
export const documentdb: EventCodec<DocumentDbEvent, null> = {
  name: 'documentdb',
  title: 'Amazon DocumentDB',
  trigger: 'delivery',
  triggers: ['change', 'event'],
  matches: isDocumentDb,
  decode: ({ events, eventSourceArn }) => ({
    deliveries: events.map(({ event }) => toDelivery(event, eventSourceArn)),
    settlement: 'whole',
    ordered: true,
  }),
  encode(settled) {
    rejectFailures(settled)
    return null
  },
}
