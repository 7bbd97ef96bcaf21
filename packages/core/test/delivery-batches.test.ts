import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { app, deadLetter, type Message, onMessage, queue, retry } from '../src/index.ts'
import { delivering, jobs, message } from './delivery.fixture.ts'

type Wish = 'done' | 'throw' | 'retry' | 'dead-letter'

const act = ({ body }: Message): ReturnType<typeof retry> | ReturnType<typeof deadLetter> | undefined => {
  const { wish } = body as { wish: Wish }
  if (wish === 'throw') throw new Error('boom')
  if (wish === 'retry') return retry()
  return wish === 'dead-letter' ? deadLetter('no') : undefined
}

const kindOf: Readonly<Record<Wish, string>> = {
  done: 'done',
  throw: 'retry',
  retry: 'retry',
  'dead-letter': 'dead-letter',
}
const wishes = fc.array(
  fc.record({
    wish: fc.constantFrom<Wish>('done', 'done', 'throw', 'retry', 'dead-letter'),
    group: fc.constantFrom('a', 'b', undefined),
  }),
  { maxLength: 40 },
)
type Wishes = ReadonlyArray<{ readonly wish: Wish; readonly group: string | undefined }>
const toMessages = (list: Wishes) =>
  list.map(({ wish, group }, index) => message(String(index), { wish, index }, { group }))

describe('a batch', () => {
  it('settles each message by itself, whatever becomes of the others and however many run at once', async () => {
    await fc.assert(
      fc.asyncProperty(wishes, fc.integer({ min: 1, max: 20 }), async (list, concurrency) => {
        let running = 0
        let most = 0
        const work = onMessage(jobs, { concurrency }, async (event) => {
          running += 1
          most = Math.max(most, running)
          await Promise.resolve()
          running -= 1
          return act(event)
        })
        const outcomes = await delivering(app('shop', { work })).deliver({ deliveries: toMessages(list) })
        expect(outcomes.map(({ kind }) => kind)).toEqual(list.map(({ wish }) => kindOf[wish]))
        expect(most).toBeLessThanOrEqual(concurrency)
        if (list.length > 0) expect(most).toBe(Math.min(concurrency, list.length))
      }),
    )
  })

  it('in order: a failure holds up the rest of its group and nothing else, and each group comes in order', async () => {
    await fc.assert(
      fc.asyncProperty(wishes, fc.boolean(), async (list, deadLetters) => {
        const called: number[] = []
        const work = onMessage(queue('jobs', { ordered: true }), (event) => {
          called.push((event.body as { index: number }).index)
          return act(event as Message)
        })
        const outcomes = await delivering(app('shop', { work })).deliver({ deliveries: toMessages(list), deadLetters })
        const blocked = new Set<string | undefined>()
        const expected = list.map(({ wish, group }) => {
          if (blocked.has(group)) return 'skipped'
          if (kindOf[wish] === 'retry' || (wish === 'dead-letter' && !deadLetters)) blocked.add(group)
          return kindOf[wish]
        })
        const actual = outcomes.map((outcome) =>
          outcome.kind === 'retry' && outcome.skipped ? 'skipped' : outcome.kind,
        )
        expect(actual).toEqual(expected)
        for (const group of ['a', 'b', undefined]) {
          const own = called.filter((index) => list[index]?.group === group)
          expect(own).toEqual([...own].sort((a, b) => a - b))
        }
        expect(called).toHaveLength(expected.filter((kind) => kind !== 'skipped').length)
      }),
    )
  })

  it('of a service that keeps order is taken in order, also for a queue that does not ask for it', async () => {
    const { deliver } = delivering(app('shop', { work: onMessage(jobs, act) }))
    const deliveries = toMessages([
      { wish: 'throw', group: 'a' },
      { wish: 'done', group: 'a' },
      { wish: 'done', group: 'b' },
    ])
    const outcomes = await deliver({ deliveries, ordered: true })
    expect(outcomes).toMatchObject([{ kind: 'retry' }, { kind: 'retry', skipped: true }, { kind: 'done' }])
  })

  it('of a position begins nothing behind a failure, because all of that comes again', async () => {
    const called: string[] = []
    const work = onMessage(jobs, { concurrency: 1 }, (event) => {
      called.push(event.id)
      return act(event)
    })
    const list: Wishes = [
      { wish: 'done', group: 'a' },
      { wish: 'throw', group: 'b' },
      { wish: 'done', group: 'c' },
    ]
    const outcomes = await delivering(app('shop', { work })).deliver({
      deliveries: toMessages(list),
      settlement: 'position',
    })
    expect(outcomes).toMatchObject([{ kind: 'done' }, { kind: 'retry' }, { kind: 'retry', skipped: true }])
    expect(called).toEqual(['0', '1'])
  })

  it('begins nothing once the time is over: what was not begun is retried', async () => {
    let release: () => void = () => undefined
    const over = new Promise<void>((resolve) => {
      release = resolve
    })
    const called: string[] = []
    const work = onMessage(jobs, { concurrency: 1 }, async (event, { signal }) => {
      called.push(event.id)
      signal.addEventListener('abort', release)
      await over
    })
    const { deliver } = delivering(app('shop', { work }), { deadlineIn: 60 })
    const outcomes = await deliver({ deliveries: [message('a'), message('b')] })
    expect(called).toEqual(['a'])
    expect(outcomes[1]).toMatchObject({ kind: 'retry', skipped: true })
  })

  it('that is empty is done', async () => {
    expect(await delivering(app('shop', {})).deliver({ deliveries: [] })).toEqual([])
  })
})
