import type { BucketDriver, Page, StoredObject } from '@rove/core/adapter'
import type { ObjectItem } from '../services/entry.ts'
import { checkCondition } from './conditions.ts'
import { piecesOf } from './content.ts'
import { FolderFiles } from './folder-files.ts'
import { bucketLimits } from './limits.ts'
import { errorCodeOf } from './local-error.ts'
import { noSignedUrl, toVersion } from './memory-bucket.ts'
import { openObject, readObject, writeObject } from './object-file.ts'
import { keysAfter, toCursor } from './page.ts'

/** Keeps objects in a folder, one file each: the content, and after it what is known of it. */
export class FolderBucket implements BucketDriver {
  readonly service = 'folder'
  readonly limits: BucketDriver['limits'] = bucketLimits
  readonly errorCode: BucketDriver['errorCode'] = errorCodeOf
  /** The folder's path. */
  readonly native: string
  readonly #files: FolderFiles
  readonly #tell: (object: ObjectItem) => void

  /** @param tell called for every object that this driver writes or deletes, in their order */
  constructor(folder: string, tell: (object: ObjectItem) => void) {
    this.native = folder
    this.#files = new FolderFiles(folder)
    this.#tell = tell
  }

  get(key: string): ReturnType<BucketDriver['get']> {
    return openObject(this.#files.pathOf(key))
  }

  head(key: string): Promise<StoredObject | undefined> {
    return readObject(this.#files.pathOf(key))
  }

  async put(object: Parameters<BucketDriver['put']>[0]): Promise<{ readonly etag: string }> {
    const { key, body, size, contentType, metadata, condition } = object
    const etag = crypto.randomUUID()
    let written = 0
    await this.#files.write(
      key,
      async (file) => {
        const content = piecesOf({ body, size, limit: this.limits.object })
        written = await writeObject(file, content, { key, etag, contentType, metadata, modifiedAt: Date.now() })
      },
      {
        check: async () => {
          checkCondition((await this.head(key))?.etag, toVersion(condition))
          return true
        },
        made: () => this.#tell({ kind: 'created', key, size: written, etag, contentType }),
      },
    )
    return { etag }
  }

  async delete(key: string): Promise<void> {
    await this.#files.remove(key, {
      check: async () => (await this.head(key)) !== undefined,
      made: () => this.#tell({ kind: 'deleted', key }),
    })
  }

  async list(query: Parameters<BucketDriver['list']>[0]): Promise<Page<StoredObject>> {
    const all = await this.#files.keys(async (path) => (await readObject(path))?.key)
    const keys = keysAfter(all, query)
    const page = keys.slice(0, query.limit)
    const last = page.at(-1)
    const found = await Promise.all(page.map((key) => this.head(key)))
    return {
      items: found.filter((item) => item !== undefined),
      cursor: keys.length > page.length && last !== undefined ? toCursor(last) : undefined,
    }
  }

  async signedUrl(): Promise<never> {
    throw noSignedUrl()
  }
}
