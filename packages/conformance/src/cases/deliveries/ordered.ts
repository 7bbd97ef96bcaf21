import assert from 'node:assert/strict'
import type { Sighting } from '../../app/events/sighting.ts'
import type { UngroupedCase } from '../../case.ts'
import { callsOf, type Played, play, queues } from '../../channel.ts'
import { documents, issue } from '../../sources.ts'
import type { Subject } from '../../subject.ts'

interface Member {
  readonly group: string
  readonly plan: string
}

/** Delivers messages of groups, in this order: `['a', 'done'], ['b', 'throw_done']`. */
async function playGroups(subject: Subject, members: ReadonlyArray<readonly [string, string]>): Promise<Played> {
  const all: Member[] = members.map(([group, plan]) => ({ group, plan }))
  return play(
    subject,
    queues,
    all.map(({ plan }) => plan),
    { to: 'lane', groups: all.map(({ group }) => group) },
  )
}

/** The numbers of the messages of a group, in the order in which they were handled. */
function orderOf(seen: readonly Sighting[], numbers: readonly number[]): number[] {
  return seen.map(({ item }) => Number(item)).filter((number) => numbers.includes(number))
}

function ordered(one: Pick<UngroupedCase, 'id' | 'title' | 'why' | 'run'> & Partial<UngroupedCase>): UngroupedCase {
  const { needs = [], id, ...rest } = one
  return {
    level: 'must',
    service: 'ordered',
    // What is not promised may still happen, so that it cannot be shown to be missing; nothing may be lost.
    otherwise: assertAllCome,
    ...rest,
    id: `messages.ordered.${id}`,
    needs: ['message.ordered', ...needs],
  }
}

async function assertAllCome(subject: Subject): Promise<void> {
  const played = await playGroups(
    subject,
    ['a', 'b', 'a', 'b'].map((group) => [group, 'done']),
  )
  assert.ok(Math.min(...callsOf(played)) > 0)
}

/** Queues with `ordered: true`. */
export const orderedQueues: readonly UngroupedCase[] = [
  ordered({
    id: 'kept',
    title: 'Messages of a group are handled in the order they were sent, whatever comes between them.',
    why: documents.sqsFifo,
    async run(subject) {
      const groups = ['a', 'b', 'c', 'a', 'c', 'b', 'a', 'a', 'b', 'c', 'a', 'b']
      const { seen, delivered } = await playGroups(
        subject,
        groups.map((group) => [group, 'slow']),
      )
      assert.deepEqual(new Set(delivered.map(({ outcome }) => outcome)), new Set(['done']))
      for (const group of 'abc') {
        const numbers = groups.flatMap((one, index) => (one === group ? [index + 1] : []))
        assert.deepEqual(orderOf(seen, numbers), numbers)
      }
    },
  }),
  ordered({
    id: 'one-at-a-time',
    title: 'A message of a group begins when the one before it has ended.',
    why: issue('middy', 1205),
    async run(subject) {
      const { run } = await playGroups(
        subject,
        ['a', 'a', 'a', 'a'].map((group) => [group, 'slow']),
      )
      assert.equal((await subject.seen({ text: run, moment: 'finished' }, 4)).length, 4)
      const lines = subject.logs().filter((line) => line.includes(run) && /"moment":"(called|finished)"/.test(line))
      const moments = lines.map((line) => (line.includes('"moment":"called"') ? 'called' : 'finished'))
      assert.deepEqual(moments, [
        'called',
        'finished',
        'called',
        'finished',
        'called',
        'finished',
        'called',
        'finished',
      ])
    },
  }),
  ordered({
    id: 'failure-holds',
    title: 'A failure holds up its group: what follows waits until it was handled.',
    why: documents.sqsFifo,
    needs: ['message.retry'],
    async run(subject) {
      const { seen, delivered } = await playGroups(subject, [
        ['a', 'done'],
        ['a', 'throw_done'],
        ['a', 'done'],
        ['a', 'done'],
      ])
      assert.deepEqual(orderOf(seen, [1, 2, 3, 4]), [1, 2, 2, 3, 4])
      assert.deepEqual(new Set(delivered.map(({ outcome }) => outcome)), new Set(['done']))
    },
  }),
  ordered({
    id: 'retry-holds',
    title: 'retry() holds up its group as a failure does.',
    why: documents.pubsubOrder,
    needs: ['message.retry'],
    async run(subject) {
      const { seen } = await playGroups(subject, [
        ['a', 'retry_throw_done'],
        ['a', 'done'],
      ])
      assert.deepEqual(orderOf(seen, [1, 2]), [1, 1, 1, 2])
    },
  }),
  ordered({
    id: 'others-go-on',
    title: 'A failure holds up its group only: messages of other groups are handled once.',
    why: documents.sqsFifo,
    needs: ['message.retry', 'message.partial'],
    async run(subject) {
      const played = await playGroups(subject, [
        ['a', 'throw_done'],
        ['b', 'done'],
        ['a', 'done'],
        ['b', 'done'],
        ['c', 'done'],
      ])
      assert.deepEqual(callsOf(played), [2, 1, 1, 1, 1])
      assert.deepEqual(orderOf(played.seen, [1, 3]), [1, 1, 3])
      assert.deepEqual(orderOf(played.seen, [2, 4]), [2, 4])
    },
  }),
  ordered({
    id: 'two-groups-fail',
    title: 'Failures in two groups hold up each its own.',
    why: documents.pubsubOrder,
    needs: ['message.retry'],
    async run(subject) {
      const { seen } = await playGroups(subject, [
        ['a', 'throw_done'],
        ['b', 'done'],
        ['b', 'throw_throw_done'],
        ['a', 'done'],
        ['b', 'done'],
      ])
      assert.deepEqual(orderOf(seen, [1, 4]), [1, 1, 4])
      assert.deepEqual(new Set(orderOf(seen, [2, 3, 5]).slice(-2)), new Set([3, 5]))
      assert.ok(orderOf(seen, [3, 5]).lastIndexOf(3) < orderOf(seen, [3, 5]).indexOf(5))
    },
  }),
  ordered({
    id: 'poison',
    title: 'A message that always fails is put aside at last; its group never overtakes it, others never wait.',
    why: documents.pubsubOrder,
    needs: ['message.retry', 'message.dead-letter'],
    async run(subject) {
      const { seen, delivered } = await playGroups(subject, [
        ['a', 'throw'],
        ['b', 'done'],
        ['a', 'done'],
        ['b', 'done'],
      ])
      assert.deepEqual(
        [0, 1, 3].map((index) => delivered[index]?.outcome),
        ['dead-lettered', 'done', 'done'],
      )
      const [first, ...rest] = orderOf(seen, [1, 3]).reverse()
      // What follows may have used up its attempts beside it; it must not have come before it was put aside.
      assert.ok([first, ...rest].slice(1).every((number) => number === 1))
    },
  }),
  ordered({
    id: 'group',
    title: 'The handler sees the group.',
    why: documents.sqsFifo,
    async run(subject) {
      const { seen } = await playGroups(subject, [
        ['first-group', 'done'],
        ['second-group', 'done'],
      ])
      const groups = seen.map(({ item, event }) => [item, event.group]).sort()
      assert.deepEqual(groups, [
        ['1', 'first-group'],
        ['2', 'second-group'],
      ])
    },
  }),
]
