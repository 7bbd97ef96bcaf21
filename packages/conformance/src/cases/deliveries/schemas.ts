import assert from 'node:assert/strict'
import { tell } from '../../app/events/instruction.ts'
import { show } from '../../app/events/shown.ts'
import { freshMark } from '../../assertions.ts'
import type { UngroupedCase } from '../../case.ts'
import { type Channel, jsonBody, sealed } from '../../channel.ts'
import { documents } from '../../sources.ts'

/** Queues and topics with a schema. */
export const schemas = (channel: Channel): readonly UngroupedCase[] => {
  const { to, function: name } = channel.checked
  return [
    {
      id: `${channel.group}.schema.output`,
      title: 'A handler gets what its schema made of the body, also of one in an envelope.',
      why: documents.standardSchema,
      level: 'must',
      async run(subject) {
        const run = freshMark()
        const data = { tell: tell(run, 2, 'done'), count: '12' }
        const items = [
          { body: jsonBody(tell(run, 1, 'done'), { count: '7' }) },
          { body: sealed('checked-id', { data }) },
        ]
        await subject.deliver(channel.delivery(items, to))
        const seen = [...(await subject.seen({ text: run }, 2))].sort((a, b) => a.item.localeCompare(b.item))
        assert.deepEqual(
          seen.map((one) => [one.function, one.data]),
          [
            [name, show({ tell: tell(run, 1, 'done'), count: 7, checked: true })],
            [name, show({ tell: tell(run, 2, 'done'), count: 12, checked: true })],
          ],
        )
      },
    },
    {
      id: `${channel.group}.schema.mismatch`,
      title: 'What does not match the schema never reaches the handler, and the log says where it differs.',
      why: documents.standardSchema,
      level: 'must',
      async run(subject) {
        const run = freshMark()
        const items = [{ body: jsonBody(tell(run, 1, 'done'), { count: 'many' }) }]
        await subject.deliver({ ...channel.delivery(items, to), maxAttempts: 2 })
        await subject.logged(name, '/count', run)
        assert.deepEqual(await subject.allSeen({ text: run }), [])
      },
    },
    {
      id: `${channel.group}.schema.kept-aside`,
      title: 'What does not match the schema ends kept aside, and what comes after it is handled.',
      why: documents.sqsDeadLetters,
      level: 'must',
      needs: [channel.promise('dead-letter')],
      async run(subject) {
        const run = freshMark()
        for (const [count, outcome] of [['many', 'dead-lettered'] as const, [5, 'done'] as const]) {
          const item = { body: jsonBody(tell(run, 1, 'done'), { count }) }
          const [delivered] = await subject.deliver({ ...channel.delivery([item], to), maxAttempts: 2 })
          assert.equal(delivered?.outcome, outcome)
        }
        assert.equal((await subject.allSeen({ text: run })).length, 1)
      },
    },
    {
      id: `${channel.group}.schema.sealed`,
      title: 'What is in an envelope is held against the schema too.',
      why: documents.standardSchema,
      level: 'must',
      async run(subject) {
        const run = freshMark()
        const body = sealed(tell(run, 1, 'done'), { data: { tell: tell(run, 1, 'done'), count: 'many' } })
        await subject.deliver({ ...channel.delivery([{ body }], to), maxAttempts: 2 })
        await subject.logged(name, '/count', run)
        assert.deepEqual(await subject.allSeen({ text: run }), [])
      },
    },
  ]
}

/** What holds of queues alone: they take more than JSON, and several at once. */
export const schemasOfQueues: readonly UngroupedCase[] = [
  {
    id: 'messages.schema.text',
    title: 'A text that is no JSON, to a queue with a schema, fails clearly and ends kept aside.',
    why: documents.sqsLambda,
    level: 'must',
    needs: ['message.dead-letter'],
    async run(subject) {
      const items = [{ body: `${tell(freshMark(), 1, 'done')} plain text` }]
      const since = subject.mark()
      const [delivered] = await subject.deliver({ trigger: 'message', to: 'checked', items, maxAttempts: 2 })
      assert.equal(delivered?.outcome, 'dead-lettered')
      await subject.logged('handleChecked', 'must be a text')
      assert.deepEqual(await subject.allSeen({ function: 'handleChecked', since }), [])
    },
  },
  {
    id: 'messages.schema.batch',
    title: 'Of five messages two do not match the schema: they end kept aside, the others are handled.',
    why: documents.sqsDeadLetters,
    level: 'must',
    needs: ['message.dead-letter', 'message.partial'],
    async run(subject) {
      const run = freshMark()
      const counts = [1, 'many', 3, undefined, 5]
      const items = counts.map((count, index) => ({ body: jsonBody(tell(run, index + 1, 'done'), { count }) }))
      const delivered = await subject.deliver({ trigger: 'message', to: 'checked', items, maxAttempts: 2 })
      assert.deepEqual(
        delivered.map(({ outcome }) => outcome),
        ['done', 'dead-lettered', 'done', 'dead-lettered', 'done'],
      )
      const seen = await subject.allSeen({ text: run })
      assert.deepEqual(seen.map(({ item }) => item).sort(), ['1', '3', '5'])
    },
  },
]
