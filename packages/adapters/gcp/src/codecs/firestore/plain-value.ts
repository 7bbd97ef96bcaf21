import { type Fields, isFields } from '../shape.ts'

/**
 * A value of Firestore as a plain JSON value. Whole numbers are numbers as long as they are exact, otherwise (beyond
 * 2^53) text of their digits; numbers that JSON does not have are the text `NaN`, `Infinity` or `-Infinity`; timestamps
 * are RFC 3339 as given, bytes base64, references the document's resource name, points `{ latitude, longitude }`.
 * A kind of value that is not known stays as it came.
 *
 * Source: https://cloud.google.com/firestore/docs/reference/rest/v1/Value
 */
export function toPlain(value: unknown): unknown {
  if (!isFields(value)) return value
  const [kind] = Object.keys(value)
  if (kind === undefined || kind === 'nullValue') return null
  const inner = value[kind]
  if (kind === 'integerValue') return toExact(inner)
  if (kind === 'arrayValue') return listOf(inner).map(toPlain)
  if (kind === 'mapValue') return toPlainFields(isFields(inner) ? inner.fields : undefined)
  if (kind === 'geoPointValue') return isFields(inner) ? { latitude: 0, longitude: 0, ...inner } : inner
  return scalars.has(kind) ? inner : value
}

const scalars = new Set([
  'booleanValue',
  'doubleValue',
  'timestampValue',
  'stringValue',
  'bytesValue',
  'referenceValue',
])

/** The fields of a document or a map as a plain JSON object; a field named `__proto__` is one like any other. */
export function toPlainFields(fields: unknown): Fields {
  if (!isFields(fields)) return {}
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, toPlain(value)]))
}

function toExact(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

function listOf(array: unknown): readonly unknown[] {
  return isFields(array) && Array.isArray(array.values) ? array.values : []
}
