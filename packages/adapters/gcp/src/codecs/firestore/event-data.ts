import { bytesOf, readFields, toDouble, toInt64, toText, type WireField } from './protobuf.ts'

/** A document in the JSON form of the Firestore API. */
export interface FirestoreDocument {
  readonly name?: string
  readonly fields?: Readonly<Record<string, unknown>>
  readonly createTime?: string
  readonly updateTime?: string
}

/** What a document event holds, in the JSON form: the document after and before, and what was updated. */
export interface DocumentEventData {
  readonly value?: FirestoreDocument
  readonly oldValue?: FirestoreDocument
  readonly updateMask?: { readonly fieldPaths: readonly string[] }
}

/**
 * Decodes the protocol buffers message `DocumentEventData` into its JSON form: 64-bit numbers as text, bytes as base64,
 * timestamps as RFC 3339.
 *
 * @throws RoveError `InvalidArgument` when the bytes are no such message
 * Source: https://github.com/googleapis/google-cloudevents/blob/main/proto/google/events/cloud/firestore/v1/data.proto
 */
export function decodeEventData(message: Uint8Array): DocumentEventData {
  const data: { -readonly [key in keyof DocumentEventData]: DocumentEventData[key] } = {}
  for (const field of readFields(message)) {
    if (field.number === 1) data.value = toDocument(bytesOf(field))
    else if (field.number === 2) data.oldValue = toDocument(bytesOf(field))
    else if (field.number === 3) data.updateMask = { fieldPaths: [...readFields(bytesOf(field))].map(toText) }
  }
  return data
}

function toDocument(message: Uint8Array): FirestoreDocument {
  const document: { -readonly [key in keyof FirestoreDocument]: FirestoreDocument[key] } = {}
  const fields: Array<[string, unknown]> = []
  for (const field of readFields(message)) {
    if (field.number === 1) document.name = toText(field)
    else if (field.number === 2) fields.push(toEntry(bytesOf(field)))
    else if (field.number === 3) document.createTime = toTimestamp(bytesOf(field))
    else if (field.number === 4) document.updateTime = toTimestamp(bytesOf(field))
  }
  // As entries, so that a field named `__proto__` is one like any other.
  return { ...document, fields: Object.fromEntries(fields) }
}

function toEntry(message: Uint8Array): [string, unknown] {
  let key = ''
  let value: unknown = {}
  for (const field of readFields(message)) {
    if (field.number === 1) key = toText(field)
    else if (field.number === 2) value = toValue(bytesOf(field))
  }
  return [key, value]
}

type Values = Readonly<Record<string, unknown>>

const kinds: ReadonlyMap<number, (field: WireField) => Values> = new Map<number, (field: WireField) => Values>([
  [1, (field) => ({ booleanValue: toInt64(field) !== 0n })],
  [2, (field) => ({ integerValue: String(toInt64(field)) })],
  [3, (field) => ({ doubleValue: toJsonNumber(toDouble(field)) })],
  [5, (field) => ({ referenceValue: toText(field) })],
  [6, (field) => ({ mapValue: { fields: Object.fromEntries(repeated(bytesOf(field)).map(toEntry)) } })],
  [8, (field) => ({ geoPointValue: toGeoPoint(bytesOf(field)) })],
  [9, (field) => ({ arrayValue: { values: repeated(bytesOf(field)).map(toValue) } })],
  [10, (field) => ({ timestampValue: toTimestamp(bytesOf(field)) })],
  [11, () => ({ nullValue: null })],
  [17, (field) => ({ stringValue: toText(field) })],
  [18, (field) => ({ bytesValue: Buffer.from(bytesOf(field)).toString('base64') })],
])

// Of several kinds the last one counts, as for every `oneof`.
function toValue(message: Uint8Array): Values {
  let value: Values = {}
  for (const field of readFields(message)) value = kinds.get(field.number)?.(field) ?? value
  return value
}

function repeated(message: Uint8Array): Uint8Array[] {
  return [...readFields(message)].filter(({ number }) => number === 1).map(bytesOf)
}

function toGeoPoint(message: Uint8Array): { latitude: number; longitude: number } {
  const point = { latitude: 0, longitude: 0 }
  for (const field of readFields(message)) {
    if (field.number === 1) point.latitude = toDouble(field)
    else if (field.number === 2) point.longitude = toDouble(field)
  }
  return point
}

function toTimestamp(message: Uint8Array): string {
  let seconds = 0n
  let nanos = 0n
  for (const field of readFields(message)) {
    if (field.number === 1) seconds = toInt64(field)
    else if (field.number === 2) nanos = toInt64(field)
  }
  const base = new Date(Number(seconds) * 1000).toISOString().slice(0, 19)
  // In groups of three digits, as the JSON form has them.
  const fraction = String(nanos)
    .padStart(9, '0')
    .replace(/(?:000){1,3}$/, '')
  return `${base}${fraction === '' ? '' : `.${fraction}`}Z`
}

// What JSON cannot write is written as text, as in the JSON form.
function toJsonNumber(number: number): number | string {
  return Number.isFinite(number) ? number : String(number)
}
