import assert from 'node:assert/strict'
import type { DriverCase } from '../case.ts'
import { documents } from '../documents.ts'
import { refused } from '../refusal.ts'
import { scope } from '../scope.ts'
import { type SendBench, sendOne } from './bench.ts'

/** Asserts that values arrive as they were sent. */
async function arrive(bench: SendBench, values: readonly unknown[]): Promise<void> {
  for (const value of values) {
    const { data } = await sendOne(bench, value)
    assert.equal(JSON.stringify(data), JSON.stringify(value))
  }
}

type Statement = Omit<DriverCase<SendBench>, 'level'>

const attributes = {
  plain: 'a',
  'With-Capitals': 'B',
  'with.dots_and-more': 'c d',
  größe: '注文 👩‍👩‍👧',
  empty: '',
  lines: 'a\r\nb\u0000',
  looks: '{"json":true}',
  'aws.reserved': 'x',
}

/** What arrives of one that was sent. */
export function envelopeCases(kind: 'queue' | 'topic'): ReadonlyArray<DriverCase<SendBench>> {
  const statements: readonly Statement[] = [
    {
      id: 'send.one',
      title: 'What was sent arrives with the id that the sender was given, and when it was sent.',
      why: documents.cloudEvents,
      async run(bench) {
        const { id, time, data } = await sendOne(bench, { n: 1 })
        assert.match(id, /^[0-9a-f-]{36}$/)
        assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
        assert.deepEqual(data, { n: 1 })
      },
    },
    {
      id: 'send.again',
      title: 'The same sent twice arrives twice, with an id each.',
      why: documents.sqsDedupe,
      async run(bench) {
        const ids = [(await bench.send({ same: 1 })).id, (await bench.send({ same: 1 })).id]
        assert.equal((await bench.arrived(ids)).length, 2)
      },
    },
    {
      id: 'send.unicode',
      title: 'Letters of many scripts arrive.',
      why: documents.sqsMessage,
      run: (bench) => arrive(bench, ['größe 注文 👩‍👩‍👧 \u{10ffff}', { größe: ['طلب', '\ufeff', '\uffff'] }]),
    },
    {
      id: 'send.control',
      title: 'Control characters, line ends and half characters arrive, which services refuse or change.',
      why: documents.sqsMessage,
      run: (bench) => arrive(bench, ['a\u0000b\u001f\u007f\u0085', 'a\r\nb\n', '\ud800', '\u2028\u2029']),
    },
    {
      id: 'send.digits',
      title: 'Numbers arrive to their last digit.',
      why: documents.json,
      run: (bench) =>
        arrive(bench, [0.1 + 0.2, Number.MAX_SAFE_INTEGER, Number.MAX_VALUE, Number.MIN_VALUE, { n: [1e21, -1.5] }]),
    },
    {
      id: 'send.empty',
      title: 'What is empty arrives empty: texts, lists, objects, null, false and nought.',
      why: documents.json,
      run: (bench) => arrive(bench, ['', [], {}, null, false, 0, { a: '', b: [[]] }]),
    },
    {
      id: 'send.text',
      title: 'Texts that look like JSON, markup, base64 or an envelope stay texts.',
      why: documents.sqsMessage,
      run: (bench) => arrive(bench, ['{"a":1}', '<a>&amp;</a>', 'YWJj', '{"rove":1}', ' a ', '"', 'a&b=c%20+']),
    },
    {
      id: 'send.nested',
      title: 'What is nested arrives, with the order of its members.',
      why: documents.json,
      run: (bench) => arrive(bench, [{ z: [{ y: { x: [[[{ w: null }]]] } }], a: 1, 'b.c': { $d: 2, '': 3 } }]),
    },
    {
      id: 'send.bytes',
      title: 'Bytes arrive as bytes, every one of them.',
      why: documents.sqsMessage,
      async run(bench) {
        for (const bytes of [Uint8Array.from({ length: 256 }, (_, at) => at), new Uint8Array()]) {
          const { data } = await sendOne(bench, bytes)
          assert.ok(data instanceof Uint8Array, 'they are no bytes any more')
          assert.deepEqual([...data], [...bytes])
        }
      },
    },
    {
      id: 'send.attributes',
      title: 'Attributes arrive, with any name and text.',
      why: documents.cloudEvents,
      async run(bench) {
        const envelope = await sendOne(bench, 1, { attributes })
        assert.deepEqual(envelope.attributes, attributes)
        assert.deepEqual((await sendOne(bench, 1)).attributes, {})
      },
    },
    {
      id: 'send.many-attributes',
      title: 'There may be more attributes than services take.',
      why: documents.sqsQuotas,
      async run(bench) {
        const many = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`name-${at}`, `value ${at}`]))
        assert.deepEqual((await sendOne(bench, 1, { attributes: many })).attributes, many)
      },
    },
    {
      id: 'send.attribute-refused',
      title: 'An attribute that is no text or has no name is refused, and nothing arrives.',
      why: documents.cloudEvents,
      async run(bench) {
        for (const bad of [{ a: 1 }, { a: undefined }, { '': 'a' }]) {
          const call = bench.send(bench.mark, { attributes: bad as never })
          await refused(call, 'InvalidArgument', /must have a name and be a text/)
        }
        assert.deepEqual(await bench.arrivedWith(bench.mark), [])
      },
    },
    {
      id: 'send.trace',
      title: 'The trace goes on in what was sent.',
      why: documents.traceContext,
      async run(bench) {
        const { traceparent, tracestate } = await sendOne(bench, 1)
        assert.deepEqual([traceparent, tracestate], [scope.trace.traceparent, scope.trace.tracestate])
      },
    },
    {
      id: 'send.parallel',
      title: 'Fifty that are sent at once arrive all.',
      why: documents.sqsMessage,
      async run(bench) {
        const numbers = Array.from({ length: 50 }, (_, at) => at)
        const sent = await Promise.all(numbers.map((at) => bench.send(at)))
        const data = (await bench.arrived(sent.map(({ id }) => id))).map((one) => one.data as number)
        assert.deepEqual(
          data.sort((one, other) => one - other),
          numbers,
        )
      },
    },
    {
      id: 'schema.taken',
      title: 'A value arrives as its schema gives it.',
      why: documents.standardSchema,
      async run(bench) {
        const [envelope] = await bench.arrived([(await bench.sendChecked(21)).id])
        assert.equal(envelope?.data, 42)
      },
    },
    {
      id: 'schema.refused',
      title: 'What the schema refuses is refused with its issues, and does not arrive.',
      why: documents.standardSchema,
      async run(bench) {
        const error = await refused(bench.sendChecked(bench.mark), 'InvalidArgument', /a number is expected/)
        assert.deepEqual(error.extensions?.errors, [{ pointer: '/n', detail: 'a number is expected' }])
        assert.deepEqual(await bench.arrivedWith(bench.mark), [])
      },
    },
  ]
  return statements.map((one) => ({ ...one, id: `${kind}.${one.id}`, level: 'must' }))
}
