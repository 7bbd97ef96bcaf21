import assert from 'node:assert/strict'
import type { Delivered } from '@rove/core/adapter'
import type { UngroupedCase } from '../../case.ts'
import { callsOf, play, queues } from '../../channel.ts'
import { documents, issue } from '../../sources.ts'
import type { Subject } from '../../subject.ts'

const outcomesOf = (delivered: readonly Delivered[]): string[] => delivered.map(({ outcome }) => outcome)
const attemptsOf = (delivered: readonly Delivered[]): number[] => delivered.map(({ attempts }) => attempts)

/** `count` plans that are done, but for those at the numbers given, counted from 1. */
function plansOf(count: number, others: Readonly<Record<number, string>>): string[] {
  return Array.from({ length: count }, (_, index) => others[index + 1] ?? 'done')
}

function only(count: number, value: number, at: readonly number[]): number[] {
  return Array.from({ length: count }, (_, index) => (at.includes(index + 1) ? value : 1))
}

async function assertPartial(subject: Subject, count: number, failing: readonly number[]): Promise<void> {
  const others = Object.fromEntries(failing.map((number) => [number, 'throw_done']))
  const played = await play(subject, queues, plansOf(count, others))
  assert.deepEqual(new Set(outcomesOf(played.delivered)), new Set(['done']))
  assert.deepEqual(callsOf(played), only(count, 2, failing))
  assert.deepEqual(attemptsOf(played.delivered), only(count, 2, failing))
}

/** Where a failure brings others again too, nothing is handled less than once. */
async function assertNoneLost(subject: Subject): Promise<void> {
  const played = await play(subject, queues, ['done', 'throw_done', 'done', 'done'])
  assert.ok(Math.min(...callsOf(played)) > 0, `every one was handled: ${callsOf(played)}`)
}

function partial(id: string, count: number, failing: readonly number[], title: string): UngroupedCase {
  return {
    id: `messages.batch.${id}`,
    title,
    why: documents.sqsLambda,
    level: 'must',
    needs: ['message.retry', 'message.partial'],
    run: (subject) => assertPartial(subject, count, failing),
  }
}

