import type { BucketDriver } from '@rove/core/adapter'
import { expect, it } from 'vitest'
import { largeContent } from '../src/drivers/bucket/large-stream.ts'
import { bucketDriverSuite } from '../src/drivers/bucket/suite.ts'
import { openDriver, runDriverCase } from '../src/drivers/run.ts'
import { driverTests } from '../src/drivers/tests.ts'
import { gather } from './drivers/bucket-changes.ts'
import { bucketSubject, type Change } from './drivers/subjects.ts'

/** Keeps the size of an object only: what is read is made anew. */
const hollow: Change<BucketDriver> = (driver) => ({
  ...driver,
  async put({ body, ...object }) {
    for await (const piece of body as AsyncIterable<Uint8Array>) expect(piece.byteLength).toBeGreaterThan(0)
    return driver.put({ ...object, body: new Uint8Array() })
  },
  get: async (key) => {
    const found = await driver.get(key)
    return found && { ...found, size: 200 * 1024 * 1024, body: largeContent() }
  },
})

const hoarding: Change<BucketDriver> = (driver) => {
  const streaming = hollow(driver)
  return { ...streaming, put: async (object) => gather(object.body as never).then(() => streaming.put(object)) }
}

const greedy: Change<BucketDriver> = (driver) => {
  const streaming = hollow(driver)
  const kept: Uint8Array[] = []
  async function* keeping(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of body) {
      kept.push(piece)
      yield piece
    }
  }
  return {
    ...streaming,
    get: (key) => streaming.get(key).then((found) => found && { ...found, body: keeping(found.body) }),
  }
}

async function errorOf(change: Change<BucketDriver>): Promise<unknown> {
  const subject = bucketSubject({ change })
  const one = bucketDriverSuite.cases.find(({ id }) => id === 'bucket.stream.large')
  if (one === undefined) throw new Error('There is no such case.')
  try {
    return (await runDriverCase(one, bucketDriverSuite, await openDriver('bucket', subject))).error
  } finally {
    await subject.close?.()
  }
}

it('passes for a bucket that streams', async () => {
  expect(await errorOf(hollow)).toBeUndefined()
}, 60_000)

it.each([
  ['writing', hoarding, /MiB more are in use while it is written/],
  ['reading', greedy, /MiB more are in use while it is read/],
])(
  'is red for one that keeps the content while %s',
  async (_, change, said) => {
    expect(String(await errorOf(change))).toMatch(said)
  },
  60_000,
)

it('is only run where the subject says so', () => {
  const has = (large: object): boolean =>
    driverTests(bucketDriverSuite, { ...bucketSubject(), ...large }).some(({ name }) =>
      /^bucket.stream.large/.test(name),
    )
  expect([has({}), has({ large: true })]).toEqual([false, true])
})
