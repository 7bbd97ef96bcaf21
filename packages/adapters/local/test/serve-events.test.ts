import { app, onMessage, onSchedule, queue } from '@rove/core'
import { afterEach, beforeEach, expect, it, type MockInstance, vi } from 'vitest'
import { type LocalServer, type ServeOptions, serve, VirtualClock } from '../src/index.ts'

const start = Date.UTC(2026, 0, 1)

let clock: VirtualClock
let server: LocalServer
let printed: MockInstance<typeof console.error>

beforeEach(() => {
  clock = new VirtualClock(start)
  printed = vi.spyOn(console, 'error').mockImplementation(() => undefined)
})

afterEach(async () => {
  await server?.close()
  printed.mockRestore()
})

/** Serves an app with a schedule for each minute and a queue. */
async function serving(
  parts: { tick?: (at: Date) => unknown; work?: (body: unknown) => unknown; shutdown?: () => void },
  options: ServeOptions = {},
): Promise<void> {
  const { tick = () => undefined, work = () => undefined, shutdown = () => undefined } = parts
  const minutely = onSchedule('* * * * *', ({ scheduledAt }) => tick(scheduledAt) as undefined)
  const worker = onMessage(queue('jobs'), ({ body }) => work(body) as undefined)
  server = await serve(app('shop', { minutely, worker }, { shutdown }), { clock, ...options })
}

async function minutes(count: number): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    clock.advanceTo(clock.now() + 60_000)
    await server.services.idle()
  }
}

it('runs the schedules by the clock while it serves, and no longer', async () => {
  const ticks: number[] = []
  await serving({ tick: (at) => void ticks.push((at.getTime() - start) / 60_000) })
  expect(ticks).toEqual([])
  await minutes(3)
  expect(ticks).toEqual([1, 2, 3])
  await server.close()
  clock.advanceTo(start + 86_400_000)
  await server.services.idle()
  expect(ticks).toEqual([1, 2, 3])
})

it('runs no schedules when it is told not to', async () => {
  const tick = vi.fn()
  await serving({ tick }, { schedules: false })
  await minutes(2)
  expect(tick).not.toHaveBeenCalled()
})

it('delivers what is sent to its services, again when it failed', async () => {
  const seen: unknown[] = []
  await serving({
    work: (body) => {
      seen.push(body)
      if (seen.length === 1) throw new Error('once')
    },
  })
  const entry = server.services.send('jobs', { body: 'x' })
  await server.services.idle()
  expect(entry.fate).toBeUndefined()
  clock.advanceTo(start + 1000)
  await server.services.idle()
  expect([seen, entry.attempts, entry.fate]).toEqual([['x', 'x'], 2, { outcome: 'done' }])
  expect(printed.mock.calls.join()).toContain('once')
})

it('gives what runs the grace time, begins nothing more, and says what was not delivered', async () => {
  const order: string[] = []
  let finish: () => void = () => undefined
  const running = new Promise<void>((resolve) => {
    finish = resolve
  })
  await serving({
    tick: () => {
      order.push('tick began')
      return running.then(() => order.push('tick ended'))
    },
    work: (body) => void order.push(`worked ${body}`),
    shutdown: () => void order.push('shutdown'),
  })
  clock.advanceTo(start + 60_000)
  server.services.send('jobs', { body: 'later' }, { delay: 1000 })
  await expect.poll(() => order).toEqual(['tick began'])
  const closed = server.close()
  server.services.send('jobs', { body: 'too late' })
  finish()
  await closed
  expect(order).toEqual(['tick began', 'tick ended', 'shutdown'])
  expect(JSON.parse(String(printed.mock.calls.at(-1)?.[0]))).toMatchObject({
    level: 'warn',
    message: '2 deliveries were not made',
  })
})

it('does not wait longer than the grace time for what hangs', async () => {
  const shutdown = vi.fn()
  const tick = vi.fn(() => new Promise(() => undefined))
  await serving({ tick, shutdown }, { grace: 50 })
  clock.advanceTo(start + 60_000)
  await expect.poll(() => tick.mock.calls.length).toBe(1)
  await server.close()
  expect(shutdown).toHaveBeenCalledTimes(1)
})

it('ends a handler of an event that hangs at the timeout', async () => {
  await serving({ tick: () => new Promise(() => undefined) }, { timeout: 30 })
  clock.advanceTo(start + 60_000)
  await server.services.idle()
  expect(printed.mock.calls.join()).toContain('minutely\\" did not finish before its deadline')
})
