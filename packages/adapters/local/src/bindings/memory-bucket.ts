import type { BucketDriver, Page, StoredObject } from '@rove/core/adapter'
import type { ObjectItem } from '../services/entry.ts'
import { checkCondition } from './conditions.ts'
import { piecesOf } from './content.ts'
import { bucketLimits } from './limits.ts'
import { errorCodeOf, LocalError } from './local-error.ts'
import { keysAfter, toCursor } from './page.ts'

/** An object with its content. */
export interface MemoryObject {
  readonly info: StoredObject
  readonly content: Uint8Array
}

const pieceSize = 65_536

/** Keeps objects in this process. */
export class MemoryBucket implements BucketDriver {
  readonly service = 'memory'
  readonly limits: BucketDriver['limits'] = bucketLimits
  readonly errorCode: BucketDriver['errorCode'] = errorCodeOf
  /** The objects themselves, by key. */
  readonly native: Map<string, MemoryObject>
  readonly #tell: (object: ObjectItem) => void

  /** @param tell called for every object that was written or deleted, before the call that did it resolves */
  constructor(objects: Map<string, MemoryObject>, tell: (object: ObjectItem) => void) {
    this.native = objects
    this.#tell = tell
  }

  async get(key: string): ReturnType<BucketDriver['get']> {
    const found = this.native.get(key)
    return found && { ...copy(found.info), body: inPieces(found.content) }
  }

  async head(key: string): Promise<StoredObject | undefined> {
    const found = this.native.get(key)
    return found && copy(found.info)
  }

  async put(object: Parameters<BucketDriver['put']>[0]): Promise<{ readonly etag: string }> {
    const { key, body, size, contentType, metadata, condition } = object
    const pieces: Uint8Array[] = []
    // Copies, because what was given is the caller's.
    for await (const piece of piecesOf({ body, size, limit: this.limits.object })) pieces.push(new Uint8Array(piece))
    const content = new Uint8Array(Buffer.concat(pieces))
    checkCondition(this.native.get(key)?.info.etag, toVersion(condition))
    const etag = crypto.randomUUID()
    const info = { key, size: content.byteLength, etag, contentType, metadata: { ...metadata }, modifiedAt: Date.now() }
    this.native.set(key, { info, content })
    this.#tell({ kind: 'created', key, size: info.size, etag, contentType })
    return { etag }
  }

  async delete(key: string): Promise<void> {
    if (this.native.delete(key)) this.#tell({ kind: 'deleted', key })
  }

  async list(query: Parameters<BucketDriver['list']>[0]): Promise<Page<StoredObject>> {
    const keys = keysAfter(this.native.keys(), query)
    const page = keys.slice(0, query.limit)
    const last = page.at(-1)
    return {
      items: page.flatMap((key) => this.native.get(key) ?? []).map(({ info }) => copy(info)),
      cursor: keys.length > page.length && last !== undefined ? toCursor(last) : undefined,
    }
  }

  async signedUrl(): Promise<never> {
    throw noSignedUrl()
  }
}

/** A bucket's condition, as that of any write. */
export function toVersion(
  condition: Parameters<BucketDriver['put']>[0]['condition'],
): { readonly absent: true } | { readonly version: string } | undefined {
  return condition === undefined || 'absent' in condition ? condition : { version: condition.etag }
}

/** What signed URLs of this machine fail with: nothing here serves them. */
export function noSignedUrl(): LocalError {
  return new LocalError('Unimplemented', 'This machine has no signed URLs: nothing serves its objects.')
}

function copy(info: StoredObject): StoredObject {
  return { ...info, metadata: { ...info.metadata } }
}

async function* inPieces(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.byteLength; at += pieceSize) yield content.slice(at, at + pieceSize)
}
