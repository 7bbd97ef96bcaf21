import type { KvDriver, StoredValue } from '@rove/core/adapter'
import type { DriverDefect } from './driver-defect.ts'
import { failed } from './memory-service.ts'

const text =
  (change: (text: string) => string) =>
  (driver: KvDriver): KvDriver => ({
    ...driver,
    set: (value, condition) => driver.set({ ...value, text: change(value.text) }, condition),
  })

/** Every key goes through a function that takes two for one. */
const folded =
  (fold: (key: string) => string) =>
  (driver: KvDriver): KvDriver => ({
    ...driver,
    get: (key) => driver.get(fold(key)),
    getMany: (keys) => driver.getMany([...new Set(keys.map(fold))]),
    set: (value, condition) => driver.set({ ...value, key: fold(value.key) }, condition),
    delete: (key, condition) => driver.delete(fold(key), condition),
  })

const listed =
  (change: (items: readonly StoredValue[]) => readonly StoredValue[]) =>
  (driver: KvDriver): KvDriver => ({
    ...driver,
    async list(query) {
      const page = await driver.list(query)
      return { ...page, items: change(page.items) }
    },
  })

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Mistakes that drivers of key-value stores make. */
export const kvDefects: ReadonlyArray<DriverDefect<KvDriver>> = [
  {
    name: 'loses every condition of a write',
    change: (driver) => ({ ...driver, set: (value) => driver.set(value, undefined) }),
    caughtBy: ['kv.condition.absent', 'kv.condition.version', 'kv.race.absent', 'kv.race.version', 'kv.race.counter'],
  },
  {
    name: 'loses the condition of a delete',
    change: (driver) => ({ ...driver, delete: (key) => driver.delete(key, undefined) }),
    caughtBy: ['kv.condition.delete', 'kv.condition.delete-missing', 'kv.race.delete'],
  },
  {
    name: 'reads before it writes instead of writing on a condition',
    change: (driver) => ({
      ...driver,
      async set(value, condition) {
        const found = await driver.get(value.key)
        await tick()
        const holds = condition === undefined || ('absent' in condition ? !found : found?.version === condition.version)
        if (!holds) throw failed('FailedPrecondition')
        return driver.set(value, undefined)
      },
    }),
    caughtBy: ['kv.race.absent', 'kv.race.version'],
  },
  {
    name: 'takes a version of nothing for a new value',
    change: (driver) => ({
      ...driver,
      set: async (value, condition) => driver.set(value, (await driver.get(value.key)) ? condition : undefined),
    }),
    caughtBy: ['kv.condition.version-missing'],
  },
  {
    name: 'makes versions of the content',
    change: (driver) => {
      const versioned = (one: StoredValue): StoredValue => ({ ...one, version: one.text })
      return {
        ...driver,
        set: async (value, condition) => {
          await driver.set(value, condition)
          return { version: value.text }
        },
        get: async (key) => (await driver.get(key).then((one) => one && versioned(one))) as StoredValue,
      }
    },
    caughtBy: ['kv.version.changes', 'kv.version.agrees'],
  },
  {
    name: 'classifies a condition that does not hold as unavailable',
    change: (driver) => ({ ...driver, errorCode: () => 'Unavailable' }),
    caughtBy: ['kv.condition.absent', 'kv.condition.version', 'kv.error.wrapped'],
  },
  {
    name: 'lists in the order of writing',
    change: listed((items) =>
      [...items].sort((one, other) => Number(one.version.slice(1)) - Number(other.version.slice(1))),
    ),
    caughtBy: ['kv.list.order', 'kv.list.pages'],
  },
  {
    name: 'lists in the order of UTF-16',
    change: listed((items) => [...items].sort((one, other) => (one.key < other.key ? -1 : 1))),
    caughtBy: ['kv.list.order', 'kv.list.prefix-unicode'],
  },
  {
    name: 'ends a listing after its first page',
    change: (driver) => ({ ...driver, list: async (query) => ({ ...(await driver.list(query)), cursor: undefined }) }),
    caughtBy: ['kv.list.pages', 'kv.list.order-paged', 'kv.list.cursor-elsewhere', 'kv.expiry.pages'],
  },
  {
    name: 'uses offsets as cursors',
    change: (driver) => ({
      ...driver,
      async list({ prefix, limit, cursor }) {
        const start = Number(cursor ?? 0)
        const { items } = await driver.list({ prefix, limit: 100_000, cursor: undefined })
        const end = start + limit
        return { items: items.slice(start, end), cursor: items.length > end ? String(end) : undefined }
      },
    }),
    caughtBy: ['kv.list.meanwhile', 'kv.list.added'],
  },
  {
    name: 'ends the range of a prefix at U+FFFF',
    change: (driver) => ({
      ...driver,
      async list(query) {
        const page = await driver.list(query)
        const end = Buffer.from(`${query.prefix}\uffff`)
        return { ...page, items: page.items.filter(({ key }) => Buffer.compare(Buffer.from(key), end) <= 0) }
      },
    }),
    caughtBy: ['kv.list.prefix-unicode'],
  },
  {
    name: 'takes a prefix for a pattern',
    change: (driver) => ({
      ...driver,
      async list({ prefix, limit, cursor }) {
        const pattern = new RegExp(
          `^${prefix
            .replace(/[[\]\\^$.|?+(){}/]/g, '\\$&')
            .replaceAll('*', '.*')
            .replaceAll('_', '.')}`,
        )
        const { items } = await driver.list({ prefix: '', limit: 100_000, cursor })
        const found = items.filter(({ key }) => pattern.test(key))
        return { items: found.slice(0, limit), cursor: found.length > limit ? found[limit - 1]?.key : undefined }
      },
    }),
    caughtBy: ['kv.list.prefix-literal'],
  },
  {
    name: 'ignores expiry',
    change: (driver) => ({
      ...driver,
      set: (value, condition) => driver.set({ ...value, expiresAt: undefined }, condition),
    }),
    caughtBy: ['kv.expiry.kept', 'kv.expiry.past', 'kv.expiry.comes', 'kv.expiry.absent'],
  },
  {
    name: 'keeps times in seconds',
    change: (driver) => ({
      ...driver,
      set: ({ expiresAt, ...value }, condition) =>
        driver.set({ ...value, expiresAt: expiresAt && Math.ceil(expiresAt / 1000) * 1000 }, condition),
    }),
    caughtBy: ['kv.expiry.kept'],
  },
  {
    name: 'takes what has expired for present in conditions',
    change: (driver) => ({
      ...driver,
      async set(value, condition) {
        if (condition && 'absent' in condition && (await driver.get(value.key))) throw failed('FailedPrecondition')
        return driver.set(value, condition)
      },
    }),
    caughtBy: ['kv.expiry.absent'],
  },
  {
    name: 'gives only the first hundred kilobytes of many',
    change: (driver) => ({
      ...driver,
      async getMany(keys) {
        let bytes = 0
        return (await driver.getMany(keys)).filter((one) => {
          bytes += one.text.length
          return bytes < 100_000
        })
      },
    }),
    caughtBy: ['kv.many.large'],
  },
  {
    name: 'truncates long values',
    change: text((json) => (json.length > 100_000 ? `"${'v'.repeat(10)}"` : json)),
    caughtBy: ['kv.limit.value', 'kv.many.large', 'kv.list.large'],
  },
  {
    name: 'loses half characters and control characters',
    change: text((json) => json.replaceAll(/\\u(0000|d800)/g, '')),
    caughtBy: ['kv.value.text'],
  },
  {
    name: 'sorts the members of objects',
    change: text((json) => {
      const value: unknown = JSON.parse(json)
      const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
      return isObject ? JSON.stringify(Object.fromEntries(Object.entries(value).sort())) : json
    }),
    caughtBy: ['kv.value.names'],
  },
  {
    name: 'keeps numbers with seven digits',
    change: text((json) => (/^[\d.e+-]+$/.test(json) ? String(Math.fround(Number(json))) : json)),
    caughtBy: ['kv.value.number'],
  },
  { name: 'takes capitals for small letters', change: folded((key) => key.toLowerCase()), caughtBy: ['kv.key.case'] },
  { name: 'composes letters', change: folded((key) => key.normalize('NFC')), caughtBy: ['kv.key.forms'] },
  { name: 'decodes keys', change: folded((key) => key.replaceAll('%2F', '/')), caughtBy: ['kv.key.percent'] },
  { name: 'trims keys', change: folded((key) => key.trim()), caughtBy: ['kv.key.space'] },
  { name: 'resolves dots', change: folded((key) => key.replaceAll('/./', '/')), caughtBy: ['kv.key.dots'] },
  {
    name: 'takes only keys that are shorter than it says',
    change: (driver) => ({
      ...driver,
      async set(value, condition) {
        if (value.key.length > 500) throw failed('InvalidArgument')
        return driver.set(value, condition)
      },
    }),
    caughtBy: ['kv.limit.key'],
  },
  {
    name: 'deletes what begins with the key',
    change: (driver) => ({
      ...driver,
      async delete(key, condition) {
        const { items } = await driver.list({ prefix: key, limit: 1000, cursor: undefined })
        await driver.delete(key, condition)
        for (const one of items) await driver.delete(one.key, undefined)
      },
    }),
    caughtBy: ['kv.key.slash'],
  },
]
