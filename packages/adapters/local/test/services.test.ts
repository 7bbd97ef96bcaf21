import { app, type LogRecord, onMessage, onSchedule, queue, retry } from '@rove/core'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { VirtualClock } from '../src/index.ts'
import { order } from '../src/services/chaos.ts'
import { realClock } from '../src/services/clock.ts'
import type { OwnEntry } from '../src/services/entry.ts'
import { Services, type ServicesOptions } from '../src/services/services.ts'
import { settleBatch } from '../src/services/settle.ts'

const jobs = queue('jobs')

function serviceOf(shop: ReturnType<typeof app>, options: Partial<ServicesOptions> = {}) {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1))
  const logs: LogRecord[] = []
  const services = new Services(shop, { env: {}, log: (record) => void logs.push(record), clock, ...options })
  return { services, clock, logs }
}

/** What a handler waits for until the test opens it. */
function gate(): { pass(): Promise<void>; open(): void } {
  let waiting: Array<() => void> = []
  return {
    pass: () => new Promise((resolve) => void waiting.push(resolve)),
    open() {
      for (const resolve of waiting) resolve()
      waiting = []
    },
  }
}

describe('the virtual clock', () => {
  it('calls in the order of times, then in the order of asking, whatever is taken back', () => {
    const alarms = fc.array(fc.record({ time: fc.nat(30), isTakenBack: fc.boolean() }), { maxLength: 60 })
    fc.assert(
      fc.property(alarms, (all) => {
        const clock = new VirtualClock()
        const rung: number[] = []
        const cancels = all.map(({ time }, index) => clock.at(time, () => void rung.push(index)))
        for (const [index, cancel] of cancels.entries()) if (all[index]?.isTakenBack) cancel()
        const times: number[] = []
        while (clock.advance()) times.push(clock.now())
        const left = all.map((one, index) => ({ ...one, index })).filter(({ isTakenBack }) => !isTakenBack)
        left.sort((a, b) => a.time - b.time || a.index - b.index)
        expect(rung).toEqual(left.map(({ index }) => index))
        expect(times).toEqual(left.map(({ time }) => time))
      }),
    )
  })

  it('moves to a time through all that is waited for until then, and no further', () => {
    const clock = new VirtualClock()
    const rung: number[] = []
    for (const time of [10, 20, 30]) clock.at(time, () => void rung.push(clock.now()))
    clock.at(15, () => void clock.at(18, () => void rung.push(clock.now())))
    clock.at(12, () => void rung.push(-1))()
    clock.advanceTo(20)
    expect([rung, clock.now()]).toEqual([[10, 18, 20], 20])
  })
})

