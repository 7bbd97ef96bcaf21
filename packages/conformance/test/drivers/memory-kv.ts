import type { KvDriver, StoredValue, WriteCondition } from '@rove/core/adapter'
import { inByteOrder } from '../../src/drivers/byte-order.ts'
import { failed, memoryService } from './memory-service.ts'

/** A store in memory, as the contract of drivers has it. */
export function memoryKv(): KvDriver {
  const values = new Map<string, StoredValue>()
  let writes = 0
  const check = (key: string, condition: WriteCondition): void => {
    if (condition === undefined) return
    const found = values.get(key)
    const live = found && (found.expiresAt ?? Number.POSITIVE_INFINITY) > Date.now() ? found : undefined
    const holds = 'absent' in condition ? live === undefined : live?.version === condition.version
    if (!holds) throw failed('FailedPrecondition')
  }
  return {
    ...memoryService,
    limits: { key: 512, value: 400_000 },
    get: async (key) => values.get(key),
    getMany: async (keys) => keys.flatMap((key) => values.get(key) ?? []).reverse(),
    async set(value, condition) {
      check(value.key, condition)
      writes += 1
      values.set(value.key, { ...value, version: `v${writes}` })
      return { version: `v${writes}` }
    },
    async delete(key, condition) {
      check(key, condition)
      values.delete(key)
    },
    async list({ prefix, limit, cursor }) {
      const page = pageOf([...values.keys()], { prefix, limit, cursor })
      return { ...page, items: page.items.flatMap((key) => values.get(key) ?? []) }
    },
  }
}

/** A page of keys; the cursor is the last one of the page before. */
export function pageOf(
  keys: readonly string[],
  query: { readonly prefix: string; readonly limit: number; readonly cursor: string | undefined },
): { readonly items: readonly string[]; readonly cursor: string | undefined } {
  const { prefix, limit, cursor } = query
  const after = (key: string): boolean =>
    cursor === undefined || Buffer.compare(Buffer.from(key), Buffer.from(cursor)) > 0
  const rest = inByteOrder(keys.filter((key) => key.startsWith(prefix) && after(key)))
  const items = rest.slice(0, limit)
  return { items, cursor: rest.length > limit ? items.at(-1) : undefined }
}
