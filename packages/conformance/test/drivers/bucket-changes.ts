import type { BucketDriver, StoredObject } from '@rove/core/adapter'
import type { Change } from './subjects.ts'

type Body = Parameters<BucketDriver['put']>[0]['body']

export const written =
  (change: (body: Body) => Body) =>
  (driver: BucketDriver): BucketDriver => ({
    ...driver,
    put: (object) => driver.put({ ...object, body: change(object.body) }),
  })

export async function* leniently(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch {
    // What came so far is written.
  }
}

export async function* untilEmpty(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of body) {
    if (piece.byteLength === 0) return
    yield piece
  }
}

export async function gather(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of body) pieces.push(piece)
  return new Uint8Array(Buffer.concat(pieces))
}

export const stream = (change: (body: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>): Change<BucketDriver> =>
  written((body) => (body instanceof Uint8Array ? body : change(body)))

export const seen =
  (change: (object: StoredObject) => Partial<StoredObject>) =>
  (driver: BucketDriver): BucketDriver => ({
    ...driver,
    async head(key) {
      const found = await driver.head(key)
      return found && { ...found, ...change(found) }
    },
  })
