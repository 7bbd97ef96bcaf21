import { expect, it } from 'vitest'
import { NativeLog } from '../src/host/index.ts'

it('keeps the last events with what came of them, and gives on what came', async () => {
  const log = new NativeLog()
  expect(
    await log.watch(
      { n: 0 },
      async () => 7,
      (result) => ({ result }),
    ),
  ).toBe(7)
  const failing = log.watch(
    { n: 1 },
    () => Promise.reject(new Error('it broke')),
    () => 0,
  )
  await expect(failing).rejects.toThrow('it broke')
  expect(log.all()).toEqual([
    { event: { n: 0 }, result: { result: 7 } },
    { event: { n: 1 }, error: 'it broke' },
  ])
})

it('shows what is still going on, and forgets the oldest', async () => {
  const log = new NativeLog()
  void log.watch(
    'open',
    () => new Promise(() => undefined),
    () => 0,
  )
  expect(log.all()).toEqual([{ event: 'open' }])
  for (let n = 0; n < 20; n += 1) {
    await log.watch(
      n,
      async () => n,
      (result) => result,
    )
  }
  expect(log.all().length).toBeLessThan(20)
  expect(log.all().at(-1)).toEqual({ event: 19, result: 19 })
})
