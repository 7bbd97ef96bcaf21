import { tmpdir } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CloudStorageBench, startBench } from './cloud-storage.fixture.ts'

const mebibyte = 1024 * 1024
const size = 200 * mebibyte
let bench: CloudStorageBench

beforeAll(async () => {
  bench = await startBench({ folder: tmpdir() })
})

afterAll(() => bench.stop())

// The source itself takes no memory; the checksums prove that what is read is what was written.
const piece = Uint8Array.from({ length: mebibyte }, (_, at) => (at * 31) % 251)

async function* pieces(): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < size; sent += mebibyte) yield piece
}

/** The most memory that buffers took while work was done, in bytes. */
async function peakOf(work: () => Promise<unknown>): Promise<number> {
  let peak = 0
  let isOver = false
  const watch = async (): Promise<void> => {
    while (!isOver) {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers)
      await delay(5)
    }
  }
  const watching = watch()
  await work().finally(() => {
    isOver = true
  })
  await watching
  return peak
}

it('200 MiB go up and down with little of it in memory', async () => {
  const driver = bench.open('large')
  const before = process.memoryUsage().arrayBuffers
  const written = { key: 'a', size: undefined, contentType: 'video/mp4', metadata: {}, condition: undefined }
  const up = await peakOf(() => driver.put({ ...written, body: pieces() }))
  let read = 0
  const down = await peakOf(async () => {
    const found = await driver.get('a')
    expect(found?.size).toBe(size)
    for await (const part of found?.body ?? []) read += part.byteLength
  })
  expect(read).toBe(size)
  expect(Math.max(up, down) - before).toBeLessThan(64 * mebibyte)
}, 120_000)
