import assert from 'node:assert/strict'
import { isRoveError } from '@rove/core'
import type { DriverCase } from '../case.ts'
import { documents } from '../documents.ts'
import { strangeErrors } from '../errors.ts'
import { sendFaults } from '../faults/send.ts'
import { refused, refusedFeature } from '../refusal.ts'
import type { DriverSuite } from '../run.ts'
import type { SendSubject } from '../subject.ts'
import { batchCases } from './batches.ts'
import { type ItemOptions, type SendBench, sendBench } from './bench.ts'
import { envelopeCases } from './envelopes.ts'

async function withoutDelay({ send, driver, mark, arrivedWith }: SendBench): Promise<void> {
  await refused(send(mark, { delay: '3s' }), 'Unimplemented', /cannot delay messages/)
  await refusedFeature(send(mark, { delay: '1ms' }), driver.service)
  assert.deepEqual(await arrivedWith(mark), [])
}

/**
 * A service without order or keys may take a message that has them: it is then delivered like any other. What must not be is
 * that it is lost, or that half of it is done.
 */
async function takenOrRefused(bench: SendBench, options: ItemOptions): Promise<void> {
  const { driver, mark, send, arrived, arrivedWith } = bench
  const ids: string[] = []
  for (let at = 0; at < 3; at += 1) {
    const call = send({ mark, at }, options)
    const sent = await call.catch((error: unknown) => error)
    if (isRoveError(sent)) await refusedFeature(Promise.reject(sent), driver.service)
    ids.push(
      ...(await call.then(
        ({ id }) => [id],
        () => [],
      )),
    )
  }
  if (ids.length > 0) await arrived(ids)
  assert.equal((await arrivedWith(mark)).length, ids.length)
  assert.ok(ids.length === 0 || ids.length === 3, 'some were refused and some were not')
}

async function inOrder({ arrived }: SendBench, ids: ReadonlyArray<string | undefined>): Promise<void> {
  const order = (await arrived(ids)).map(({ id }) => id)
  assert.deepEqual(order, ids, 'they arrived in another order')
}

const numbers = Array.from({ length: 12 }, (_, at) => at)

/** What queues have and topics have not. */
const own: ReadonlyArray<DriverCase<SendBench>> = [
  {
    id: 'queue.delay.later',
    title: 'A message with a delay arrives, after one that was sent later without.',
    why: documents.sqsDelay,
    level: 'must',
    needs: 'delay',
    async run({ send, arrived }) {
      const late = await send('late', { delay: '3s' })
      const prompt = await send('prompt')
      const order = (await arrived([late.id, prompt.id])).map(({ data }) => data)
      assert.deepEqual(order, ['prompt', 'late'])
    },
    otherwise: withoutDelay,
  },
  {
    id: 'queue.delay.batch',
    title: 'Every message of a batch has its own delay.',
    why: documents.sqsDelay,
    level: 'must',
    needs: 'delay',
    async run({ sendAll, arrived }) {
      const { ids, failed } = await sendAll([{ value: 'late', delay: 3000 }, { value: 'prompt' }])
      assert.deepEqual(failed, [])
      assert.deepEqual(
        (await arrived(ids)).map(({ data }) => data),
        ['prompt', 'late'],
      )
    },
    otherwise: withoutDelay,
  },
  {
    id: 'queue.delay.limit',
    title: 'A longer delay than the service takes is refused with the same error everywhere, and nothing arrives.',
    why: documents.sqsDelay,
    level: 'must',
    needs: 'delay',
    async run({ send, driver, mark, arrivedWith }) {
      const most = driver.limits.delay
      assert.ok(most >= 3, 'the service is said to delay, but has no limit of seconds')
      if (Number.isSafeInteger(most * 1000)) {
        const said = new RegExp(`${driver.service} delays a message by at most ${most} seconds`)
        await refused(send(mark, { delay: (most + 1) * 1000 }), 'InvalidArgument', said)
      }
      await refused(send(mark, { delay: 'soon' as never }), 'InvalidArgument', /is not a duration/)
      assert.deepEqual(await arrivedWith(mark), [])
    },
    otherwise: withoutDelay,
  },
  {
    id: 'queue.order.group',
    title: 'Messages of a group arrive in the order they were sent in.',
    why: documents.sqsOrder,
    level: 'must',
    needs: 'order',
    async run(bench) {
      const ids: string[] = []
      for (const at of numbers) ids.push((await bench.send(at)).id)
      await inOrder(bench, ids)
    },
    otherwise: (bench) => takenOrRefused(bench, { group: 'g' }),
  },
  {
    id: 'queue.order.batch',
    title: 'Messages of a group that are sent in one batch arrive in its order.',
    why: documents.sqsOrder,
    level: 'must',
    needs: 'order',
    async run(bench) {
      const { ids } = await bench.sendAll(numbers.map((value) => ({ value })))
      await inOrder(bench, ids)
    },
    otherwise: (bench) => takenOrRefused(bench, { group: 'größe 注文' }),
  },
  {
    id: 'queue.order.groups',
    title: 'Each group keeps its own order, whatever its name is.',
    why: documents.sqsOrder,
    level: 'must',
    needs: 'order',
    async run(bench) {
      const groups = [`${bench.mark} a/b`, `größe 注文 ${bench.mark}`, bench.mark.repeat(8)]
      const items = numbers.map((value) => ({ value, group: groups[value % 3] as string }))
      const { ids, failed } = await bench.sendAll(items)
      assert.deepEqual(failed, [])
      const data = (await bench.arrived(ids)).map((one) => one.data as number)
      for (const rest of [0, 1, 2]) {
        assert.deepEqual(
          data.filter((at) => at % 3 === rest),
          numbers.filter((at) => at % 3 === rest),
        )
      }
    },
    otherwise: (bench) => takenOrRefused(bench, { group: 'a' }),
  },
  {
    id: 'queue.order.no-group',
    title: 'A message without a group is refused for an ordered queue, and does not arrive.',
    why: documents.sqsOrder,
    level: 'must',
    needs: 'order',
    async run({ send, mark, arrivedWith }) {
      await refused(send(mark, { group: '' }), 'InvalidArgument', /say which group/)
      assert.deepEqual(await arrivedWith(mark), [])
    },
    otherwise: (bench) => takenOrRefused(bench, {}),
  },
  {
    id: 'queue.dedupe.key',
    title: 'Of messages with the same key one arrives; another key is another message.',
    why: documents.sqsDedupe,
    level: 'must',
    needs: 'dedupe',
    async run({ send, mark, arrivedWith }) {
      for (let at = 0; at < 3; at += 1) await send({ mark, at }, { dedupeKey: `${mark} größe` })
      await send({ mark, at: 'other' }, { dedupeKey: `${mark} other` })
      const arrived = (await arrivedWith(mark)).map(({ data }) => (data as { at: unknown }).at)
      assert.deepEqual(new Set(arrived), new Set([0, 'other']))
    },
    otherwise: (bench) => takenOrRefused(bench, { dedupeKey: bench.mark }),
  },
]

/** What is true of every queue. */
export const queueDriverSuite: DriverSuite<'queue', SendSubject<'queue'>, SendBench> = {
  kind: 'queue',
  bench: (opened) => sendBench('queue', opened),
  cases: [...envelopeCases('queue'), ...batchCases('queue'), ...own, strangeErrors('queue')],
  faults: sendFaults('queue'),
}
