import assert from 'node:assert/strict'
import type { DriverCase } from '../case.ts'
import { documents } from '../documents.ts'
import { strangeErrors } from '../errors.ts'
import { sendFaults } from '../faults/send.ts'
import type { DriverSuite } from '../run.ts'
import type { SendSubject } from '../subject.ts'
import { batchCases } from './batches.ts'
import { type SendBench, sendBench, sendOne } from './bench.ts'
import { envelopeCases } from './envelopes.ts'

/** What topics have and queues have not. */
const own: ReadonlyArray<DriverCase<SendBench>> = [
  {
    id: 'topic.event.type',
    title: 'Type and subject of an event arrive, whatever their letters.',
    why: documents.cloudEvents,
    level: 'must',
    async run(bench) {
      for (const [type, subject] of [
        ['com.example.order.placed', 'orders/42'],
        ['größe', '注文 "42"'],
      ] as const) {
        const event = await sendOne(bench, 1, { type, subject })
        assert.deepEqual([event.type, event.subject], [type, subject])
      }
    },
  },
  {
    id: 'topic.event.plain',
    title: 'An event without type and subject has none.',
    why: documents.cloudEvents,
    level: 'must',
    async run(bench) {
      const event = await sendOne(bench, 1)
      assert.deepEqual([event.type, event.subject], [undefined, undefined])
    },
  },
  {
    id: 'topic.event.batch',
    title: 'Every event of a batch has its own type and subject.',
    why: documents.cloudEvents,
    level: 'must',
    async run({ sendAll, arrived }) {
      const { ids } = await sendAll(['a', 'b'].map((value) => ({ value, type: `t.${value}`, subject: `s/${value}` })))
      for (const { data, type, subject } of await arrived(ids)) {
        assert.deepEqual([type, subject], [`t.${data}`, `s/${data}`])
      }
    },
  },
]

/** What is true of every topic. */
export const topicDriverSuite: DriverSuite<'topic', SendSubject<'topic'>, SendBench> = {
  kind: 'topic',
  bench: (opened) => sendBench('topic', opened),
  cases: [...envelopeCases('topic'), ...batchCases('topic'), ...own, strangeErrors('topic')],
  faults: sendFaults('topic'),
}
