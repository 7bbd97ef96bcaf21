import type { KvDriver, Page, StoredValue, WriteCondition } from '@rove/core/adapter'
import type { ChangeItem } from '../services/entry.ts'
import { checkCondition, live, toKind } from './conditions.ts'
import { kvLimits } from './limits.ts'
import { errorCodeOf } from './local-error.ts'
import { keysAfter, toCursor } from './page.ts'

/** Keeps values in this process. */
export class MemoryKv implements KvDriver {
  readonly service = 'memory'
  readonly limits: KvDriver['limits'] = kvLimits
  readonly errorCode: KvDriver['errorCode'] = errorCodeOf
  /** The values themselves, by key. */
  readonly native: Map<string, StoredValue>
  readonly #tell: (change: ChangeItem) => void

  /** @param tell called with every change, before the write that made it resolves */
  constructor(values: Map<string, StoredValue>, tell: (change: ChangeItem) => void) {
    this.native = values
    this.#tell = tell
  }

  async get(key: string): Promise<StoredValue | undefined> {
    return this.#live(key)
  }

  async getMany(keys: readonly string[]): Promise<StoredValue[]> {
    return keys.flatMap((key) => this.#live(key) ?? [])
  }

  async set(value: Omit<StoredValue, 'version'>, condition: WriteCondition): Promise<{ readonly version: string }> {
    const { key, text, expiresAt } = value
    const before = this.#live(key)
    checkCondition(before?.version, condition)
    const version = crypto.randomUUID()
    this.native.set(key, { key, text, expiresAt, version })
    this.#tell({ kind: toKind(before, text), key, before: before?.text, after: text })
    return { version }
  }

  async delete(key: string, condition: { readonly version: string } | undefined): Promise<void> {
    const before = this.#live(key)
    checkCondition(before?.version, condition)
    if (before === undefined) return
    this.native.delete(key)
    this.#tell({ kind: 'deleted', key, before: before.text })
  }

  async list(query: Parameters<KvDriver['list']>[0]): Promise<Page<StoredValue>> {
    const keys = keysAfter(this.native.keys(), query).filter((key) => this.#live(key) !== undefined)
    const page = keys.slice(0, query.limit)
    const last = page.at(-1)
    return {
      items: page.flatMap((key) => this.#live(key) ?? []),
      cursor: keys.length > page.length && last !== undefined ? toCursor(last) : undefined,
    }
  }

  #live(key: string): StoredValue | undefined {
    const found = live(this.native.get(key))
    if (found === undefined) this.native.delete(key)
    return found
  }
}
