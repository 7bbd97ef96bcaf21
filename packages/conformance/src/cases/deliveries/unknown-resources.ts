import assert from 'node:assert/strict'
import { isRoveError } from '@rove/core'
import type { Delivered, Delivery } from '@rove/core/adapter'
import { tell } from '../../app/events/instruction.ts'
import { freshMark } from '../../assertions.ts'
import { type ConformanceCase, ofGroup, type UngroupedCase } from '../../case.ts'
import { jsonBody, queues, topics } from '../../channel.ts'
import { documents } from '../../sources.ts'

const nobody = 'nobody-listens'

/** Something of a resource that the app has no function for: it must not vanish as if it had been handled. */
function unknown(id: string, what: string, make: (instruction: string) => Delivery, more: Partial<UngroupedCase> = {}) {
  return {
    id,
    title: `${what} that the app has no function for never counts as handled, and the log says what it handles.`,
    why: documents.sqsLambda,
    level: 'must',
    ...more,
    async run(subject) {
      const run = freshMark()
      let delivered: readonly Delivered[]
      try {
        delivered = await subject.deliver({ ...make(tell(run, 1, 'done')), maxAttempts: 2 })
      } catch (error) {
        // A host that knows the app's functions has nothing to call; it must say so.
        if (!isRoveError(error)) throw error
        assert.match(error.message, new RegExp(nobody))
        return
      }
      assert.notEqual(delivered[0]?.outcome, 'done')
      await subject.logged(nobody)
      assert.deepEqual(await subject.allSeen({ text: run }), [])
    },
  } satisfies UngroupedCase
}

export const unknownResources: readonly ConformanceCase[] = [
  ...ofGroup('messages', [
    unknown('messages.unknown', 'A message', (told) => queues.delivery([{ body: jsonBody(told) }], nobody), {
      needs: ['message.acknowledge'],
    }),
  ]),
  ...ofGroup('events', [
    unknown('events.unknown', 'An event', (told) => topics.delivery([{ body: jsonBody(told) }], nobody), {
      needs: ['event.retry'],
      // What is not delivered again is gone, however it was answered.
      async otherwise(subject) {
        const [delivered] = await subject.deliver(topics.delivery([{ body: '{"a":1}' }]))
        assert.equal(delivered?.attempts, 1)
      },
    }),
  ]),
]
