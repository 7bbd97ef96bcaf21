import type { BucketDriver, KvDriver, SecretDriver, SendDriver } from '@rove/core/adapter'
import { failed } from './memory-service.ts'

const lacking = (what: string): Error => failed('Unimplemented', `this service has no ${what}`)

/** A store without times. */
export const poorKv = (driver: KvDriver): KvDriver => ({
  ...driver,
  async set(value, condition) {
    if (value.expiresAt !== undefined) throw lacking('times')
    return driver.set(value, condition)
  },
})

/** A bucket that keeps objects and nothing else, and lists them in an order of its own. */
export const poorBucket = (driver: BucketDriver): BucketDriver => ({
  ...driver,
  limits: { ...driver.limits, metadata: 0 },
  async put(object) {
    if (object.condition !== undefined) throw lacking('conditions')
    return driver.put(object)
  },
  async signedUrl() {
    throw lacking('signed URLs')
  },
  async list(query) {
    const page = await driver.list(query)
    return { ...page, items: page.items.toReversed() }
  },
})

/** A queue that only delivers: it takes groups and keys, and does nothing for them. */
export const poorQueue = (driver: SendDriver): SendDriver => ({
  ...driver,
  limits: { ...driver.limits, delay: 0 },
  send: (messages) => driver.send(messages.map((one) => ({ ...one, dedupeKey: undefined })).toReversed()),
})

/** A queue that refuses groups and keys. */
export const strictQueue = (driver: SendDriver): SendDriver => ({
  ...driver,
  limits: { ...driver.limits, delay: 0 },
  async send(messages) {
    // The cases that speak to the driver itself name a group, and only that.
    if (messages.some(({ dedupeKey }) => dedupeKey !== undefined)) throw lacking('keys')
    return driver.send(messages)
  },
})

/** A secret with its current value only. */
export const poorSecret = (driver: SecretDriver): SecretDriver => ({
  ...driver,
  async get(version) {
    if (version !== undefined) throw lacking('versions')
    return driver.get(undefined)
  },
})
