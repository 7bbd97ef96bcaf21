import assert from 'node:assert/strict'
import { tell } from '../../app/events/instruction.ts'
import type { Sighting } from '../../app/events/sighting.ts'
import { freshMark } from '../../assertions.ts'
import type { UngroupedCase } from '../../case.ts'
import { type Channel, play, sealed } from '../../channel.ts'
import { documents } from '../../sources.ts'

const keys = (seen: readonly Sighting[]): string[] => seen.map(({ context }) => context.idempotencyKey)
const ids = (seen: readonly Sighting[]): unknown[] => seen.map(({ event }) => event.id)
const attempts = (seen: readonly Sighting[]): unknown[] => seen.map(({ event }) => event.attempt)
const distinct = (values: readonly unknown[]): number => new Set(values).size

/** What a redelivery has in common with the first delivery, and what not. */
export const redelivery = (channel: Channel): readonly UngroupedCase[] => [
  {
    id: `${channel.group}.attempt.counted`,
    title: 'The attempt counts the deliveries, from 1.',
    why: documents.azureServiceBus,
    level: 'must',
    needs: [channel.promise('retry'), channel.promise('attempt')],
    async run(subject) {
      const { seen } = await play(subject, channel, ['throw_retry_done'])
      assert.deepEqual(attempts(seen), [1, 2, 3])
    },
    async otherwise(subject) {
      // Nobody counts, or nothing comes again.
      const { seen } = await play(subject, channel, ['throw_retry_done'])
      assert.ok(seen.length > 0, 'the handler was called')
      assert.deepEqual(new Set(attempts(seen)), new Set([1]))
    },
  },
  {
    id: `${channel.group}.attempt.first`,
    title: 'The first delivery is attempt 1, in the event and in the context.',
    why: documents.pubsubFailures,
    level: 'must',
    async run(subject) {
      const { seen } = await play(subject, channel, ['done', 'done'])
      assert.deepEqual(attempts(seen), [1, 1])
      assert.deepEqual(
        seen.map(({ context }) => context.attempt),
        [1, 1],
      )
    },
  },
  {
    id: `${channel.group}.attempt.context`,
    title: 'The context’s attempt is the event’s, on every delivery.',
    why: documents.azureServiceBus,
    level: 'must',
    needs: [channel.promise('retry')],
    async run(subject) {
      const { seen } = await play(subject, channel, ['throw_throw_done'])
      assert.equal(seen.length, 3)
      assert.deepEqual(
        seen.map(({ context }) => context.attempt),
        attempts(seen),
      )
    },
  },
  {
    id: `${channel.group}.key.stable`,
    title: 'The idempotency key and the id are the same on every delivery.',
    why: documents.azureIdempotency,
    level: 'must',
    needs: [channel.promise('retry')],
    async run(subject) {
      const { seen } = await play(subject, channel, ['throw_retry_done'])
      assert.equal(seen.length, 3)
      assert.deepEqual([distinct(keys(seen)), distinct(ids(seen))], [1, 1])
    },
  },
  {
    id: `${channel.group}.key.distinct`,
    title: 'Each has an id and an idempotency key of its own.',
    why: documents.lambdaIdempotency,
    level: 'must',
    async run(subject) {
      const first = await play(subject, channel, ['done', 'done', 'done'])
      const second = await play(subject, channel, ['done', 'done', 'done'])
      const all = [...first.seen, ...second.seen]
      assert.deepEqual([distinct(keys(all)), distinct(ids(all)), all.length], [6, 6, 6])
      for (const id of ids(all)) assert.ok(typeof id === 'string' && id !== '', 'the id is a text')
    },
  },
  {
    id: `${channel.group}.key.sender`,
    title: 'What a sender sends twice, with one id, has one idempotency key.',
    why: documents.azureIdempotency,
    level: 'must',
    async run(subject) {
      const run = freshMark()
      const item = { body: sealed(tell(run, 1, 'done')) }
      await subject.deliver(channel.delivery([item]))
      await subject.deliver(channel.delivery([item]))
      const seen = await subject.seen({ text: run }, 2)
      assert.deepEqual([seen.length, distinct(keys(seen)), distinct(ids(seen))], [2, 1, 1])
    },
  },
  {
    id: `${channel.group}.key.function`,
    title: 'Two functions that get the same have keys of their own.',
    why: documents.lambdaIdempotency,
    level: 'must',
    async run(subject) {
      const run = freshMark()
      const instruction = tell(run, 1, 'done')
      const item = { body: sealed(instruction, { data: { tell: instruction, count: 1 } }) }
      await subject.deliver(channel.delivery([item]))
      await subject.deliver(channel.delivery([item], channel.checked.to))
      const seen = await subject.seen({ text: run }, 2)
      assert.deepEqual([distinct(keys(seen)), distinct(ids(seen))], [2, 1])
    },
  },
  {
    id: `${channel.group}.redelivery.body`,
    title: 'A redelivery brings what was sent, whatever the handler did to its copy.',
    why: documents.cloudEvents,
    level: 'must',
    needs: [channel.promise('retry')],
    async run(subject) {
      const { seen } = await play(subject, channel, ['mutate-throw_done'], { more: { field: 'untouched' } })
      assert.equal(seen.length, 2)
      assert.deepEqual(seen[1]?.data, seen[0]?.data)
      assert.equal(seen[1]?.isFresh, true)
      assert.equal(seen[1]?.event.added, undefined)
    },
  },
]
