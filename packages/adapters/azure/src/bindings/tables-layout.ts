import { Buffer } from 'node:buffer'
import type { StoredValue } from '@rove/core/adapter'

/**
 * An entity of a value: where it lies, its key as it is (for people: nothing reads it but this), when it expires in epoch
 * milliseconds, and its JSON. A JSON of up to 30,000 characters is the text `value`, which tools show; a longer one is UTF-8
 * in the binary properties `value00`, `value01` … of 64 KiB.
 */
export type Entity = {
  partitionKey: string
  rowKey: string
  key: string
  expiresAt?: { type: 'Int64'; value: string }
  value?: string
} & { [part: `value${number}`]: Uint8Array }

/** What a table's query gives for an entity. */
export type FoundEntity = Readonly<Record<string, unknown>> & { readonly etag: string }

const longestText = 30_000
// https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model#property-types
const partSize = 65_536

/** The entity of a value. */
export function toEntity({ key, text, expiresAt }: Omit<StoredValue, 'version'>, shards: number): Entity {
  const entity: Entity = { ...toEntityKey(key, shards), key }
  if (expiresAt !== undefined) entity.expiresAt = { type: 'Int64', value: String(expiresAt) }
  if (text.length <= longestText) return { ...entity, value: text }
  const bytes = Buffer.from(text)
  for (let at = 0; at * partSize < bytes.byteLength; at += 1) {
    entity[partName(at)] = bytes.subarray(at * partSize, (at + 1) * partSize)
  }
  return entity
}

/** The value of an entity. */
export function toStored(entity: FoundEntity): StoredValue {
  const { key, value } = entity
  const expiresAt = expiryOf(entity)
  const text = typeof value === 'string' ? value : joined(entity)
  return { key: String(key), text, version: toVersion(entity.etag, expiresAt), expiresAt }
}

/** When an entity expires: epoch milliseconds. */
export function expiryOf({ expiresAt }: Readonly<Record<string, unknown>>): number | undefined {
  return expiresAt === undefined || expiresAt === null ? undefined : Number(expiresAt)
}

/** Where the value of a key is. */
export function toEntityKey(key: string, shards: number): { partitionKey: string; rowKey: string } {
  return { partitionKey: String(shardOf(key, shards)), rowKey: toRowKey(Buffer.from(key)) }
}

const digits = '0123456789abcdefghijklmnopqrstuv'

/**
 * A key as Table Storage takes it and keeps its order: five bits a character, in the alphabet of base32hex without padding.
 * Table Storage takes no `/ \ # ?` and control characters in keys, and compares them as text; digits and lower-case letters
 * are in the same order for every way of comparing.
 * Sources: https://learn.microsoft.com/rest/api/storageservices/understanding-the-table-service-data-model#characters-disallowed-in-key-fields,
 * https://www.rfc-editor.org/rfc/rfc4648#section-7
 */
export function toRowKey(bytes: Uint8Array): string {
  let text = ''
  let [kept, bits] = [0, 0]
  for (const byte of bytes) {
    kept = ((kept << 8) | byte) & 0xfff
    for (bits += 8; bits >= 5; bits -= 5) text += digits[(kept >> (bits - 5)) & 31]
  }
  return bits === 0 ? text : text + digits[(kept << (5 - bits)) & 31]
}

/** The row key before which all keys with a prefix are: that of the prefix with its last byte one higher. */
export function rowKeyAfter(prefix: string): string {
  const bytes = Buffer.from(prefix)
  // No byte of UTF-8 is 255.
  bytes.writeUInt8(bytes.readUInt8(bytes.byteLength - 1) + 1, bytes.byteLength - 1)
  return toRowKey(bytes)
}

/**
 * The version of an entity: the time in its etag, and when it expires, so that a condition needs no read to know that.
 * An etag is `W/"datetime'2026-11-21T15%3A25%3A06.1234567Z'"`.
 */
export function toVersion(etag: string, expiresAt: number | undefined): string {
  const version = /^W\/"datetime'(.*)'"$/.exec(etag)?.[1] ?? etag
  return expiresAt === undefined ? version : `${version}~${expiresAt}`
}

/** The etag that a version stands for; undefined when it has expired, or is none of ours. */
export function toEtag(version: string): string | undefined {
  const [, time, expiresAt] = /^([\w%:.-]+)(?:~(\d+))?$/.exec(version) ?? []
  if (time === undefined || (expiresAt !== undefined && Number(expiresAt) <= Date.now())) return undefined
  return `W/"datetime'${time}'"`
}

function joined(entity: FoundEntity): string {
  const parts: Uint8Array[] = []
  for (let at = 0; ; at += 1) {
    const part = entity[partName(at)]
    if (!(part instanceof Uint8Array)) return Buffer.concat(parts).toString()
    parts.push(part)
  }
}

function partName(at: number): `value${number}` {
  return `value${String(at).padStart(2, '0')}` as `value${number}`
}

// 32-bit FNV-1a over UTF-8: http://www.isthe.com/chongo/tech/comp/fnv/. It places values that are stored, and never changes.
function shardOf(key: string, shards: number): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(key)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash % shards
}
