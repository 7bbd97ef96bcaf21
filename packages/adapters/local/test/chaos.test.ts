import { app, deadLetter, kv, onChange, onMessage, queue, retry } from '@rove/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ChaosOptions, local } from '../src/index.ts'
import { createRandom } from '../src/services/random.ts'

const jobs = queue('jobs')
const lane = queue('lane', { ordered: true })

interface Job {
  readonly group: string
  readonly number: number
}

/** Delivers jobs of 50 groups to a handler that fails one call in a hundred; some always, by number. */
async function deliverJobs(count: number, { seed, ordered }: { readonly seed: number; readonly ordered: boolean }) {
  const random = createRandom(seed, 'failures')
  const calls: Job[] = []
  const handled = new Map<number, number>()
  const to = ordered ? lane : jobs
  const work = onMessage(to, async ({ body }) => {
    const job = body as Job
    calls.push(job)
    if (job.number % 7 === 0) await Promise.resolve()
    if (job.number % 1000 === 999) throw undefined
    if (job.number % 1000 === 500) return deadLetter('poison')
    if (random() < 0.01) throw new Error('at random')
    handled.set(job.number, (handled.get(job.number) ?? 0) + 1)
    return undefined
  })
  const shop = local(app('shop', { work }), { chaos: { seed } })
  const items = Array.from({ length: count }, (_, number) => ({ group: `g${number % 50}`, number }))
  const report = await shop.deliver(to, items, { group: ({ group }) => group })
  return { report, calls, handled, shop }
}

function numbersOf(list: ReadonlyArray<{ readonly item: Job }>): number[] {
  return list.map(({ item }) => item.number)
}

describe.each([false, true])('10,000 messages of a queue that is ordered: %s', (ordered) => {
  it('are done or dead-lettered, whatever the service does to them', { timeout: 60_000 }, async () => {
    const { report, calls, handled, shop } = await deliverJobs(10_000, { seed: 7, ordered })
    const { done, deadLettered, retried } = report
    expect(done.length + deadLettered.length).toBe(10_000)
    expect(new Set([...numbersOf(done), ...numbersOf(deadLettered)]).size).toBe(10_000)
    // None is done that the handler did not handle.
    expect(numbersOf(done).filter((number) => !handled.has(number))).toEqual([])
    const poison = numbersOf(deadLettered)
    for (let thousand = 0; thousand < 10; thousand += 1) {
      expect(poison).toContain(thousand * 1000 + 999)
      expect(poison).toContain(thousand * 1000 + 500)
    }
    expect(shop.deadLetters).toHaveLength(deadLettered.length)
    // Every delivery was counted, and at least the acknowledgements that were lost were delivered again.
    const attempts = [...done, ...deadLettered].reduce((sum, one) => sum + one.attempts, 0)
    expect(attempts).toBe(calls.length)
    // Of a group only the last of a batch can be lost.
    const few = ordered ? 100 : 500
    expect(retried.length).toBeGreaterThan(few)
    expect([...handled.values()].filter((count) => count > 1).length).toBeGreaterThan(few)
    expect(shop.services.size).toBe(0)
  })

  it(ordered ? 'keep the order of their group' : 'come in no order', async () => {
    const { calls } = await deliverJobs(2000, { seed: 3, ordered })
    const last = new Map<string, number>()
    const back = calls.filter(({ group, number }) => {
      const isBack = number < (last.get(group) ?? 0)
      last.set(group, number)
      return isBack
    })
    if (ordered) expect(back).toEqual([])
    else expect(back.length).toBeGreaterThan(100)
  })

  it('come the same for the same seed, and otherwise for another', async () => {
    const [one, same, other] = await Promise.all([5, 5, 6].map((seed) => deliverJobs(500, { seed, ordered })))
    expect(one?.calls).toEqual(same?.calls)
    expect(one?.report.done.map(({ id }) => id)).toEqual(same?.report.done.map(({ id }) => id))
    expect(one?.calls).not.toEqual(other?.calls)
  })
})

type Step = 'done' | 'retry' | 'after' | 'throw' | 'throw-undefined' | 'dead'

const plans = fc.array(
  fc.array(fc.constantFrom<Step>('done', 'retry', 'after', 'throw', 'throw-undefined', 'dead'), {
    minLength: 1,
    maxLength: 6,
  }),
  { maxLength: 25 },
)

/** What must become of a plan: its steps in order, the last one for all later attempts. */
function expected(plan: readonly Step[], maxAttempts: number): { outcome: 'done' | 'dead'; attempts: number } {
  for (let attempt = 1; ; attempt += 1) {
    const step = plan[Math.min(attempt, plan.length) - 1]
    if (step === 'done') return { outcome: 'done', attempts: attempt }
    if (step === 'dead' || attempt === maxAttempts) return { outcome: 'dead', attempts: attempt }
  }
}

