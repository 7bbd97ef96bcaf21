import assert from 'node:assert/strict'
import type { UngroupedCase } from '../../case.ts'
import { type Channel, callsOf, play } from '../../channel.ts'
import { documents } from '../../sources.ts'

/** A step that does not count as done, and is tried again. */
function tried(channel: Channel, id: string, steps: readonly string[], title: string): UngroupedCase {
  return {
    id: `${channel.group}.outcome.${id}`,
    title,
    why: documents.sqsLambda,
    level: 'must',
    needs: [channel.promise('retry')],
    async run(subject) {
      for (const step of steps) {
        const played = await play(subject, channel, [`${step}_done`])
        assert.deepEqual([played.delivered[0]?.outcome, played.delivered[0]?.attempts], ['done', 2])
        assert.deepEqual(callsOf(played), [2])
      }
    },
  }
}

/** A step that counts as done. */
function finished(channel: Channel, id: string, step: string, title: string): UngroupedCase {
  return {
    id: `${channel.group}.outcome.${id}`,
    title,
    why: documents.sqsLambda,
    level: 'must',
    async run(subject) {
      const played = await play(subject, channel, [step])
      assert.deepEqual(played.delivered, [{ outcome: 'done', attempts: 1, delays: [] }])
      assert.deepEqual(callsOf(played), [1])
      assert.equal(played.seen[0]?.function, channel.open.function)
    },
  }
}

/** What a handler's return or throw means. */
export const outcomes = (channel: Channel): readonly UngroupedCase[] => [
  finished(channel, 'done', 'done', 'A handler that returns nothing is done: it is not called again.'),
  finished(channel, 'result', 'done-result', 'A handler that returns done() with a result is done.'),
  finished(channel, 'false', 'done-false', 'A handler that returns false is done: only outcomes are outcomes.'),
  finished(channel, 'look-alike', 'done-value', 'An object that merely looks like an outcome is none.'),
  tried(channel, 'throw', ['throw'], 'A handler that throws is called again.'),
  tried(channel, 'reject', ['reject'], 'A handler that rejects later is called again.'),
  tried(channel, 'throw-nothing', ['throw-undefined', 'throw-null'], 'A thrown undefined or null is a failure.'),
  tried(channel, 'throw-other', ['throw-text', 'throw-frozen'], 'A thrown text or frozen Error is a failure.'),
  tried(channel, 'throw-outcome', ['throw-outcome'], 'A thrown done() is a failure, for it was thrown.'),
  tried(channel, 'throw-invalid', ['throw-invalid'], 'A handler’s own InvalidArgument is tried again, not given up.'),
  tried(channel, 'retry', ['retry'], 'retry() asks for another delivery.'),
  {
    id: `${channel.group}.outcome.twice`,
    title: 'What fails twice is delivered three times.',
    why: documents.lambdaAsync,
    level: 'must',
    needs: [channel.promise('retry')],
    async run(subject) {
      const played = await play(subject, channel, ['throw_retry_done'])
      assert.deepEqual([played.delivered[0]?.outcome, played.delivered[0]?.attempts], ['done', 3])
      assert.deepEqual(callsOf(played), [3])
    },
  },
  {
    id: `${channel.group}.outcome.retry-after`,
    title: 'retry({ after }) says how long to wait; a plain failure leaves it to the provider.',
    why: documents.pubsubFailures,
    level: 'should',
    needs: [channel.promise('retry.after')],
    async run(subject) {
      const { delivered } = await play(subject, channel, ['retry-after_throw_done'])
      assert.deepEqual([delivered[0]?.outcome, delivered[0]?.delays], ['done', [30_000, undefined]])
    },
  },
  {
    id: `${channel.group}.outcome.retry-after.retried`,
    title: 'retry({ after }) is a retry also where the wait is not the handler’s to choose.',
    why: documents.pubsubFailures,
    level: 'must',
    needs: [channel.promise('retry')],
    async run(subject) {
      const played = await play(subject, channel, ['retry-after_done'])
      assert.deepEqual([played.delivered[0]?.outcome, callsOf(played)], ['done', [2]])
    },
  },
  {
    id: `${channel.group}.outcome.poison`,
    title: 'What keeps failing is delivered again, and ends kept aside.',
    why: documents.sqsDeadLetters,
    level: 'must',
    needs: [channel.promise('retry'), channel.promise('dead-letter')],
    async run(subject) {
      const played = await play(subject, channel, ['throw'], { maxAttempts: 3 })
      const [one] = played.delivered
      assert.equal(one?.outcome, 'dead-lettered')
      assert.ok(one.attempts > 1, 'it was delivered again before it was put aside')
      assert.deepEqual(callsOf(played), [one.attempts])
    },
  },
  {
    id: `${channel.group}.outcome.dead-letter`,
    title: 'deadLetter() is never counted as handled: it ends kept aside.',
    why: documents.sqsDeadLetters,
    level: 'must',
    needs: [channel.promise('dead-letter')],
    async run(subject) {
      const { delivered, seen } = await play(subject, channel, ['dead-letter'])
      assert.equal(delivered[0]?.outcome, 'dead-lettered')
      assert.ok(seen.length > 0, 'the handler was called')
    },
  },
  {
    id: `${channel.group}.outcome.dead-letter.now`,
    title: 'deadLetter() puts aside at once, without another attempt.',
    why: documents.azureServiceBus,
    level: 'should',
    needs: [channel.promise('dead-letter.now')],
    async run(subject) {
      const played = await play(subject, channel, ['dead-letter_done'])
      assert.deepEqual([played.delivered[0]?.outcome, callsOf(played)], ['dead-lettered', [1]])
    },
  },
  {
    id: `${channel.group}.outcome.next`,
    title: 'After failures of every kind the next one is handled.',
    why: documents.lambdaLifecycle,
    level: 'must',
    async run(subject) {
      for (const plan of ['throw_done', 'throw-undefined_done', 'retry_done', 'dead-letter_done']) {
        await play(subject, channel, [plan])
      }
      assert.deepEqual(callsOf(await play(subject, channel, ['done'])), [1])
    },
  },
  {
    id: `${channel.group}.outcome.logged`,
    title: 'What was thrown, and the reason of a dead letter, are in the log.',
    why: documents.azureErrors,
    level: 'must',
    async run(subject) {
      const plans = ['throw_done', 'reject_done', 'throw-text_done', 'throw-frozen_done']
      const { run } = await play(subject, channel, plans)
      for (const [index, plan] of plans.entries()) await subject.logged('inner-detail', `${run}.${index + 1}.${plan}`)
      const given = await play(subject, channel, ['dead-letter_done'])
      await subject.logged('the reason is', given.run)
    },
  },
]
