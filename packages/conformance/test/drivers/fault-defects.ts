import type { BucketDriver, Driver, KvDriver, SecretDriver, SendDriver } from '@rove/core/adapter'
import { gather } from './bucket-changes.ts'
import type { DriverDefect } from './driver-defect.ts'
import { WireError } from './wire.ts'

const again = async <T>(call: () => Promise<T>): Promise<T> => call().catch(call)
const unknown: Pick<Driver, 'errorCode'> = { errorCode: () => 'Unknown' }

/** Mistakes that drivers of key-value stores make when their service breaks. */
export const kvFaultDefects: ReadonlyArray<DriverDefect<KvDriver>> = [
  {
    name: 'repeats by itself',
    change: (driver) => ({ ...driver, get: (key) => again(() => driver.get(key)) }),
    caughtBy: ['kv.fault.throttled', 'kv.fault.throttled-once'],
  },
  {
    name: 'does not know a connection that fails',
    change: (driver) => ({ ...driver, ...unknown }),
    caughtBy: ['kv.fault.down', 'kv.fault.silent', 'kv.fault.cut', 'kv.fault.throttled', 'kv.fault.answer-lost'],
  },
  {
    name: 'takes load for a service that is down',
    change: (driver) => ({ ...driver, errorCode: () => 'Unavailable' }),
    caughtBy: ['kv.fault.throttled'],
  },
  {
    name: 'finds nothing where the service is down',
    change: (driver) => ({ ...driver, get: (key) => driver.get(key).catch(() => undefined) }),
    caughtBy: ['kv.fault.down', 'kv.fault.back', 'kv.fault.silent', 'kv.fault.cut'],
  },
  {
    name: 'stays broken',
    change: (driver) => {
      let failure: Promise<never> | undefined
      const get: KvDriver['get'] = (key) =>
        failure ??
        driver.get(key).catch((error: unknown) => {
          failure = Promise.reject(error)
          return failure
        })
      return { ...driver, get }
    },
    caughtBy: ['kv.fault.back', 'kv.fault.silent', 'kv.fault.throttled-once'],
  },
  {
    name: 'takes a lost answer for a condition that failed',
    change: (driver) => ({
      ...driver,
      errorCode: (error) => (driver.errorCode(error) === 'Unavailable' ? 'FailedPrecondition' : 'Unknown'),
    }),
    caughtBy: ['kv.fault.answer-lost'],
  },
  {
    name: 'says that the connection failed, and sends nothing',
    change: (driver) => ({ ...driver, set: () => Promise.reject(new WireError('Unavailable')) }),
    caughtBy: ['kv.fault.answer-lost'],
  },
  {
    name: 'sends a write whose answer was lost again',
    change: (driver) => ({ ...driver, set: (...asked) => again(() => driver.set(...asked)) }),
    caughtBy: ['kv.fault.answer-lost'],
  },
]

/** Mistakes that drivers of buckets make when their service breaks. */
export const bucketFaultDefects: ReadonlyArray<DriverDefect<BucketDriver>> = [
  {
    name: 'takes what it could read for the whole',
    change: (driver) => ({
      ...driver,
      async get(key) {
        const found = await driver.get(key)
        if (found === undefined) return undefined
        const pieces: Uint8Array[] = []
        try {
          for await (const piece of found.body) pieces.push(Uint8Array.from(piece))
        } catch {}
        const size = pieces.reduce((sum, { byteLength }) => sum + byteLength, 0)
        return {
          ...found,
          size,
          body: (async function* () {
            yield* pieces
          })(),
        }
      },
    }),
    caughtBy: ['bucket.fault.read'],
  },
  {
    name: 'writes in place, piece by piece',
    change: (driver) => ({
      ...driver,
      async put(object) {
        const whole = object.body instanceof Uint8Array ? object.body : await gather(object.body)
        const half = whole.subarray(0, whole.byteLength / 4)
        await driver.put({ ...object, body: half, size: half.byteLength })
        return driver.put({ ...object, body: whole, size: whole.byteLength })
      },
    }),
    caughtBy: ['bucket.fault.write', 'bucket.fault.write-stream'],
  },
  {
    name: 'says that a write succeeded whose answer did not come',
    change: (driver) => ({ ...driver, put: (object) => driver.put(object).catch(() => ({ etag: 'e' })) }),
    caughtBy: ['bucket.fault.write', 'bucket.fault.down', 'bucket.fault.condition', 'bucket.fault.cut'],
  },
]

/** Mistakes that drivers of queues and topics make when their service breaks; the cases are named without their kind. */
export const sendFaultDefects: ReadonlyArray<DriverDefect<SendDriver>> = [
  {
    name: 'says that messages were sent whose answer did not come',
    change: (driver) => ({
      ...driver,
      send: (messages) => driver.send(messages).catch(() => messages.map((_, at) => ({ id: String(at) }))),
    }),
    caughtBy: ['fault.down', 'fault.back', 'fault.silent', 'fault.cut', 'fault.throttled'],
  },
  {
    name: 'sends again by itself',
    change: (driver) => ({ ...driver, send: (messages) => again(() => driver.send(messages)) }),
    caughtBy: ['fault.throttled', 'fault.throttled-once'],
  },
  {
    name: 'tells a connection that fails message by message, as something unknown',
    change: (driver) => ({
      ...driver,
      ...unknown,
      send: (messages) => driver.send(messages).catch((error: unknown) => messages.map(() => ({ error }))),
    }),
    caughtBy: ['fault.down', 'fault.silent', 'fault.cut'],
  },
]

/** Mistakes that drivers of secrets make when their service breaks. */
export const secretFaultDefects: ReadonlyArray<DriverDefect<SecretDriver>> = [
  {
    name: 'gives the value that it gave before',
    change: (driver) => {
      let last: Awaited<ReturnType<SecretDriver['get']>>
      const get: SecretDriver['get'] = async (version) => {
        last = await driver.get(version).catch(() => last)
        return last
      }
      return { ...driver, get }
    },
    caughtBy: ['secret.fault.down', 'secret.fault.back', 'secret.fault.silent', 'secret.fault.cut'],
  },
  {
    name: 'takes load for a value that is not there',
    change: (driver) => ({
      ...driver,
      get: (version) =>
        driver.get(version).catch((error: unknown) => {
          if (driver.errorCode(error) !== 'ResourceExhausted') throw error
          return undefined
        }),
    }),
    caughtBy: ['secret.fault.throttled', 'secret.fault.throttled-once'],
  },
]
