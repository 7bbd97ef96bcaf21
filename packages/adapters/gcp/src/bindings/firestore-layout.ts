import { type Fields, isFields, textIn } from '../codecs/shape.ts'

/** What a collection of values has in each document: for who makes it (Terraform) and for tests. */
export interface DocumentShape {
  /** The value as JSON, a string: leave it out of the indexes, it is never asked for. */
  readonly value: string
  /** A token that changes with every write, a string. */
  readonly version: string
  /** The time of its end, a timestamp: what the collection's TTL policy is to be set on. */
  readonly expiresAt: string
}

/** The fields of a document that holds a value. */
export const documentShape: DocumentShape = { value: 'value', version: 'version', expiresAt: 'expiresAt' }

/**
 * The id of the document of a key. An id has no `/`, is not `.` or `..` and does not begin and end with `__`, and ids are
 * in the order of their UTF-8 bytes; so the signs that are not allowed are written such that ids are in the order of the
 * keys: `.` as `.0`, `/` as `.1`, and `_` at the beginning as `_0`.
 * Source: https://firebase.google.com/docs/firestore/quotas#collections_documents_and_fields
 */
export function toDocumentId(key: string): string {
  return key.replace(/^_|[./]/g, (sign) => (sign === '_' ? '_0' : sign === '.' ? '.0' : '.1'))
}

/** The key of a document's id; an id that is none of ours is read as far as it is like one. */
export function toKey(id: string): string {
  return id.replace(/^_0|\.[01]/g, (sign) => (sign === '_0' ? '_' : sign === '.0' ? '.' : '/'))
}

/**
 * The id from which on no key begins with a prefix; undefined when all keys that follow do. The text after all texts with
 * a prefix ends with the next sign; where there is none, with the next of the sign before.
 */
export function endOfPrefix(prefix: string): string | undefined {
  const signs = Array.from(prefix)
  for (let last = signs.pop(); last !== undefined; last = signs.pop()) {
    const point = (last.codePointAt(0) as number) + 1
    // Surrogates are no signs of their own.
    if (point <= 0x10ffff)
      return toDocumentId(`${signs.join('')}${String.fromCodePoint(point === 0xd800 ? 0xe000 : point)}`)
  }
  return undefined
}

/**
 * The value of a document that an event tells of, in the JSON form of the Firestore API; undefined for documents of others.
 * @param fields as they come: `{ value: { stringValue: '…' }, … }`
 */
export function ownValue(fields: unknown): { readonly value: unknown } | undefined {
  if (!isFields(fields)) return undefined
  const { value, version, expiresAt, ...others } = fields
  const text = textOf(value)
  if (text === undefined || Object.keys(others).length > 0 || !token.test(textOf(version) ?? '')) return undefined
  if (expiresAt !== undefined && textIn(asFields(expiresAt), 'timestampValue') === undefined) return undefined
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    // Somebody else wrote into the collection.
    return undefined
  }
}

const token = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

function textOf(value: unknown): string | undefined {
  return textIn(asFields(value), 'stringValue')
}

function asFields(value: unknown): Fields | undefined {
  return isFields(value) ? value : undefined
}
