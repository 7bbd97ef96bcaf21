import assert from 'node:assert/strict'
import type { DeliveryPromise } from '@rove/core'
import type { Delivered, SentChange } from '@rove/core/adapter'
import { tell } from '../../app/events/instruction.ts'
import { type Shown, show } from '../../app/events/shown.ts'
import type { Sighting } from '../../app/events/sighting.ts'
import { freshMark } from '../../assertions.ts'
import type { UngroupedCase } from '../../case.ts'
import { documents } from '../../sources.ts'
import type { Subject } from '../../subject.ts'

interface Told {
  readonly delivered: readonly Delivered[]
  readonly seen: readonly Sighting[]
}

async function change(subject: Subject, run: string, items: readonly SentChange[]): Promise<Told> {
  const delivered = await subject.deliver({ trigger: 'change', to: 'records', items, maxAttempts: 4 })
  const attempts = delivered.reduce((sum, one) => sum + one.attempts, 0)
  return { delivered, seen: await subject.seen({ text: run }, attempts) }
}

/** One change of a key that says to be done with it. */
async function changeOne(subject: Subject, sent: Omit<SentChange, 'key'>, rest = ''): Promise<Told & { key: string }> {
  const run = freshMark()
  const key = `${tell(run, 1, 'done')}${rest}`
  return { key, ...(await change(subject, run, [{ key, ...sent }])) }
}

/** Versions of one value; each says what to do when it is told. */
function versions(run: string, plans: readonly string[]): SentChange[] {
  const values = plans.map((plan, index) => ({ tell: tell(run, index + 1, plan), version: index + 1 }))
  return values.map((after, index) => {
    const before = values[index - 1]
    return { kind: before ? 'updated' : 'created', key: `key-${run}`, after, ...(before ? { before } : {}) }
  })
}

const written: readonly DeliveryPromise[] = ['change.written']

// Each type that JSON has, and what tables of documents write in ways of their own.
const everyType = {
  text: 'zażółć 🚀',
  empty: '',
  digits: '12345678901234567890',
  whole: 42,
  large: 9_007_199_254_740_991,
  fraction: 0.1,
  negative: -3,
  zero: 0,
  yes: true,
  no: false,
  none: null,
  list: [1, 'two', [3], { four: 4 }, null],
  nothing: [],
  object: { Inner: { 'deep-key': [false] }, empty: {} },
  date: '2026-11-01T10:00:00.000Z',
}

