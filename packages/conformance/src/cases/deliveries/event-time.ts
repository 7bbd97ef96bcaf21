import assert from 'node:assert/strict'
import type { UngroupedCase } from '../../case.ts'
import { callsOf, play, queues } from '../../channel.ts'
import { documents } from '../../sources.ts'

/** The time that handlers have. */
export const eventTime: readonly UngroupedCase[] = [
  {
    id: 'messages.time.function',
    title: 'A handler that hangs is given up at its function’s timeout, is never done, and the log names the function.',
    why: documents.lambdaLifecycle,
    level: 'must',
    needs: ['message.acknowledge'],
    async run(subject) {
      const { delivered } = await play(subject, queues, ['hang'], { to: 'slow', maxAttempts: 2 })
      assert.notEqual(delivered[0]?.outcome, 'done')
      await subject.logged('"handleSlow', 'did not finish')
    },
  },
  {
    id: 'messages.time.again',
    title: 'What hung once is handled at its next delivery.',
    why: documents.lambdaLifecycle,
    level: 'must',
    needs: ['message.retry'],
    async run(subject) {
      const played = await play(subject, queues, ['hang_done'], { to: 'slow' })
      assert.deepEqual([played.delivered[0]?.outcome, callsOf(played)], ['done', [2]])
    },
  },
  {
    id: 'messages.time.signal',
    title: 'The signal aborts at the deadline.',
    why: documents.lambdaLifecycle,
    level: 'must',
    async run(subject) {
      const { run } = await play(subject, queues, ['signal_done'], { to: 'slow' })
      const [aborted] = await subject.seen({ text: run, moment: 'aborted' })
      assert.equal(aborted?.context.aborted, true)
    },
  },
  {
    id: 'messages.time.platform',
    title: 'A handler that hangs is given up before the platform ends the invocation, and is never done.',
    why: documents.lambdaLimits,
    level: 'must',
    needs: ['http.deadline', 'message.acknowledge'],
    async run(subject) {
      // ActiveMQ delivers seven times, whatever is said, and all of it within the time of a case.
      const other = await subject.fresh({ timeout: 2000 })
      const { delivered } = await play(other.subject, queues, ['hang'], { maxAttempts: 1 })
      assert.notEqual(delivered[0]?.outcome, 'done')
      await other.subject.logged('handleJob', 'did not finish')
    },
    // Nobody told the app; that the invocation ends is the platform's doing.
    async otherwise(subject) {
      const other = await subject.fresh({ timeout: 1500 })
      assert.equal((await play(other.subject, queues, ['hang'], { maxAttempts: 1 })).delivered.length, 1)
    },
  },
]