/** Several messages at once: what fails is its own affair. */
export const batches: readonly UngroupedCase[] = [
  partial('partial', 10, [2, 4], 'Of ten messages the second and the fourth fail: exactly these come again.'),
  partial('partial-ends', 10, [1, 10], 'Of ten messages the first and the last fail: exactly these come again.'),
  partial('partial-hundred', 100, [57], 'Of a hundred messages one fails: exactly this one comes again.'),
  {
    id: 'messages.batch.none-lost',
    title: 'Of ten messages two fail: in the end every one was handled.',
    why: documents.sqsLambda,
    level: 'must',
    needs: ['message.retry'],
    async run(subject) {
      const played = await play(subject, queues, plansOf(10, { 2: 'throw_done', 4: 'throw_done' }))
      assert.deepEqual(new Set(outcomesOf(played.delivered)), new Set(['done']))
      const calls = callsOf(played)
      assert.ok((calls[1] ?? 0) > 1 && (calls[3] ?? 0) > 1, `the failed ones came again: ${calls}`)
      assert.ok(Math.min(...calls) > 0, `every one was handled: ${calls}`)
    },
  },
  {
    id: 'messages.batch.all-fail',
    title: 'When every message of a batch fails, every one comes again.',
    why: documents.sqsLambda,
    level: 'must',
    needs: ['message.retry'],
    async run(subject) {
      const played = await play(
        subject,
        queues,
        Array.from({ length: 5 }, () => 'throw_done'),
      )
      assert.deepEqual(new Set(outcomesOf(played.delivered)), new Set(['done']))
      assert.ok(Math.min(...callsOf(played)) > 1, `every one came again: ${callsOf(played)}`)
    },
  },
  {
    id: 'messages.batch.hundred',
    title: 'A hundred messages are all handled, each by a call of its own.',
    why: issue('middy', 1205),
    level: 'must',
    async run(subject) {
      const played = await play(subject, queues, plansOf(100, {}))
      assert.deepEqual(callsOf(played), only(100, 1, []))
      assert.deepEqual(new Set(outcomesOf(played.delivered)), new Set(['done']))
    },
  },
  {
    id: 'messages.batch.poison',
    title: 'A message that always fails never holds up the others, and only it is put aside.',
    why: documents.sqsDeadLetters,
    level: 'must',
    needs: ['message.retry', 'message.dead-letter', 'message.partial'],
    async run(subject) {
      const played = await play(subject, queues, plansOf(10, { 3: 'throw' }))
      assert.deepEqual(
        outcomesOf(played.delivered),
        plansOf(10, {}).map((_, index) => (index === 2 ? 'dead-lettered' : 'done')),
      )
      const [first, second, poison = 0, ...rest] = callsOf(played)
      assert.ok(poison > 1, 'it was tried again')
      assert.deepEqual([first, second, ...rest], only(9, 1, []))
    },
  },
  {
    id: 'messages.batch.mixed',
    title: 'Done, thrown, retried and given up in one batch each go their way.',
    why: documents.azureServiceBus,
    level: 'must',
    needs: ['message.retry', 'message.dead-letter', 'message.partial'],
    async run(subject) {
      const played = await play(subject, queues, ['done', 'throw_done', 'retry_retry_done', 'dead-letter', 'done'])
      assert.deepEqual(outcomesOf(played.delivered), ['done', 'done', 'done', 'dead-lettered', 'done'])
      assert.deepEqual(callsOf(played).toSpliced(3, 1), [1, 2, 3, 1])
    },
  },
  {
    id: 'messages.batch.acknowledged',
    title: 'A message that was never handled never counts as done.',
    why: documents.sqsLambda,
    level: 'must',
    needs: ['message.acknowledge'],
    async run(subject) {
      const { delivered } = await play(subject, queues, ['throw', 'throw-undefined', 'retry', 'dead-letter'])
      assert.ok(!outcomesOf(delivered).includes('done'), outcomesOf(delivered).join(', '))
    },
  },
  {
    id: 'messages.batch.own-state',
    title: 'Messages of one batch share neither context nor body nor attributes.',
    why: documents.googleLifecycle,
    level: 'must',
    async run(subject) {
      const plans = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? 'mutate' : 'done'))
      const { seen } = await play(subject, queues, plans, { more: { field: 'untouched' } })
      assert.equal(seen.length, 8)
      for (const { isFresh, data, event } of seen) {
        assert.equal(isFresh, true)
        assert.equal((data as { value?: { field?: unknown } }).value?.field, 'untouched')
        assert.deepEqual([event.added, event.hasBody], [undefined, true])
      }
    },
  },
  {
    id: 'messages.batch.slow',
    title: 'Messages that take their time are all waited for.',
    why: issue('middy', 1205),
    level: 'must',
    async run(subject) {
      const { run, delivered } = await play(
        subject,
        queues,
        Array.from({ length: 12 }, () => 'slow'),
      )
      assert.deepEqual(new Set(outcomesOf(delivered)), new Set(['done']))
      assert.equal((await subject.seen({ text: run, moment: 'finished' }, 12)).length, 12)
    },
  },
  {
    id: 'messages.batch.hanging',
    title: 'A message that hangs is given up at its function’s timeout and tried again; its neighbours are done.',
    why: documents.sqsLambda,
    level: 'must',
    needs: ['message.retry', 'message.partial'],
    async run(subject) {
      const played = await play(subject, queues, ['done', 'hang_done', 'done'], { to: 'slow' })
      assert.deepEqual(outcomesOf(played.delivered), ['done', 'done', 'done'])
      assert.deepEqual(callsOf(played), [1, 2, 1])
      await subject.logged('handleSlow', 'did not finish')
    },
    otherwise: assertNoneLost,
  },
]
