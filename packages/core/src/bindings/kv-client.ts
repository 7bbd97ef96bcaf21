import type { KvDriver, StoredValue, WriteCondition } from '../adapter/driver.ts'
import { RoveError } from '../errors.ts'
import type { ClientScope } from './access.ts'
import { byteLength, checkKey } from './check-key.ts'
import { asExisting } from './existing.ts'
import type { KvEntry, KvListOptions, KvPage, KvReadWriter, KvSetOptions } from './kv.ts'
import { type Operation, operate } from './operate.ts'
import { toLimit } from './page-limit.ts'

const batchSize = 100

/** The one client of key-value stores: what every driver has in common. */
export class KvClient<Value> implements KvReadWriter<Value> {
  readonly #name: string
  readonly #driver: KvDriver
  readonly #scope: ClientScope

  /** @param name the store's logical name, for errors */
  constructor(name: string, driver: KvDriver, scope: ClientScope) {
    this.#name = name
    this.#driver = driver
    this.#scope = scope
  }

  async get(key: string): Promise<KvEntry<Value> | undefined> {
    const operation = this.#operation('get', true)
    this.#check(operation, key)
    const stored = await operate(operation, () => this.#driver.get(key))
    return stored && toEntry(operation, stored)
  }

  async getMany(keys: readonly string[]): Promise<ReadonlyMap<string, KvEntry<Value>>> {
    const operation = this.#operation('getMany', true)
    for (const key of keys) this.#check(operation, key)
    const unique = [...new Set(keys)]
    if (unique.length > 1000) {
      throw new RoveError('InvalidArgument', `${operation.name}: ${unique.length} keys are too many; at most 1,000.`)
    }
    const found = new Map<string, KvEntry<Value>>()
    for (let start = 0; start < unique.length; start += batchSize) {
      const batch = unique.slice(start, start + batchSize)
      for (const stored of await operate(operation, () => this.#driver.getMany(batch))) {
        const entry = toEntry<Value>(operation, stored)
        if (entry) found.set(stored.key, entry)
      }
    }
    // In the order that was asked for.
    return new Map(unique.flatMap((key) => (found.has(key) ? [[key, found.get(key) as KvEntry<Value>]] : [])))
  }

  async list(options: KvListOptions = {}): Promise<KvPage<Value>> {
    const operation = this.#operation('list', true)
    const { prefix = '', cursor } = options
    const limit = toLimit(operation.name, options.limit)
    if (prefix !== '') this.#check(operation, prefix)
    const page = await operate(operation, () => this.#driver.list({ prefix, cursor, limit }))
    return { entries: page.items.flatMap((stored) => toEntry<Value>(operation, stored) ?? []), cursor: page.cursor }
  }

  async set(key: string, value: Value, options: KvSetOptions = {}): Promise<{ readonly version: string }> {
    const condition = toCondition(this.#name, options)
    // A conditional write whose answer was lost would seem to have failed when it is made again.
    const operation = this.#operation('set', condition === undefined)
    this.#check(operation, key)
    const text = toText(operation.name, value)
    const size = byteLength(text)
    const { service, limits } = this.#driver
    if (size > limits.value) {
      throw new RoveError(
        'InvalidArgument',
        `${operation.name}: the value of ${JSON.stringify(key)} has ${size} bytes; a value of ${service} has at most ${limits.value}.`,
      )
    }
    try {
      return await operate(operation, () =>
        this.#driver.set({ key, text, expiresAt: toTime(operation.name, options.expiresAt) }, condition),
      )
    } catch (error) {
      throw options.ifAbsent ? asExisting(error, `a value of ${JSON.stringify(key)}`) : error
    }
  }

  async delete(key: string, { ifVersion }: { readonly ifVersion?: string } = {}): Promise<void> {
    const operation = this.#operation('delete', ifVersion === undefined)
    this.#check(operation, key)
    await operate(operation, () =>
      this.#driver.delete(key, ifVersion === undefined ? undefined : { version: ifVersion }),
    )
  }

  #operation(what: string, repeatable: boolean): Operation {
    return { name: `kv.${what} ${this.#name}`, driver: this.#driver, repeatable, signal: this.#scope.signal }
  }

  #check(operation: Operation, key: string): void {
    const { service, limits } = this.#driver
    checkKey(operation.name, key, { bytes: limits.key, service })
  }
}

function toEntry<Value>(
  operation: Operation,
  { key, text, version, expiresAt }: StoredValue,
): KvEntry<Value> | undefined {
  if (expiresAt !== undefined && expiresAt <= Date.now()) return undefined
  try {
    const value = JSON.parse(text) as Value
    return { key, value, version, expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt) }
  } catch (cause) {
    const { service } = operation.driver
    throw new RoveError('Internal', `${operation.name}: the value of ${JSON.stringify(key)} is not JSON.`, {
      cause,
      provider: service,
      operation: operation.name,
    })
  }
}

function toText(operation: string, value: unknown): string {
  let text: string | undefined
  try {
    text = JSON.stringify(value)
  } catch (cause) {
    throw new RoveError('InvalidArgument', `${operation}: the value cannot be written as JSON.`, { cause, operation })
  }
  if (text !== undefined) return text
  throw new RoveError(
    'InvalidArgument',
    `${operation}: ${typeof value} cannot be written as JSON; use delete to remove a value.`,
  )
}

function toCondition(name: string, { ifAbsent, ifVersion }: KvSetOptions): WriteCondition {
  if (ifAbsent && ifVersion !== undefined) {
    throw new RoveError('InvalidArgument', `kv.set ${name}: ifAbsent and ifVersion exclude each other.`)
  }
  if (ifAbsent) return { absent: true }
  return ifVersion === undefined ? undefined : { version: ifVersion }
}

function toTime(operation: string, date: Date | undefined): number | undefined {
  if (date === undefined) return undefined
  const time = date.getTime()
  if (!Number.isNaN(time)) return time
  throw new RoveError('InvalidArgument', `${operation}: expiresAt is not a time.`)
}
