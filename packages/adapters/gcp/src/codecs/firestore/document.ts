import { RoveError } from '@rove/core'
import type { ChangeKind, DecodedChange } from '@rove/core/adapter'
import { readPayload } from '@rove/core/adapter'
import { ownValue, toKey } from '../../bindings/firestore-layout.ts'
import type { ReceivedEvent } from '../cloud-events/received-event.ts'
import type { EventAddress } from '../event-request.ts'
import { mediaTypeOf } from '../headers.ts'
import { originOf, toTopicEvent } from '../services/topic-event.ts'
import { type Fields, isFields, namesOf, textIn } from '../shape.ts'
import { decodeEventData } from './event-data.ts'
import { toPlainFields } from './plain-value.ts'

const shape = /^google\.cloud\.firestore\.document\.v\d+\.(created|updated|deleted|written)(?:\.withAuthContext)?$/

/** Whether a CloudEvent tells of a document of Firestore. */
export function isDocumentEvent({ type }: ReceivedEvent): boolean {
  return shape.test(type)
}

/**
 * A document that changed. The store is known by the collection. The key is the document's id; in a collection below
 * another document, where ids may repeat, it is the whole path (`orders/1/items/2`), and the store is known by the
 * collection's path or its last part. `created` and `updated` are told apart by the type, or by whether there was a
 * document before. Values are plain JSON, see `toPlain`.
 *
 * @throws RoveError `InvalidArgument` when the data cannot be read or the document is not named
 * Source: https://cloud.google.com/eventarc/docs/run/route-trigger-cloud-firestore
 */
export function toChange(event: ReceivedEvent, address: EventAddress): DecodedChange {
  const data = readEventData(event)
  const value = documentIn(data, 'value', 'value')
  const before = documentIn(data, 'oldValue', 'old_value')
  const path = pathOf(event, value ?? before)
  const collection = path.split('/').slice(0, -1).join('/')
  const isNested = collection.includes('/')
  const id = path.slice(collection.length + 1)
  const isOwn = [value, before].some((document) => ownValue(document?.fields) !== undefined)
  const kind = toKind(event, { value, before })
  return {
    ...originOf(event, address),
    trigger: 'change',
    names: namesOf(collection, collection.slice(collection.lastIndexOf('/') + 1)),
    kind,
    key: isOwn ? toKey(id) : isNested ? path : id,
    ...(before && kind !== 'created' ? { before: contentOf(before) } : {}),
    ...(value && kind !== 'deleted' ? { after: contentOf(value) } : {}),
    payload: { value: data },
    inner: () => [toTopicEvent({ ...event, payload: { value: data } }, address)],
  }
}

function contentOf({ fields }: Fields): unknown {
  const own = ownValue(fields)
  return own === undefined ? toPlainFields(fields) : own.value
}

// Bytes that are no JSON are protocol buffers also where the media type has got lost: functions-framework drops it.
function readEventData({ payload, datacontenttype }: ReceivedEvent): Fields {
  // A protocol buffers message without fields has no bytes.
  if (payload === undefined) return {}
  const isProtobuf = /protobuf/.test(mediaTypeOf(datacontenttype))
  const isUntypedBytes = 'bytes' in payload && datacontenttype === undefined && payload.bytes[0] !== 0x7b
  if ('bytes' in payload && (isProtobuf || isUntypedBytes)) return { ...decodeEventData(payload.bytes) }
  const data = readPayload(payload, datacontenttype)
  if (isFields(data)) return data
  throw new RoveError('InvalidArgument', 'The Firestore event has no data that is an object or a protobuf message.')
}

// A document that is not there may also be an empty object.
function documentIn(data: Fields, ...names: readonly string[]): Fields | undefined {
  const document = names.map((name) => data[name]).find(isFields)
  return document && Object.keys(document).length > 0 && (document.name || document.fields) ? document : undefined
}

function pathOf({ type, subject, extensions }: ReceivedEvent, document: Fields | undefined): string {
  const path =
    /^documents\/(.+)$/.exec(subject ?? '')?.[1] ??
    /\/documents\/(.+)$/.exec(textIn(document, 'name') ?? '')?.[1] ??
    extensions.document
  if (path?.includes('/')) return path
  throw new RoveError('InvalidArgument', `The event "${type}" does not name its document: the subject is "${subject}".`)
}

function toKind(
  { type }: ReceivedEvent,
  { value, before }: { readonly value: Fields | undefined; readonly before: Fields | undefined },
): ChangeKind {
  const verb = shape.exec(type)?.[1]
  if (verb === 'created' || verb === 'updated' || verb === 'deleted') return verb
  if (value === undefined) return before === undefined ? 'updated' : 'deleted'
  return before === undefined ? 'created' : 'updated'
}
