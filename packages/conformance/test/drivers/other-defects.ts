import type { OutgoingMessage, SecretDriver, SendDriver } from '@rove/core/adapter'
import type { DriverDefect } from './driver-defect.ts'
import { failed } from './memory-service.ts'

const changed =
  (change: (message: OutgoingMessage) => Partial<OutgoingMessage>) =>
  (driver: SendDriver): SendDriver => ({
    ...driver,
    send: (messages) => driver.send(messages.map((one) => ({ ...one, ...change(one) }))),
  })

const text = (change: (text: string) => string) => changed((message) => ({ text: change(message.text) }))

/** Mistakes that drivers of queues and topics make; the cases are named without their kind. */
export const sendDefects: ReadonlyArray<DriverDefect<SendDriver>> = [
  {
    name: 'sends only the first of a batch, and says that all went',
    change: (driver) => ({
      ...driver,
      async send(messages) {
        const [result = { id: '' }] = await driver.send(messages.slice(0, 1))
        return messages.map(() => result)
      },
    }),
    caughtBy: ['batch.more', 'batch.results', 'batch.attributes'],
  },
  {
    name: 'tells a batch for one message',
    change: (driver) => ({
      ...driver,
      async send(messages) {
        const results = await driver.send(messages)
        return results.some((one) => 'error' in one) ? results.map(() => ({ error: failed('Internal') })) : results
      },
    }),
    caughtBy: ['batch.part'],
  },
  {
    name: 'tells failures for successes',
    change: (driver) => ({
      ...driver,
      send: async (messages) => (await driver.send(messages)).map((one) => ('error' in one ? { id: 'x' } : one)),
    }),
    caughtBy: ['batch.part'],
  },
  {
    name: 'says a larger batch than its service takes',
    change: (driver) => ({ ...driver, limits: { ...driver.limits, batchItems: 100 } }),
    caughtBy: ['batch.more'],
  },
  {
    name: 'says more bytes of a batch than its service takes',
    change: (driver) => ({ ...driver, limits: { ...driver.limits, batchBytes: 1_000_000 } }),
    caughtBy: ['batch.bytes'],
  },
  {
    name: 'says a larger message than its service takes',
    change: (driver) => ({ ...driver, limits: { ...driver.limits, message: 25_000 } }),
    caughtBy: ['limit.message', 'limit.unicode'],
  },
  {
    name: 'writes the text as JSON anew',
    change: text((json) => json.replace('\\"', '\\\\"')),
    caughtBy: ['send.one'],
  },
  { name: 'decodes entities', change: text((json) => json.replaceAll('&amp;', '&')), caughtBy: ['send.text'] },
  {
    name: 'encodes in base64 once too often',
    change: text(btoa),
    caughtBy: ['send.one', 'send.unicode', 'batch.more'],
  },
  {
    name: 'loses the trace',
    change: text((json) => json.replace(/"traceparent":"[^"]*",/, '')),
    caughtBy: ['send.trace'],
  },
  {
    name: 'takes ten attributes',
    change: text((json) => json.replace(/(\["name-9",[^\]]*\]).*?\]\]/, '$1]')),
    caughtBy: ['send.many-attributes'],
  },
  {
    name: 'drops what has the same length',
    change: (driver) => {
      const lengths = new Set<number>()
      return {
        ...driver,
        async send(messages) {
          const fresh = messages.filter((one) => !lengths.has(one.text.length) && lengths.add(one.text.length))
          if (fresh.length > 0) await driver.send(fresh)
          return messages.map((_, at) => ({ id: `${at}` }))
        },
      }
    },
    caughtBy: ['send.again', 'send.parallel'],
  },
]

/** Mistakes that only drivers of queues make. */
export const queueDefects: ReadonlyArray<DriverDefect<SendDriver>> = [
  {
    name: 'ignores delays',
    change: changed(() => ({ delay: undefined })),
    caughtBy: ['queue.delay.later', 'queue.delay.batch'],
  },
  { name: 'ignores keys', change: changed(() => ({ dedupeKey: undefined })), caughtBy: ['queue.dedupe.key'] },
  {
    name: 'takes the group for the key',
    change: changed(({ group }) => ({ dedupeKey: group })),
    caughtBy: ['queue.order.group', 'queue.send.again'],
  },
  {
    name: 'sends a batch in another order',
    change: (driver) => ({
      ...driver,
      send: async (messages) => (await driver.send(messages.toReversed())).toReversed(),
    }),
    caughtBy: ['queue.order.batch', 'queue.order.groups'],
  },
]

/** Mistakes that drivers of secrets make. */
export const secretDefects: ReadonlyArray<DriverDefect<SecretDriver>> = [
  {
    name: 'keeps the value by itself',
    change: (driver) => {
      const kept = new Map<string, ReturnType<SecretDriver['get']>>()
      return {
        ...driver,
        get(version) {
          const found = kept.get(version ?? '') ?? driver.get(version)
          kept.set(version ?? '', found)
          return found
        },
      }
    },
    caughtBy: ['secret.current.rotation', 'secret.cache.rotation', 'secret.cache.processes'],
  },
  {
    name: 'ignores versions',
    change: (driver) => ({ ...driver, get: () => driver.get(undefined) }),
    caughtBy: ['secret.version.named', 'secret.version.older', 'secret.version.missing', 'secret.cache.version'],
  },
  {
    name: 'throws for what is not there',
    change: (driver) => ({
      ...driver,
      get: async (version) => (await driver.get(version)) ?? Promise.reject(failed('PermissionDenied')),
    }),
    caughtBy: ['secret.missing.never', 'secret.version.missing'],
  },
  {
    name: 'trims values',
    change: (driver) => ({
      ...driver,
      get: async (version) => driver.get(version).then((one) => one && { ...one, value: one.value.trim() }),
    }),
    caughtBy: ['secret.current.text'],
  },
  {
    name: 'has one version for all values',
    change: (driver) => ({
      ...driver,
      get: async (version) => driver.get(version).then((one) => one && { ...one, version: 'latest' }),
    }),
    caughtBy: ['secret.current.read', 'secret.current.rotation', 'secret.version.named'],
  },
]
