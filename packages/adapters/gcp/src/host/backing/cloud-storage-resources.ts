import type { KeptObject } from './cloud-storage-buckets.ts'

/** An object as the JSON API writes it. Source: https://cloud.google.com/storage/docs/json_api/v1/objects#resource-representations */
export function toResource(object: KeptObject, url: string): Record<string, unknown> {
  const { bucket, name, generation, metageneration, created, updated, content, fields } = object
  const link = `${url}/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}`
  const media = `${url}/download/storage/v1/b/${bucket}/o/${encodeURIComponent(name)}`
  return {
    kind: 'storage#object',
    id: `${bucket}/${name}/${generation}`,
    selfLink: link,
    mediaLink: `${media}?generation=${generation}&alt=media`,
    name,
    bucket,
    generation,
    metageneration: String(metageneration),
    storageClass: 'STANDARD',
    // Counts of 64 bits are texts in Google's JSON.
    size: String(content.size),
    md5Hash: content.md5,
    crc32c: content.crc32c,
    etag: etagOf(object),
    timeCreated: created.toISOString(),
    updated: updated.toISOString(),
    timeStorageClassUpdated: created.toISOString(),
    timeFinalized: created.toISOString(),
    // What is undefined is left out of JSON.
    ...fields,
  }
}

/** An object's ETag, which changes with its generation and its metageneration. */
export function etagOf({ generation, metageneration }: KeptObject): string {
  return Buffer.from(`${generation}/${metageneration}`).toString('base64')
}

/** A bucket as the JSON API writes it. */
export function toBucketResource(name: string, url: string): Record<string, unknown> {
  const link = `${url}/storage/v1/b/${name}`
  return { kind: 'storage#bucket', id: name, selfLink: link, name, location: 'US', storageClass: 'STANDARD' }
}

/**
 * A page of a bucket's objects, in the order of the names' UTF-8 bytes.
 * Source: https://cloud.google.com/storage/docs/json_api/v1/objects/list
 */
export function toListing(objects: Iterable<KeptObject>, query: URLSearchParams, url: string): object {
  const prefix = query.get('prefix') ?? ''
  const token = query.get('pageToken')
  const after = token ? Buffer.from(token, 'base64') : undefined
  const most = Math.min(1000, Number(query.get('maxResults') ?? 1000))
  const known = [...objects]
    .filter(({ name }) => name.startsWith(prefix))
    .map((object) => ({ object, bytes: Buffer.from(object.name) }))
    .filter(({ bytes }) => after === undefined || Buffer.compare(bytes, after) > 0)
    .sort((one, other) => Buffer.compare(one.bytes, other.bytes))
  const page = known.slice(0, most)
  const last = page.at(-1)
  return {
    kind: 'storage#objects',
    ...(known.length > page.length && last ? { nextPageToken: last.bytes.toString('base64') } : {}),
    ...(page.length > 0 ? { items: page.map(({ object }) => toResource(object, url)) } : {}),
  }
}
