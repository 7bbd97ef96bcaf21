import assert from 'node:assert/strict'
import type { SentMessage } from '@rove/core/adapter'
import { tell } from '../../app/events/instruction.ts'
import { freshMark } from '../../assertions.ts'
import type { UngroupedCase } from '../../case.ts'
import { type Channel, callsOf, jsonBody, play } from '../../channel.ts'
import { documents } from '../../sources.ts'

/** The context of a handler of an event, and the layers around it. */
export const eventContext = (channel: Channel): readonly UngroupedCase[] => [
  {
    id: `${channel.group}.context.fields`,
    title: 'The context names invocation, function, platform and environment.',
    why: documents.azureNode,
    level: 'must',
    async run(subject) {
      const { seen } = await play(subject, channel, ['done'])
      const context = seen[0]?.context
      assert.ok(typeof context?.id === 'string' && context.id !== '', 'the invocation has an id')
      assert.equal(seen[0]?.function, channel.open.function)
      assert.deepEqual([context.platform, context.env], [subject.capabilities.provider, 'a value = with "signs"'])
      assert.equal(context.aborted, false)
    },
  },
  {
    id: `${channel.group}.context.deadline`,
    title: 'A deadline, where there is one, is ahead and not beyond what the platform gives.',
    why: documents.lambdaLimits,
    level: 'must',
    async run(subject) {
      const { seen } = await play(subject, channel, ['done'])
      const { left = null } = seen[0]?.context ?? {}
      assert.equal(seen.length, 1)
      if (left !== null) assert.ok(left > 0 && left <= 11_000, `${left} ms are left`)
    },
  },
  {
    id: `${channel.group}.context.trace`,
    title: 'Without a sender’s trace the handler still has one.',
    why: documents.traceContext,
    level: 'must',
    async run(subject) {
      const { seen } = await play(subject, channel, ['done'])
      assert.match(String(seen[0]?.context.trace.traceId), /^(?!0+$)[0-9a-f]{32}$/)
    },
  },
  {
    id: `${channel.group}.context.trace-attribute`,
    title: 'The trace of a foreign sender, in the attribute traceparent, goes on.',
    why: documents.traceContext,
    level: 'should',
    needs: ['delivery.trace', channel.promise('attributes')],
    async run(subject) {
      const { item, instruction, traceId } = traced()
      await subject.deliver(channel.delivery([item]))
      const [seen] = await subject.seen({ text: instruction })
      assert.deepEqual([seen?.context.trace.traceId, seen?.context.trace.remote], [traceId, true])
    },
  },
  {
    id: `${channel.group}.context.log`,
    title: 'Log records of a handler reach the platform’s log, whatever they hold.',
    why: documents.azureNode,
    level: 'must',
    async run(subject) {
      const { run, delivered } = await play(subject, channel, ['log'])
      assert.equal(delivered[0]?.attempts, 1)
      await subject.logged('an event’s message', run)
      await subject.logged('of two lines', run)
    },
  },
  {
    id: `${channel.group}.layers.order`,
    title: 'The app’s layers are around the function’s, the first of each outermost, on every delivery.',
    why: documents.azureNode,
    level: 'must',
    async run(subject) {
      const { seen } = await play(subject, channel, ['done', 'done'])
      assert.deepEqual(
        seen.map(({ trail }) => trail),
        [
          ['outer', 'inner', 'function'],
          ['outer', 'inner', 'function'],
        ],
      )
    },
  },
  {
    id: `${channel.group}.layers.answer`,
    title: 'A layer may be done without the handler, or make a failure done.',
    why: documents.azureNode,
    level: 'must',
    async run(subject) {
      const played = await play(subject, channel, ['layer-done', 'layer-catch'])
      assert.deepEqual(
        played.delivered.map(({ outcome, attempts }) => [outcome, attempts]),
        [
          ['done', 1],
          ['done', 1],
        ],
      )
      assert.deepEqual((await subject.allSeen({ text: played.run })).length, 1)
    },
  },
  {
    id: `${channel.group}.layers.fail`,
    title: 'A layer that throws, or makes done a retry, has it delivered again.',
    why: documents.azureNode,
    level: 'must',
    needs: [channel.promise('retry')],
    async run(subject) {
      const calls = { 'layer-throw_done': 1, 'layer-retry_done': 2, 'layer-twice_done': 2 }
      for (const [plan, count] of Object.entries(calls)) {
        const played = await play(subject, channel, [plan])
        assert.deepEqual([played.delivered[0]?.outcome, played.delivered[0]?.attempts], ['done', 2])
        assert.deepEqual(callsOf(played), [count])
      }
    },
  },
  {
    id: `${channel.group}.wait-until.finishes`,
    title: 'Work given to waitUntil finishes, also what such work adds.',
    why: documents.lambdaLifecycle,
    level: 'must',
    needs: ['lifecycle.wait-until'],
    async run(subject) {
      const { run, delivered } = await play(subject, channel, ['wait-until', 'wait-nested'])
      assert.deepEqual(
        delivered.map(({ outcome }) => outcome),
        ['done', 'done'],
      )
      assert.equal((await subject.seen({ text: run, moment: 'finished' }, 2)).length, 2)
    },
    async otherwise(subject) {
      assert.equal((await play(subject, channel, ['wait-until'])).delivered[0]?.attempts, 1)
    },
  },
  {
    id: `${channel.group}.wait-until.rejects`,
    title: 'A rejection of work given to waitUntil is logged, and the event is done all the same.',
    why: documents.lambdaLifecycle,
    level: 'must',
    needs: ['lifecycle.wait-until'],
    async run(subject) {
      const played = await play(subject, channel, ['wait-reject', 'done'])
      assert.deepEqual(callsOf(played), [1, 1])
      assert.deepEqual(
        played.delivered.map(({ outcome, attempts }) => [outcome, attempts]),
        [
          ['done', 1],
          ['done', 1],
        ],
      )
      await subject.logged('inner-detail at once', played.run)
      await subject.logged('inner-detail later', played.run)
    },
    async otherwise(subject) {
      assert.deepEqual(callsOf(await play(subject, channel, ['wait-reject', 'done'])), [1, 1])
    },
  },
]

function traced(): { readonly item: SentMessage; readonly instruction: string; readonly traceId: string } {
  const run = freshMark()
  const instruction = tell(run, 1, 'done')
  const traceId = run.slice(1)
  const attributes = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` }
  return { item: { body: jsonBody(instruction), attributes }, instruction, traceId }
}
