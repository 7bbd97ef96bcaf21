import { readFile } from 'node:fs/promises'
import type { KvDriver, Page, StoredValue, WriteCondition } from '@rove/core/adapter'
import type { ChangeItem } from '../services/entry.ts'
import { checkCondition, live, toKind } from './conditions.ts'
import { FolderFiles } from './folder-files.ts'
import { kvLimits } from './limits.ts'
import { errorCodeOf, ifThere, LocalError } from './local-error.ts'
import { keysAfter, toCursor } from './page.ts'

/**
 * Keeps values in a folder, one file each: a line of JSON with what is known of the value (`key`, `version`,
 * `expiresAt`), then the value's own JSON.
 */
export class FolderKv implements KvDriver {
  readonly service = 'folder'
  readonly limits: KvDriver['limits'] = kvLimits
  readonly errorCode: KvDriver['errorCode'] = errorCodeOf
  /** The folder's path. */
  readonly native: string
  readonly #files: FolderFiles
  readonly #tell: (change: ChangeItem) => void

  /** @param tell called with every change that this driver makes, in their order */
  constructor(folder: string, tell: (change: ChangeItem) => void) {
    this.native = folder
    this.#files = new FolderFiles(folder)
    this.#tell = tell
  }

  async get(key: string): Promise<StoredValue | undefined> {
    return live(await readValue(this.#files.pathOf(key)))
  }

  async getMany(keys: readonly string[]): Promise<StoredValue[]> {
    const found = await Promise.all(keys.map((key) => this.get(key)))
    return found.filter((value) => value !== undefined)
  }

  async set(value: Omit<StoredValue, 'version'>, condition: WriteCondition): Promise<{ readonly version: string }> {
    const { key, text, expiresAt } = value
    const version = crypto.randomUUID()
    let before: StoredValue | undefined
    await this.#files.write(key, (file) => file.writeFile(`${JSON.stringify({ key, version, expiresAt })}\n${text}`), {
      check: async () => {
        before = await this.get(key)
        checkCondition(before?.version, condition)
        return true
      },
      made: () => this.#tell({ kind: toKind(before, text), key, before: before?.text, after: text }),
    })
    return { version }
  }

  async delete(key: string, condition: { readonly version: string } | undefined): Promise<void> {
    let before: StoredValue | undefined
    await this.#files.remove(key, {
      check: async () => {
        before = await this.get(key)
        checkCondition(before?.version, condition)
        return true
      },
      made: () => before && this.#tell({ kind: 'deleted', key, before: before.text }),
    })
  }

  async list(query: Parameters<KvDriver['list']>[0]): Promise<Page<StoredValue>> {
    const all = await this.#files.keys(async (path) => (await readValue(path))?.key)
    const keys = keysAfter(all, query)
    const page = keys.slice(0, query.limit)
    const last = page.at(-1)
    const items = await this.getMany(page)
    const found = new Set(items.map(({ key }) => key))
    await Promise.all(page.map((key) => found.has(key) || this.#forget(key)))
    return {
      items,
      cursor: keys.length > page.length && last !== undefined ? toCursor(last) : undefined,
    }
  }

  /** Removes the file of a value that has expired. Who lists need not know when that cannot be done. */
  async #forget(key: string): Promise<void> {
    const check = async (): Promise<boolean> => (await this.get(key)) === undefined
    await this.#files.remove(key, { check, made: () => undefined }).catch(() => undefined)
  }
}

async function readValue(path: string): Promise<StoredValue | undefined> {
  const content = await ifThere(readFile(path, 'utf8'))
  if (content === undefined) return undefined
  const end = content.indexOf('\n')
  const { key, version, expiresAt } = readHead(content.slice(0, end))
  return { key, version, expiresAt, text: content.slice(end + 1) }
}

function readHead(line: string): Omit<StoredValue, 'text'> {
  try {
    return JSON.parse(line)
  } catch {
    throw new LocalError('Internal', 'The file is no value: something else has written it, or cut it off.')
  }
}
