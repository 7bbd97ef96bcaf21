import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { app, deadLetter, done, idempotent, type Message, onMessage, retry } from '../src/index.ts'
import { delivering, jobs, message } from './delivery.fixture.ts'
import { memoryKv, sourceOf } from './drivers.fixture.ts'
import { handled, layer, one, shop } from './idempotency.fixture.ts'

describe('an event with idempotent', () => {
  it('is handled once, and its duplicates are done with the same result', async () => {
    const handler = vi.fn(() => done({ total: 3 }))
    const { deliver } = shop(handler)
    const outcomes = [await deliver(one), await deliver(one), await deliver({ deliveries: [message('2')] })]
    expect(outcomes).toEqual([1, 2, 3].map(() => [{ kind: 'done', result: { total: 3 } }]))
    expect(handler).toHaveBeenCalledTimes(2)
  })

  it.each([
    ['throws', () => Promise.reject(new Error('no')), { kind: 'retry', error: expect.anything() }],
    ['asks for a retry', () => retry({ after: 5 }), { kind: 'retry', after: 5 }],
    ['gives up', () => deadLetter('no'), { kind: 'dead-letter', reason: 'no' }],
  ])('is handled again at once when the handler %s', async (_, first, outcome) => {
    const handler = vi.fn<() => unknown>(() => undefined).mockImplementationOnce(first)
    const { deliver } = shop(handler as never)
    expect(await deliver(one)).toEqual([expect.objectContaining(outcome)])
    expect(await deliver(one)).toEqual([{ kind: 'done' }])
    expect(await deliver(one)).toEqual([{ kind: 'done' }])
    expect(handler).toHaveBeenCalledTimes(2)
  })

  it('that is in progress is retried when that must be over, also in the same batch', async () => {
    let finish = (): void => undefined
    const handler = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)))
    const { deliver } = shop(handler, { deadlineIn: 60_000 })
    const first = deliver({ deliveries: [message('1'), message('1')] })
    await vi.waitFor(() => expect(handler).toHaveBeenCalled())
    const [outcome] = await deliver(one)
    expect(outcome).toEqual({ kind: 'retry', after: expect.any(Number) })
    // The deadline, and five seconds.
    expect((outcome as { after: number }).after).toBeGreaterThan(50_000)
    expect((outcome as { after: number }).after).toBeLessThanOrEqual(65_000)
    finish()
    expect((await first).map(({ kind }) => kind).sort()).toEqual(['done', 'retry'])
    expect(await deliver(one)).toEqual([{ kind: 'done' }])
    expect(handler).toHaveBeenCalledTimes(1)
  })

  it('has a key that services take, whatever its own letters are', async () => {
    const driver = memoryKv()
    const { deliver } = shop(() => undefined, { driver })
    await deliver({ deliveries: [message(`\u0000/\ud800 ü${'x'.repeat(5000)}`)] })
    expect(driver.calls).toEqual([expect.stringMatching(/^set [0-9a-f]{64}$/), expect.stringMatching(/^set /)])
  })

  it('of two functions is handled by each', async () => {
    const handler = vi.fn(() => undefined)
    const bindings = [sourceOf('kv', memoryKv())]
    for (const name of ['work', 'audit']) {
      const { deliver } = delivering(app('shop', { [name]: onMessage(jobs, { middleware: [layer] }, handler) }), {
        bindings,
      })
      await deliver(one)
    }
    expect(handler).toHaveBeenCalledTimes(2)
  })

  it('may be known by something of its own', async () => {
    const handler = vi.fn(() => undefined)
    const own = idempotent<Message>({ store: handled, key: ({ body }) => String((body as { order: number }).order) })
    const { deliver } = shop(handler, { middleware: [own] })
    const deliveries = [message('1', { order: 7 }), message('2', { order: 7 }), message('3', { order: 8 })]
    for (const delivery of deliveries) expect(await deliver({ deliveries: [delivery] })).toEqual([{ kind: 'done' }])
    expect(handler).toHaveBeenCalledTimes(2)
  })

  it('may have the layer twice', async () => {
    const handler = vi.fn<() => unknown>(() => undefined).mockImplementationOnce(() => retry())
    const { deliver } = shop(handler as never, { eventMiddleware: [layer], middleware: [layer] })
    expect(await deliver(one)).toEqual([{ kind: 'retry' }])
    for (let times = 0; times < 2; times += 1) expect(await deliver(one)).toEqual([{ kind: 'done' }])
    expect(handler).toHaveBeenCalledTimes(2)
  })
})

describe('as time goes by', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
  afterEach(() => void vi.useRealTimers())
  const pass = (milliseconds: number): void => void vi.setSystemTime(Date.now() + milliseconds)
  const hang = () => new Promise<void>(() => undefined)

  it.each([
    ['a quarter of an hour, where no deadline is known', undefined, 905_000],
    ['its deadline', 60_000, 65_000],
  ])('an event whose process has ended is handled again after %s', async (_, deadlineIn, lease) => {
    const handler = vi.fn(() => Promise.resolve()).mockImplementationOnce(hang)
    const { deliver } = shop(handler, deadlineIn === undefined ? {} : { deadlineIn })
    void deliver(one)
    await vi.waitFor(() => expect(handler).toHaveBeenCalled())
    pass(lease - 100)
    expect(await deliver(one)).toEqual([{ kind: 'retry', after: expect.any(Number) }])
    pass(101)
    expect(await deliver(one)).toEqual([{ kind: 'done' }])
    expect(handler).toHaveBeenCalledTimes(2)
  })

  it('what was handled is forgotten after a day', async () => {
    const handler = vi.fn(() => undefined)
    const { deliver } = shop(handler)
    await deliver(one)
    pass(86_399_000)
    await deliver(one)
    expect(handler).toHaveBeenCalledTimes(1)
    pass(2000)
    await deliver(one)
    expect(handler).toHaveBeenCalledTimes(2)
  })

  it('one who comes to an end after all has handled it, and takes nothing from who has it by then', async () => {
    const finish: Array<(how: unknown) => void> = []
    const handler = vi.fn(() => new Promise((resolve) => finish.push(resolve)))
    const { deliver } = shop(handler as never)
    const late = deliver(one)
    await vi.waitFor(() => expect(finish).toHaveLength(1))
    pass(1_000_000)
    const next = deliver(one)
    await vi.waitFor(() => expect(finish).toHaveLength(2))
    finish[0]?.(retry())
    expect(await late).toEqual([{ kind: 'retry' }])
    expect(await deliver(one)).toEqual([{ kind: 'retry', after: expect.any(Number) }])
    finish[1]?.(undefined)
    expect(await next).toEqual([{ kind: 'done' }])
    expect(handler).toHaveBeenCalledTimes(2)
  })
})
