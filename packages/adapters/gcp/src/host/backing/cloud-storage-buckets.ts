import type { Content } from './cloud-storage-content.ts'
import { refusal } from './cloud-storage-refusal.ts'

/** What is said of an object. */
export interface ObjectFields {
  readonly contentType?: string | undefined
  readonly contentEncoding?: string | undefined
  readonly cacheControl?: string | undefined
  readonly contentDisposition?: string | undefined
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

/** An object. A write makes another one of it, with another generation. */
export interface KeptObject {
  readonly bucket: string
  readonly name: string
  readonly generation: string
  readonly metageneration: number
  readonly created: Date
  readonly updated: Date
  readonly fields: ObjectFields
  readonly content: Content
}

/** The buckets of this server, and their objects. Objects have one generation: there is no versioning. */
export class Buckets {
  readonly #buckets = new Map<string, Map<string, KeptObject>>()
  #generation = 0

  create(name: string): void {
    // Source: https://cloud.google.com/storage/docs/buckets#naming
    if (!/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/.test(name)) throw refusal(400, `Invalid bucket name: '${name}'`)
    if (this.#buckets.has(name)) {
      throw refusal(409, 'Your previous request to create the named bucket succeeded and you already own it.')
    }
    this.#buckets.set(name, new Map())
  }

  remove(name: string): void {
    if (this.of(name).size > 0) throw refusal(409, 'The bucket you tried to delete is not empty.')
    this.#buckets.delete(name)
  }

  /** The objects of a bucket. */
  of(bucket: string): Map<string, KeptObject> {
    const objects = this.#buckets.get(bucket)
    if (objects === undefined) throw refusal(404, 'The specified bucket does not exist.')
    return objects
  }

  /** An object that meets the conditions of the query, `generation` included. */
  find(bucket: string, name: string, query: URLSearchParams): KeptObject {
    const found = this.of(bucket).get(name)
    const wanted = query.get('generation')
    if (found === undefined || (wanted !== null && wanted !== found.generation)) {
      throw refusal(404, `No such object: ${bucket}/${name}`)
    }
    return found
  }

  /** Puts an object where there is none, or in place of the one that is there: at once, or not at all. */
  put(
    { bucket, name }: Pick<KeptObject, 'bucket' | 'name'>,
    written: Pick<KeptObject, 'fields' | 'content'>,
    query: URLSearchParams,
  ): KeptObject {
    const objects = this.of(bucket)
    const before = objects.get(name)
    checkConditions(query, before)
    const now = new Date()
    // Microseconds, and always more than before.
    this.#generation = Math.max(this.#generation + 1, now.getTime() * 1000)
    const generation = String(this.#generation)
    const object = { bucket, name, generation, metageneration: 1, created: now, updated: now, ...written }
    objects.set(name, object)
    before?.content.drop()
    return object
  }

  /** Changes what is said of an object. Its generation stays. */
  patch(object: KeptObject, fields: ObjectFields, query: URLSearchParams): KeptObject {
    checkConditions(query, object)
    const metageneration = object.metageneration + 1
    const patched = { ...object, metageneration, updated: new Date(), fields: { ...object.fields, ...fields } }
    this.of(object.bucket).set(object.name, patched)
    return patched
  }

  delete(object: KeptObject, query: URLSearchParams): void {
    checkConditions(query, object)
    this.of(object.bucket).delete(object.name)
    object.content.drop()
  }

  /** Drops every object. */
  clear(): void {
    for (const objects of this.#buckets.values()) for (const { content } of objects.values()) content.drop()
    this.#buckets.clear()
  }
}

/**
 * Checks the conditions that a query names; `isRead` answers a condition that excludes with 304.
 * Source: https://cloud.google.com/storage/docs/request-preconditions
 */
export function checkConditions(query: URLSearchParams, object: KeptObject | undefined, isRead = false): void {
  // An object that is not there has the generation 0.
  const values = { Generation: object?.generation ?? '0', Metageneration: String(object?.metageneration ?? 0) }
  for (const [what, value] of Object.entries(values)) {
    const match = query.get(`if${what}Match`)
    const unmatch = query.get(`if${what}NotMatch`)
    for (const number of [match, unmatch]) {
      if (number !== null && !/^\d{1,19}$/.test(number)) {
        throw refusal(400, `Invalid value for the precondition: ${number}`)
      }
    }
    if (match !== null && match !== value) throw unmet
    if (unmatch !== null && unmatch === value) throw isRead ? refusal(304, 'Not Modified') : unmet
  }
}

const unmet = refusal(412, 'At least one of the pre-conditions you specified did not hold.')
