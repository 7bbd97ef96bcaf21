import type { StoredValue } from '@rove/core/adapter'
import { type Fields, fieldsOf, isObject } from '../codecs/shape.ts'

/** What a table of values must be: for who makes it (Terraform) and for tests. */
export interface TableShape {
  readonly partitionKey: { readonly name: string; readonly type: 'N' }
  readonly sortKey: { readonly name: string; readonly type: 'S' }
  /** The attribute that the table's time to live is to be set on. */
  readonly timeToLive: string
}

/** The shape of a table of values. */
export const tableShape: TableShape = {
  partitionKey: { name: 'roveShard', type: 'N' },
  sortKey: { name: 'id', type: 'S' },
  timeToLive: 'expiresAt',
}

/** An attribute's value, as the layout has them. */
export type Attribute = { readonly S: string } | { readonly N: string }

/** The attributes that identify a value. */
export type Key = { roveShard: { N: string }; id: { S: string } }

/**
 * An item: its key, the value as JSON, the version, and where it expires the second for DynamoDB (rounded up, so that
 * nothing is removed before its time) and the exact millisecond.
 */
export type Item = Key & {
  value: { S: string }
  version: { S: string }
  expiresAt?: { N: string }
  expiresAtMs?: { N: string }
}

/** Where the value of a key is. */
export function toItemKey(key: string, shards: number): Key {
  return { roveShard: { N: String(shardOf(key, shards)) }, id: { S: key } }
}

/** The item of a value. */
export function toItem({ key, text, version, expiresAt }: StoredValue, shards: number): Item {
  const item = { ...toItemKey(key, shards), value: { S: text }, version: { S: version } }
  if (expiresAt === undefined) return item
  return { ...item, expiresAt: { N: String(Math.ceil(expiresAt / 1000)) }, expiresAtMs: { N: String(expiresAt) } }
}

/** The value of an item. */
export function toStored(item: Fields): StoredValue {
  const { id, value, version, expiresAt, expiresAtMs } = item
  const [exact, seconds] = [contentOf(expiresAtMs, 'N'), contentOf(expiresAt, 'N')]
  const time = exact === undefined ? Number(seconds) * 1000 : Number(exact)
  return {
    key: contentOf(id, 'S') ?? '',
    text: contentOf(value, 'S') ?? '',
    version: contentOf(version, 'S') ?? '',
    expiresAt: Number.isNaN(time) ? undefined : time,
  }
}

/** The key of a value of ours, from the `Keys` of a record of the table's stream; undefined for other tables. */
export function ownKey(keys: Fields): string | undefined {
  const { roveShard, id, ...others } = keys
  if (contentOf(roveShard, 'N') === undefined || Object.keys(others).length > 0) return undefined
  return contentOf(id, 'S')
}

/** The value itself, from an image of a record of the table's stream; the image where it holds none of ours. */
export function ownValue(image: Fields): unknown {
  const text = contentOf(image.value, 'S')
  if (text === undefined) return image
  try {
    return JSON.parse(text) as unknown
  } catch {
    // Somebody else wrote into the table.
    return image
  }
}

// 32-bit FNV-1a over UTF-8: http://www.isthe.com/chongo/tech/comp/fnv/. It places values that are stored, and never changes.
function shardOf(key: string, shards: number): number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(key)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash % shards
}

function contentOf(attribute: unknown, type: 'S' | 'N'): string | undefined {
  const content = isObject(attribute) ? fieldsOf(attribute)[type] : undefined
  return typeof content === 'string' ? content : undefined
}