describe('the clock of this machine', () => {
  it('calls when it is time, not before, also after longer than a timer can wait', () => {
    vi.useFakeTimers({ now: 0 })
    try {
      const rung: number[] = []
      const month = 31 * 86_400_000
      realClock.at(month, () => void rung.push(Date.now()))
      const cancel = realClock.at(1000, () => void rung.push(-1))
      realClock.at(-5, () => void rung.push(-5))
      expect(rung).toEqual([])
      cancel()
      vi.advanceTimersByTime(month - 1)
      expect(rung).toEqual([-5])
      vi.advanceTimersByTime(1)
      expect(rung).toEqual([-5, month])
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('a queue', () => {
  it('waits as long as it was asked to, and otherwise longer each time', async () => {
    const times: number[] = []
    const work = onMessage(jobs, ({ attempt }) => {
      times.push(clock.now() - begin)
      return attempt === 3 ? retry({ after: '2h' }) : retry()
    })
    const { services, clock } = serviceOf(app('shop', { work }))
    const begin = clock.now()
    const entry = services.send('jobs', { body: 'x' }, { delay: 500, maxAttempts: 9 })
    while (clock.advance()) await services.idle()
    expect(times).toEqual(
      [0.5, 1.5, 3.5, 7203.5, 7211.5, 7227.5, 7259.5, 7319.5, 7379.5].map((seconds) => seconds * 1000),
    )
    expect(entry).toMatchObject({ attempts: 9, fate: { outcome: 'dead-lettered' } })
    expect(entry.delays).toEqual([undefined, undefined, 7_200_000, ...Array(5).fill(undefined)])
  })

  it('delivers again what is not answered in time, and does not hear the late answer', async () => {
    const first = gate()
    const attempts: number[] = []
    const work = onMessage(jobs, ({ attempt }) => {
      attempts.push(attempt)
      return attempt === 1 ? first.pass() : retry()
    })
    const { services, clock } = serviceOf(app('shop', { work }), { visibility: 30_000 })
    const entry = services.send('jobs', { body: 'x' }, { maxAttempts: 2 })
    await expect.poll(() => attempts).toEqual([1])
    clock.advanceTo(clock.now() + 29_999)
    expect(entry).toMatchObject({ attempts: 1, delays: [] })
    clock.advanceTo(clock.now() + 60_000)
    await expect.poll(() => entry.fate?.outcome).toBe('dead-lettered')
    first.open()
    await services.idle()
    expect(attempts).toEqual([1, 2])
    expect(entry.fate?.outcome).toBe('dead-lettered')
  })

  it('holds a message of a group back as long as it was asked to, and what comes after it', async () => {
    const seen: unknown[] = []
    const work = onMessage(queue('lane', { ordered: true }), ({ body }) => void seen.push(body))
    const { services, clock } = serviceOf(app('shop', { work }))
    services.send('lane', { body: 'first' }, { group: 'g' })
    services.send('lane', { body: 'second' }, { group: 'g', delay: 60_000 })
    services.send('lane', { body: 'third' }, { group: 'g' })
    await services.idle()
    expect(seen).toEqual(['first'])
    clock.advance()
    await services.idle()
    expect(seen).toEqual(['first', 'second', 'third'])
  })

  it('counts a batch in which nothing was begun, so that it ends', () => {
    const entry = (): OwnEntry => ({
      id: '1',
      item: { body: '' },
      group: undefined,
      lane: undefined,
      sentAt: 0,
      maxAttempts: 2,
      attempts: 1,
      delays: [],
      fate: undefined,
      visibleAt: 0,
    })
    const skipped = { kind: 'retry', skipped: true } as const
    const options = { now: 0, disorder: order }
    const [one, other] = [entry(), entry()]
    settleBatch([one, other], [{ kind: 'done' }, skipped], options)
    expect([one.fate, other.attempts, other.visibleAt]).toEqual([{ outcome: 'done' }, 0, 0])
    settleBatch([other], [skipped], options)
    expect(other.attempts).toBe(0)
    const last = { ...entry(), attempts: 2 }
    settleBatch([last], [skipped], options)
    expect(last.fate?.outcome).toBe('dead-lettered')
    // What the function says nothing of was not handled.
    const silent = entry()
    settleBatch([silent], [], options)
    expect([silent.fate, silent.delays]).toEqual([undefined, [undefined]])
  })

  it('hands over what was sent in one go as batches of at most ten', async () => {
    const batches = new Map<string, number>()
    const work = onMessage(jobs, (_message, { id }) => void batches.set(id, (batches.get(id) ?? 0) + 1))
    const { services } = serviceOf(app('shop', { work }))
    for (let n = 0; n < 25; n += 1) services.send('jobs', { body: String(n) })
    await services.idle()
    expect([...batches.values()]).toEqual([10, 10, 5])
  })

  it('keeps what the handler has no native event of its own to change', async () => {
    const bodies: unknown[] = []
    const work = onMessage(jobs, ({ body, attributes, attempt }, { platform }) => {
      bodies.push([...(body as Uint8Array)], { ...attributes })
      ;(body as Uint8Array).fill(9)
      Object.assign(attributes, { added: 'x' })
      expect(platform).toMatchObject({
        name: 'local',
        event: { service: 'rove.queue', name: 'jobs', function: 'work' },
      })
      if (attempt === 1) throw new Error('again')
    })
    const { services, clock } = serviceOf(app('shop', { work }))
    services.send('jobs', { body: new Uint8Array([255, 254]), attributes: { a: '1' } })
    await services.idle()
    clock.advance()
    await services.idle()
    expect(bodies).toEqual([[255, 254], { a: '1' }, [255, 254], { a: '1' }])
  })

  it('begins nothing once it is stopped, and finishes what runs', async () => {
    const running = gate()
    const seen: unknown[] = []
    const work = onMessage(jobs, { concurrency: 1 }, ({ body }) => {
      seen.push(body)
      return running.pass()
    })
    const { services, clock } = serviceOf(app('shop', { work }))
    const first = services.send('jobs', { body: 'first' })
    await expect.poll(() => seen).toEqual(['first'])
    services.send('jobs', { body: 'second' })
    services.send('jobs', { body: 'third' }, { delay: 10 })
    services.stop()
    running.open()
    await services.idle()
    expect(clock.advance()).toBe(false)
    expect([seen, first.fate, services.size]).toEqual([['first'], { outcome: 'done' }, 2])
  })
})

describe('schedules', () => {
  it('run when they are due, each by its own', async () => {
    const ticks: string[] = []
    const at = (name: string) => (tick: { scheduledAt: Date }) =>
      void ticks.push(`${name} ${tick.scheduledAt.toISOString()}`)
    const shop = app('shop', {
      hourly: onSchedule('@hourly', at('hourly')),
      noon: onSchedule('0 12 * * *', at('noon')),
    })
    const { services, clock } = serviceOf(shop)
    services.startSchedules()
    services.startSchedules()
    for (let hour = 1; hour <= 24; hour += 1) {
      clock.advanceTo(Date.UTC(2026, 0, 1, hour))
      await services.idle()
    }
    expect(ticks).toHaveLength(25)
    expect(ticks.slice(10, 13).sort()).toEqual([
      'hourly 2026-01-01T11:00:00.000Z',
      'hourly 2026-01-01T12:00:00.000Z',
      'noon 2026-01-01T12:00:00.000Z',
    ])
    services.stop()
    clock.advanceTo(Date.UTC(2026, 0, 3))
    await services.idle()
    expect(ticks).toHaveLength(25)
  })

  it('come once, late, after the machine slept', async () => {
    const ticks: string[] = []
    const shop = app('shop', {
      minutely: onSchedule('* * * * *', ({ scheduledAt }) => void ticks.push(scheduledAt.toISOString())),
    })
    let now = Date.UTC(2026, 0, 1)
    let alarm: { time: number; ring: () => void } | undefined
    const clock = {
      now: () => now,
      at: (time: number, ring: () => void) => {
        // Of what waits, only the schedule's alarm is within a day; a batch's visibility is taken back at once.
        if (time % 60_000 === 0 && time - now < 86_400_000) alarm ??= { time, ring }
        return () => undefined
      },
    }
    const { services } = serviceOf(shop, { clock })
    services.startSchedules()
    const wake = async (at: number): Promise<void> => {
      const due = alarm
      alarm = undefined
      now = at
      due?.ring()
      await services.idle()
    }
    await wake(Date.UTC(2026, 0, 1, 8, 30, 30))
    expect(ticks).toEqual(['2026-01-01T00:01:00.000Z'])
    // A moment early: the same minute does not come twice.
    await wake(Date.UTC(2026, 0, 1, 8, 30, 59, 999))
    await wake(Date.UTC(2026, 0, 1, 8, 32))
    expect(ticks.slice(1)).toEqual(['2026-01-01T08:31:00.000Z', '2026-01-01T08:32:00.000Z'])
    services.stop()
  })

  it('leave out what comes while the one before is not handled, and say so', async () => {
    const running = gate()
    const ticks: number[] = []
    const slow = onSchedule('* * * * *', ({ scheduledAt }) => {
      ticks.push(scheduledAt.getUTCMinutes())
      return running.pass()
    })
    const { services, clock, logs } = serviceOf(app('shop', { slow }))
    services.startSchedules()
    clock.advanceTo(Date.UTC(2026, 0, 1, 0, 1))
    await expect.poll(() => ticks).toEqual([1])
    clock.advanceTo(Date.UTC(2026, 0, 1, 0, 3))
    running.open()
    await services.idle()
    clock.advanceTo(Date.UTC(2026, 0, 1, 0, 4))
    await expect.poll(() => ticks).toEqual([1, 4])
    running.open()
    await services.idle()
    services.stop()
    expect(logs.map(({ message }) => message)).toEqual([
      expect.stringContaining('the tick of 2026-01-01T00:02:00.000Z is left out'),
      expect.stringContaining('the tick of 2026-01-01T00:03:00.000Z is left out'),
    ])
  })
})