export const changes: readonly UngroupedCase[] = [
  {
    id: 'changes.created',
    title: 'A new value is told, with store, key and value.',
    why: documents.dynamoStreams,
    level: 'must',
    needs: written,
    async run(subject) {
      const { key, delivered, seen } = await changeOne(subject, { kind: 'created', after: { a: 1 } })
      assert.deepEqual([delivered[0]?.outcome, delivered[0]?.attempts, seen.length], ['done', 1, 1])
      assert.deepEqual([seen[0]?.function, seen[0]?.event.store, seen[0]?.event.key], ['recordChanged', 'records', key])
      assert.deepEqual([seen[0]?.before, fieldsSeen(seen[0]?.after, { a: 1 })], [show(undefined), { a: 1 }])
    },
  },
  {
    id: 'changes.kind',
    title: 'A new value is told apart from an updated one.',
    why: documents.azureCosmos,
    level: 'must',
    needs: [...written, 'change.kind'],
    async run(subject) {
      const made = await changeOne(subject, { kind: 'created', after: { a: 1 } })
      const updated = await changeOne(subject, { kind: 'updated', before: { a: 1 }, after: { a: 2 } })
      assert.deepEqual([made.seen[0]?.event.kind, updated.seen[0]?.event.kind], ['created', 'updated'])
    },
    async otherwise(subject) {
      // It is one of the two that it may be, and the same for both.
      const { seen } = await changeOne(subject, { kind: 'created', after: { a: 1 } })
      if (subject.support('change.written') !== 'no') assert.equal(seen[0]?.event.kind, 'updated')
    },
  },
  {
    id: 'changes.updated',
    title: 'An updated value is told, with what it is now.',
    why: documents.firestoreEvents,
    level: 'must',
    needs: written,
    async run(subject) {
      const after = { a: 2, b: [] }
      const { seen } = await changeOne(subject, { kind: 'updated', before: { a: 1 }, after })
      assert.deepEqual([seen[0]?.event.kind, fieldsSeen(seen[0]?.after, after)], ['updated', after])
    },
  },
  {
    id: 'changes.before',
    title: 'What an updated value was before is told.',
    why: documents.dynamoStreams,
    level: 'must',
    needs: [...written, 'change.before'],
    async run(subject) {
      const before = { a: 1, gone: 'x' }
      const { seen } = await changeOne(subject, { kind: 'updated', before, after: { a: 2 } })
      assert.deepEqual(fieldsSeen(seen[0]?.before, before), before)
    },
  },
  {
    id: 'changes.deleted',
    title: 'A deleted value is told, without a value after.',
    why: documents.azureCosmos,
    level: 'must',
    needs: ['change.deleted'],
    async run(subject) {
      const { key, seen } = await changeOne(subject, { kind: 'deleted', before: { a: 1 } })
      assert.deepEqual([seen.length, seen[0]?.event.kind, seen[0]?.event.key], [1, 'deleted', key])
      assert.deepEqual(seen[0]?.after, show(undefined))
    },
  },
  {
    id: 'changes.deleted.before',
    title: 'What a deleted value was is told.',
    why: documents.dynamoStreams,
    level: 'must',
    needs: ['change.deleted', 'change.before'],
    async run(subject) {
      const { seen } = await changeOne(subject, { kind: 'deleted', before: everyType })
      assert.deepEqual(fieldsSeen(seen[0]?.before, everyType), everyType)
    },
  },
  {
    id: 'changes.types',
    title: 'A value arrives with its types: texts, numbers, flags, nulls, lists, objects.',
    why: documents.dynamoStreams,
    level: 'must',
    needs: written,
    async run(subject) {
      const { seen } = await changeOne(subject, { kind: 'created', after: everyType })
      assert.deepEqual(fieldsSeen(seen[0]?.after, everyType), everyType)
    },
  },
  {
    id: 'changes.key',
    title: 'A key with signs and letters of its own arrives as it is.',
    why: documents.firestoreEvents,
    level: 'must',
    needs: written,
    async run(subject) {
      const { key, seen } = await changeOne(subject, { kind: 'created', after: { a: 1 } }, ' a+b%20=c&ż:東')
      assert.equal(seen[0]?.event.key, key)
    },
  },
  {
    id: 'changes.ordered',
    title: 'Changes of a key come in order, and a failure holds up what follows.',
    why: documents.dynamoStreams,
    level: 'must',
    needs: [...written, 'change.ordered', 'change.retry'],
    async run(subject) {
      const run = freshMark()
      const { delivered, seen } = await change(subject, run, versions(run, ['done', 'throw_done', 'done', 'done']))
      assert.deepEqual(
        delivered.map(({ outcome }) => outcome),
        ['done', 'done', 'done', 'done'],
      )
      assert.deepEqual(withoutRepeats(seen.map(({ item }) => item)), ['1', '2', '3', '4'])
      assert.ok(seen.filter(({ item }) => item === '2').length > 1, 'what failed came again')
      const firstThird = seen.findIndex(({ item }) => item === '3')
      assert.ok(seen.slice(0, firstThird).filter(({ item }) => item === '2').length > 1, 'the third waited')
    },
  },
  {
    id: 'changes.retry',
    title: 'A change that failed comes again, as the same.',
    why: documents.dynamoStreams,
    level: 'must',
    needs: [...written, 'change.retry'],
    async run(subject) {
      const run = freshMark()
      const { delivered, seen } = await change(subject, run, versions(run, ['throw_done']))
      assert.deepEqual([delivered[0]?.outcome, seen.length], ['done', 2])
      assert.equal(new Set(seen.map(({ context }) => context.idempotencyKey)).size, 1)
      assert.deepEqual(seen[1]?.after, seen[0]?.after)
    },
  },
  {
    id: 'changes.distinct',
    title: 'Changes of one key are told apart by id and idempotency key.',
    why: documents.azureIdempotency,
    level: 'must',
    needs: written,
    async run(subject) {
      const run = freshMark()
      const { seen } = await change(subject, run, versions(run, ['done', 'done', 'done']))
      assert.equal(seen.length, 3)
      assert.equal(new Set(seen.map(({ context }) => context.idempotencyKey)).size, 3)
      assert.equal(new Set(seen.map(({ event }) => event.id)).size, 3)
    },
  },
  {
    id: 'changes.context',
    title: 'The context of a change names platform and environment, and layers are around it.',
    why: documents.firestoreEvents,
    level: 'must',
    needs: written,
    async run(subject) {
      const { seen } = await changeOne(subject, { kind: 'created', after: { a: 1 } })
      assert.deepEqual(
        [seen[0]?.context.platform, seen[0]?.context.env, seen[0]?.trail],
        [subject.capabilities.provider, 'a value = with "signs"', ['outer', 'inner']],
      )
    },
  },
]

/** What a handler saw of the fields that were sent: tables may keep the key, and fields of their own, beside them. */
function fieldsSeen(shown: Shown | undefined, sent: object): unknown {
  assert.equal(shown?.kind, 'value', 'there is a value')
  const value = (shown as { value: unknown }).value as object
  return Object.fromEntries(Object.entries(value).filter(([name]) => Object.hasOwn(sent, name)))
}

function withoutRepeats(items: readonly string[]): string[] {
  return items.filter((item, index) => items.indexOf(item) === index)
}