function follow(
  plan: readonly Step[],
  attempt: number,
): ReturnType<typeof retry> | ReturnType<typeof deadLetter> | undefined {
  switch (plan[Math.min(attempt, plan.length) - 1]) {
    case 'retry':
      return retry()
    case 'after':
      return retry({ after: `${attempt}m` })
    case 'throw':
      throw new Error('as planned')
    case 'throw-undefined':
      throw undefined
    case 'dead':
      return deadLetter('as planned')
    default:
      return undefined
  }
}

describe('any outcomes of any batch', () => {
  it.each([jobs, lane])('give exactly the right report: $name', async (to) => {
    await fc.assert(
      fc.asyncProperty(
        plans,
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 4 }),
        async (all, maxAttempts, groups) => {
          const work = onMessage(to, ({ body, attempt }) => follow(body as Step[], attempt))
          const shop = local(app('shop', { work }))
          const report = await shop.deliver(to, all, { maxAttempts, group: (_plan, index) => `g${index % groups}` })
          const fates = all.map((plan, index) => ({ index, ...expected(plan, maxAttempts) }))
          const pick = (list: typeof fates): Array<[number, number]> =>
            list.map(({ index, attempts }) => [index, attempts])
          const shown = (list: typeof report.done): Array<[number, number]> =>
            list.map(({ index, attempts }) => [index, attempts])
          expect(shown(report.done)).toEqual(pick(fates.filter(({ outcome }) => outcome === 'done')))
          expect(shown(report.deadLettered)).toEqual(pick(fates.filter(({ outcome }) => outcome === 'dead')))
          expect(shown(report.retried)).toEqual(pick(fates.filter(({ attempts }) => attempts > 1)))
          expect(shop.deadLetters).toHaveLength(report.deadLettered.length)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('lose nothing under chaos, and tell no failure as done', async () => {
    const chaos = fc.record({
      seed: fc.integer(),
      duplicates: fc.double({ min: 0, max: 1, noNaN: true }),
      reorder: fc.boolean(),
      delays: fc.nat(100_000),
    })
    await fc.assert(
      fc.asyncProperty(plans, chaos, fc.constantFrom(jobs, lane), async (all, disorder, to) => {
        const fine = new Set<number>()
        const work = onMessage(to, ({ body, attempt }) => {
          const { plan, index } = body as { plan: Step[]; index: number }
          const outcome = follow(plan, attempt)
          if (outcome === undefined) fine.add(index)
          return outcome
        })
        const items = all.map((plan, index) => ({ plan, index }))
        const report = await local(app('shop', { work }), { chaos: disorder }).deliver(to, items)
        const ended = [...report.done, ...report.deadLettered].map(({ index }) => index).sort((a, b) => a - b)
        expect(ended).toEqual(items.map(({ index }) => index))
        expect(report.done.filter(({ index }) => !fine.has(index))).toEqual([])
      }),
      { numRuns: 100 },
    )
  })
})

describe('chaos', () => {
  it('keeps the changes of a key in order', async () => {
    const records = kv<number>('records')
    const seen: string[] = []
    const audit = onChange(records, ({ key, after }) => void seen.push(`${key}${after}`))
    const changes = Array.from({ length: 300 }, (_, n) => ({ key: n % 2 ? 'a' : 'b', after: n }))
    await local(app('shop', { audit }), { chaos: { seed: 1, duplicates: 0.5 } }).deliver(records, changes)
    const ofA = seen.filter((one) => one.startsWith('a')).map((one) => Number(one.slice(1)))
    expect(ofA).toEqual([...ofA].sort((x, y) => x - y))
    expect(new Set(ofA).size).toBe(150)
    expect(ofA.length).toBeGreaterThan(150)
  })

  it('can be told what to do', async () => {
    const calls: unknown[] = []
    const work = onMessage(jobs, ({ body, attempt }) => void calls.push([body, attempt]))
    const quiet = { seed: 1, duplicates: 0, reorder: false, delays: 0 }
    const bodies = Array.from({ length: 30 }, (_, n) => n)
    await local(app('shop', { work }), { chaos: quiet }).deliver(jobs, bodies)
    expect(calls).toEqual(bodies.map((n) => [n, 1]))
    calls.length = 0
    const all = await local(app('shop', { work }), { chaos: { ...quiet, duplicates: 1 } }).deliver(jobs, bodies)
    expect(all.done.map(({ attempts }) => attempts)).toEqual(bodies.map(() => 5))
  })

  it.each<[string, ChaosOptions]>([
    ['a number', { seed: Number.NaN }],
    ['from 0 to 1', { seed: 1, duplicates: 2 }],
    ['not a duration', { seed: 1, delays: -1 }],
  ])('refuses what is not %s', (what, chaos) => {
    const work = onMessage(jobs, () => undefined)
    expect(() => local(app('shop', { work }), { chaos })).toThrow(what)
  })
})
