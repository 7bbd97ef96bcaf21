import type { StoredValue } from '@rove/core/adapter'
import type { Fields } from '../codecs/fields.ts'

/** What a container of values must be: for who makes it (Terraform) and for tests. It is a container's definition. */
export interface ContainerShape {
  readonly partitionKey: { readonly paths: string[]; readonly version: 2 }
  /** Seconds; -1 lets documents say it themselves, and keeps those that say nothing. */
  readonly defaultTtl: number
  readonly indexingPolicy: { readonly excludedPaths: { readonly path: string }[] }
}

/**
 * The shape of a container of values. Ids of up to 1,022 bytes need the partition key of version 2, and an id is in the index
 * whatever the policy leaves out.
 * Sources: https://learn.microsoft.com/azure/cosmos-db/large-partition-keys, https://learn.microsoft.com/azure/cosmos-db/index-policy
 */
export const containerShape: ContainerShape = {
  partitionKey: { paths: ['/id'], version: 2 },
  defaultTtl: -1,
  indexingPolicy: { excludedPaths: [{ path: '/*' }] },
}

/**
 * A document: the id is the key's UTF-8 in hexadecimal digits, which every service and tool of Cosmos DB takes, and which is
 * in the order of the key's bytes whatever compares it: the service, or the SDK (by UTF-16) where it merges partitions. The
 * value is JSON as a text, because Cosmos DB would keep numbers as doubles.
 */
export interface ValueDocument {
  readonly id: string
  readonly key: string
  readonly value: string
  /** Epoch milliseconds. */
  readonly expiresAt?: number
  /** Seconds from the last write. */
  readonly ttl?: number
}

// Source: https://learn.microsoft.com/azure/cosmos-db/nosql/time-to-live
const longestTtl = 2_147_483_647

/** The id of a key, and what the ids of all keys with a prefix begin with. */
export function toId(key: string): string {
  return Buffer.from(key).toString('hex')
}

/** The document of a value that is written now. */
export function toDocument({ key, text, expiresAt }: Omit<StoredValue, 'version'>, now: number): ValueDocument {
  const document = { id: toId(key), key, value: text }
  if (expiresAt === undefined) return document
  // The service counts from a whole second: one more, so that nothing is removed before its time.
  const ttl = Math.max(1, Math.ceil((expiresAt - now) / 1000) + 1)
  return { ...document, expiresAt, ...(ttl <= longestTtl ? { ttl } : {}) }
}

/** The value of a document; undefined for one that somebody else wrote. */
export function toStored(document: Fields): StoredValue | undefined {
  const key = ownKey(document)
  if (key === undefined) return undefined
  const { value, expiresAt, _etag } = document
  const time = typeof expiresAt === 'number' ? expiresAt : undefined
  return { key, text: value as string, version: toVersion(String(_etag), time), expiresAt: time }
}

/** A version: the document's etag, and when the value expires, so that a condition can tell by itself. */
export function toVersion(etag: string, expiresAt: number | undefined): string {
  return expiresAt === undefined ? etag : `${etag}@${expiresAt}`
}

/** The etag of a version that may still hold; undefined for what has expired, and for what is no version of ours. */
export function etagOf(version: string, now: number): string | undefined {
  const [, etag, expiresAt] = /^("?[\w-]+"?)(?:@(-?\d+))?$/.exec(version) ?? []
  return expiresAt !== undefined && Number(expiresAt) <= now ? undefined : etag
}

/**
 * The key of a value of ours; undefined for other documents. It is read from the id: what the host hands to a function may
 * have gone through a parser that writes texts like dates anew.
 */
export function ownKey({ id, key, value }: Fields): string | undefined {
  if (typeof id !== 'string' || typeof key !== 'string' || typeof value !== 'string') return undefined
  const own = Buffer.from(id, 'hex').toString()
  return id !== '' && toId(own) === id ? own : undefined
}

/** The value itself, from a document of the change feed; the document where it holds none of ours. */
export function ownValue(document: Fields): unknown {
  if (ownKey(document) === undefined) return document
  try {
    return JSON.parse(document.value as string) as unknown
  } catch {
    // Somebody else wrote into the container.
    return document
  }
}
