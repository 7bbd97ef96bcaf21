import { describe, expect, it, vi } from 'vitest'
import {
  app,
  done,
  grantsOf,
  idempotent,
  kv,
  onMessage,
  onRequest,
  onSchedule,
  resourcesOf,
  retry,
  text,
} from '../src/index.ts'
import { delivering, jobs, message } from './delivery.fixture.ts'
import { memoryKv, ServiceError, sourceOf } from './drivers.fixture.ts'
import { handled, layer, one, shop } from './idempotency.fixture.ts'

describe('a store', () => {
  const down = (count: number): unknown[] => Array.from({ length: count }, () => new ServiceError('Unavailable'))

  it('that is down has the event retried, and the handler not called', async () => {
    const handler = vi.fn(() => undefined)
    const { deliver, logs } = shop(handler, { driver: memoryKv(down(4)) })
    expect(await deliver(one)).toEqual([expect.objectContaining({ kind: 'retry', error: expect.anything() })])
    expect(handler).not.toHaveBeenCalled()
    expect(logs).toEqual([expect.objectContaining({ level: 'error', message: expect.stringContaining('handled') })])
    expect(await deliver(one)).toEqual([{ kind: 'done' }])
  })

  it('whose answer was lost has the event, and the handler is called', async () => {
    const driver = memoryKv()
    const { set } = driver
    driver.set = async (...args) => {
      await set(...args)
      driver.set = set
      throw new ServiceError('Unavailable')
    }
    const handler = vi.fn(() => undefined)
    const { deliver } = shop(handler, { driver })
    expect(await deliver(one)).toEqual([{ kind: 'done' }])
    expect(await deliver(one)).toEqual([{ kind: 'done' }])
    expect(handler).toHaveBeenCalledTimes(1)
  })

  it('that fails when the event was handled is asked again, and else the log has it', async () => {
    const faults: unknown[] = []
    const handler = vi.fn(() => void faults.push(...down(2)))
    const { deliver, logs } = shop(handler, { driver: memoryKv(faults) })
    await deliver(one)
    expect(await deliver(one)).toEqual([{ kind: 'done' }])
    expect(handler).toHaveBeenCalledTimes(1)
    handler.mockImplementationOnce(() => void faults.push(...down(3)))
    expect(await deliver({ deliveries: [message('2')] })).toEqual([{ kind: 'done' }])
    expect(logs.at(-1)).toMatchObject({ level: 'error', message: 'handled, but a duplicate may be handled again' })
  })

  it('that cannot let an event go keeps it until the lease is over, and the outcome stays', async () => {
    const faults: unknown[] = []
    const handler = () => {
      faults.push(...down(1))
      return retry()
    }
    const { deliver, logs } = shop(handler, { driver: memoryKv(faults), deadlineIn: 60_000 })
    expect(await deliver(one)).toEqual([{ kind: 'retry' }])
    expect(logs[0]).toMatchObject({ level: 'warn', message: 'not handled, and held back until its lease is over' })
    expect(await deliver(one)).toEqual([{ kind: 'retry', after: expect.any(Number) }])
  })

  it.each([
    ['too large', 'x'.repeat(2000)],
    ['no JSON', 1n],
  ])('keeps no result that is %s', async (_, result) => {
    const handler = vi.fn(() => done(result))
    const { deliver, logs } = shop(handler)
    expect(await deliver(one)).toEqual([{ kind: 'done', result }])
    expect(await deliver(one)).toEqual([{ kind: 'done' }])
    expect(logs[0]).toMatchObject({ level: 'warn', message: 'handled, but a duplicate will be given no result' })
  })

  it('that is let go of whenever it is read has the event retried', async () => {
    const driver = memoryKv()
    driver.set = () => Promise.reject(new ServiceError('FailedPrecondition'))
    const handler = vi.fn(() => undefined)
    expect(await shop(handler, { driver }).deliver(one)).toEqual([{ kind: 'retry' }])
    expect(handler).not.toHaveBeenCalled()
  })

  it('is granted to whatever the layer is around, and is not seen by the handler', async () => {
    const seen: unknown[] = []
    const functions = {
      work: onMessage(jobs, { middleware: [layer], use: { own: handled.readWrite } }, (_, { use }) => {
        seen.push(Object.keys(use))
      }),
      nightly: onSchedule('0 3 * * *', () => undefined),
      home: onRequest('GET /', () => text('')),
    }
    const shop = app('shop', functions, { eventMiddleware: [idempotent({ store: kv('all') }), layer] })
    const grant = (name: string, store: string) =>
      expect.objectContaining({ function: name, resource: { kind: 'kv', name: store }, access: 'read-write' })
    expect(grantsOf(shop)).toEqual([
      grant('work', 'handled'),
      grant('work', 'all'),
      grant('nightly', 'all'),
      grant('nightly', 'handled'),
    ])
    expect(resourcesOf(shop).map(({ name }) => name)).toEqual(['handled', 'all'])
    expect(() => delivering(shop)).toThrow('nightly uses the kv "all"')
    await delivering(shop, { bindings: [sourceOf('kv', memoryKv())] }).deliver(one)
    expect(seen).toEqual([['own']])
  })

  it('must be given', () => {
    expect(() => idempotent({} as never)).toThrow(TypeError)
    expect(() => idempotent({ store: handled, expiresAfter: 'soon' as never })).toThrow('is not a duration')
  })
})
