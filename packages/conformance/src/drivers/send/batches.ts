import assert from 'node:assert/strict'
import type { OutgoingMessage } from '@rove/core/adapter'
import { seal } from '@rove/core/adapter'
import type { DriverCase } from '../case.ts'
import { documents } from '../documents.ts'
import { provable } from '../fill-key.ts'
import { refused } from '../refusal.ts'
import { envelopeBytes, type SendBench, sendOne } from './bench.ts'

type Statement = Omit<DriverCase<SendBench>, 'level' | 'why'>

const mostBytes = 16_777_216

/** Sends values in one batch, and asserts that each arrives under its id. */
async function allArrive(bench: SendBench, values: readonly unknown[]): Promise<void> {
  const { ids, failed } = await bench.sendAll(values.map((value) => ({ value })))
  assert.deepEqual(failed, [])
  assert.equal(new Set(ids).size, values.length)
  const byId = new Map((await bench.arrived(ids)).map(({ id, data }) => [id, data]))
  for (const [at, id] of ids.entries()) {
    assert.ok(JSON.stringify(byId.get(id ?? '')) === JSON.stringify(values[at]), `item ${at} was changed`)
  }
}

/** A message as the client gives it to a driver. */
function outgoing(data: unknown, group: string | undefined): OutgoingMessage & { readonly id: string } {
  const id = crypto.randomUUID()
  const parts = { type: undefined, subject: undefined, attributes: {}, traceparent: undefined, tracestate: undefined }
  const text = seal({ ...parts, id, time: new Date().toISOString(), data })
  return { id, text, group, delay: undefined, dedupeKey: undefined }
}

const statements: readonly Statement[] = [
  {
    id: 'batch.more',
    title: 'A batch of more than the service takes at once arrives whole, with the ids in their order.',
    run: (bench) =>
      allArrive(
        bench,
        Array.from({ length: Math.min(bench.driver.limits.batchItems, 100) * 3 + 1 }, (_, at) => ({ at })),
      ),
  },
  {
    id: 'batch.bytes',
    title: 'A batch of more bytes than the service takes at once arrives whole.',
    async run(bench) {
      const { message, batchBytes } = bench.driver.limits
      if (!provable(message, mostBytes)) return
      const size = Math.floor(Math.min(message, batchBytes) * 0.4)
      await allArrive(
        bench,
        Array.from({ length: 5 }, (_, at) => String(at).padEnd(size, 'x')),
      )
    },
  },
  {
    id: 'batch.none',
    title: 'A batch of nothing is sent.',
    run: async (bench) => assert.deepEqual(await bench.sendAll([]), { ids: [], failed: [] }),
  },
  {
    id: 'batch.attributes',
    title: 'Every item of a batch has its own attributes.',
    async run(bench) {
      const items = ['a', 'b', 'c'].map((value) => ({ value, attributes: { name: value } }))
      const { ids } = await bench.sendAll(items)
      const arrived = await bench.arrived(ids)
      for (const { data, attributes } of arrived) assert.deepEqual(attributes, { name: data })
      assert.equal(arrived.length, 3)
    },
  },
  {
    id: 'batch.refused',
    title: 'A batch with an item that cannot be sent is refused as a whole, and nothing of it arrives.',
    async run(bench) {
      const items = [{ value: bench.mark }, { value: bench.mark, attributes: { a: 1 as never } }]
      await refused(bench.sendAll(items), 'InvalidArgument')
      assert.deepEqual(await bench.arrivedWith(bench.mark), [])
    },
  },
  {
    id: 'batch.results',
    title: 'A driver says of each message what became of it, with an id of the service’s.',
    async run({ driver, mark, arrived }) {
      const messages = [1, 2, 3].slice(0, driver.limits.batchItems).map((at) => outgoing(at, mark))
      const results = await driver.send(messages.map(({ id, ...message }) => message))
      assert.equal(results.length, messages.length)
      for (const result of results) assert.ok('id' in result && typeof result.id === 'string' && result.id !== '')
      assert.equal((await arrived(messages.map(({ id }) => id))).length, messages.length)
    },
  },
  {
    id: 'batch.part',
    title: 'When the service refuses a message of a batch, exactly those that it says to have taken arrive.',
    async run({ driver, mark, arrived, arrivedWith }) {
      const { message, batchItems } = driver.limits
      if (!provable(message, mostBytes) || batchItems < 3) return
      const messages = [mark, `${mark}${'x'.repeat(message)}`, mark].map((data) => outgoing(data, mark))
      const results = await driver.send(messages.map(({ id, ...one }) => one)).catch((error: unknown) => ({ error }))
      const taken = 'error' in results ? [] : messages.filter((_, at) => 'id' in (results[at] ?? {}))
      if (taken.length > 0) await arrived(taken.map(({ id }) => id))
      const found = (await arrivedWith(mark)).map(({ id }) => id)
      assert.deepEqual(found.sort(), taken.map(({ id }) => id).sort())
    },
  },
  {
    id: 'limit.message',
    title: 'A message is as large as the service says, and one byte more is refused with the same error everywhere.',
    async run(bench) {
      const { driver, mark } = bench
      const most = driver.limits.message
      if (!provable(most, mostBytes)) return
      const largest = mark.padEnd(most - envelopeBytes(), 'x')
      assert.ok((await sendOne(bench, largest)).data === largest, 'the largest message was changed')
      const said = new RegExp(
        `has ${most + 1} bytes with its envelope; a message of ${driver.service} has at most ${most}\\.`,
      )
      await refused(bench.send(`${largest}x`), 'InvalidArgument', said)
      assert.equal((await bench.arrivedWith(mark)).length, 1)
    },
  },
  {
    id: 'limit.unicode',
    title: 'The limit counts bytes as they are sent: what is no ASCII takes more of it.',
    async run(bench) {
      const most = bench.driver.limits.message
      if (!provable(most, mostBytes)) return
      // Six bytes each: \uXXXX.
      const count = Math.floor((most - envelopeBytes()) / 6)
      const largest = '注'.repeat(count)
      assert.ok((await sendOne(bench, largest)).data === largest, 'the message was changed')
      await refused(bench.send(`${largest}注`), 'InvalidArgument', /bytes with its envelope/)
    },
  },
]

/** Batches, and what limits messages. */
export function batchCases(kind: 'queue' | 'topic'): ReadonlyArray<DriverCase<SendBench>> {
  return statements.map((one) => ({ ...one, id: `${kind}.${one.id}`, why: documents.sqsBatch, level: 'must' }))
}
