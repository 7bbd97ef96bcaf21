import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { app, idempotent, kv, onMessage, retry } from '../src/index.ts'
import { delivering, jobs, message } from './delivery.fixture.ts'
import { memoryKv, ServiceError, sourceOf } from './drivers.fixture.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

/** Where a process ends, or what goes wrong in it. */
const fates = [
  'well',
  'throws',
  'asks for a retry',
  'ends before the claim',
  'ends after the claim',
  'ends before the effect',
  'ends after the effect',
  'ends before it is noted',
  'ends after it was noted',
  'ends before it lets go',
  'has no store',
  'has its answer lost',
  'has its last answer lost',
] as const
type Fate = (typeof fates)[number]

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function world() {
  const service = memoryKv()
  const effects = new Map<string, number>()
  /** One process: it has the service in common with the others, and a fate of its own. */
  const deliver = async (id: string, fate: Fate, ticks: number): Promise<{ readonly kind: string } | undefined> => {
    let writes = 0
    let end: (none: undefined) => void = () => undefined
    const ended = new Promise<undefined>((resolve) => {
      end = resolve
    })
    const forever = (): Promise<never> => {
      end(undefined)
      return new Promise(() => undefined)
    }
    const driver: typeof service = {
      ...service,
      get: async (key) => {
        if (fate === 'has no store') throw new ServiceError('PermissionDenied')
        for (let at = 0; at < ticks; at += 1) await turn()
        return service.get(key)
      },
      set: async (value, condition) => {
        writes += 1
        const isClaim = condition !== undefined
        if (fate === 'has no store') throw new ServiceError('PermissionDenied')
        if (isClaim ? fate === 'ends before the claim' : fate === 'ends before it is noted') return forever()
        for (let at = 0; at < ticks; at += 1) await turn()
        const written = await service.set(value, condition)
        if (isClaim ? fate === 'ends after the claim' : fate === 'ends after it was noted') return forever()
        if (isClaim && fate === 'has its answer lost') throw new ServiceError('Unavailable')
        if (!isClaim && fate === 'has its last answer lost' && writes === 2) throw new ServiceError('Unavailable')
        return written
      },
      delete: async (key, condition) =>
        fate === 'ends before it lets go' ? forever() : service.delete(key, condition),
    }
    const work = onMessage(jobs, { middleware: [idempotent({ store: kv('handled') })] }, async () => {
      if (fate === 'throws' || fate === 'ends before it lets go') throw new Error(fate)
      if (fate === 'asks for a retry') return retry()
      if (fate === 'ends before the effect') return forever()
      for (let at = 0; at < ticks; at += 1) await turn()
      effects.set(id, (effects.get(id) ?? 0) + 1)
      return fate === 'ends after the effect' ? forever() : undefined
    })
    const { deliver } = delivering(app('shop', { work }), { bindings: [sourceOf('kv', driver)] })
    const outcomes = await Promise.race([deliver({ deliveries: [message(id)] }), ended])
    return outcomes?.[0]
  }
  return { deliver, effects }
}

const step = fc.record({
  id: fc.constantFrom('a', 'b'),
  fate: fc.constantFrom(...fates),
  ticks: fc.nat(6),
  /** Whether the next is delivered while this one is at work. */
  meanwhile: fc.boolean(),
  /** Whether the lease is over before the next. */
  later: fc.boolean(),
})
// Between these two nobody knows that the effect was had: no store can tell.
const unknowable: ReadonlySet<Fate> = new Set(['ends after the effect', 'ends before it is noted'])

it('duplicates and crashes at every point: nothing is lost, and what succeeded is not done again', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
      const { deliver, effects } = world()
      const acknowledged = new Set<string>()
      let running: Array<Promise<unknown>> = []
      for (const { id, fate, ticks, meanwhile, later } of steps) {
        const delivered = deliver(id, fate, ticks).then((outcome) => {
          if (outcome?.kind === 'done') acknowledged.add(id)
        })
        running.push(delivered)
        if (meanwhile) continue
        await Promise.all(running)
        running = []
        if (later) vi.setSystemTime(Date.now() + 905_001)
      }
      await Promise.all(running)
      // What was acknowledged has had its effect.
      for (const id of acknowledged) expect(effects.get(id)).toBeGreaterThan(0)
      for (const id of new Set(steps.map((one) => one.id))) {
        // The service delivers until it is told that all is well.
        vi.setSystemTime(Date.now() + 905_001)
        expect(await deliver(id, 'well', 0)).toEqual({ kind: 'done' })
        const before = effects.get(id) ?? 0
        expect(await deliver(id, 'well', 0)).toEqual({ kind: 'done' })
        const lost = steps.filter((one) => one.id === id && unknowable.has(one.fate)).length
        expect(effects.get(id)).toBe(before)
        expect(before).toBeGreaterThanOrEqual(1)
        expect(before).toBeLessThanOrEqual(1 + lost)
      }
    }),
    { numRuns: 300 },
  )
})
