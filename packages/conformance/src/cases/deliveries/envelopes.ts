import assert from 'node:assert/strict'
import { tell } from '../../app/events/instruction.ts'
import { show } from '../../app/events/shown.ts'
import type { Sighting } from '../../app/events/sighting.ts'
import { freshMark } from '../../assertions.ts'
import type { UngroupedCase } from '../../case.ts'
import { type Channel, sealed } from '../../channel.ts'
import { everyByte } from '../../pattern.ts'
import { documents } from '../../sources.ts'
import type { Subject } from '../../subject.ts'

async function receive(
  subject: Subject,
  channel: Channel,
  more: Parameters<typeof sealed>[1],
): Promise<Sighting | undefined> {
  const id = tell(freshMark(), 1, 'done')
  const [delivered] = await subject.deliver(channel.delivery([{ body: sealed(id, more) }]))
  const [seen] = await subject.seen({ text: id })
  assert.equal(seen?.event.id, id)
  assert.equal(delivered?.outcome, 'done')
  return seen
}

const inside = sealed('an-id', { data: { inner: true } })

// What a platform that reads, parses or decodes by itself would change.
const values: ReadonlyArray<readonly [id: string, title: string, data: unknown]> = [
  ['object', 'An object arrives with its values and the letters of its keys.', { OrderId: 1, a_b: { 'C-d': [null] } }],
  ['array', 'An array arrives.', [1, 'two', [], {}, null]],
  ['text', 'A text arrives as a text.', 'plain "quoted" \\ text\n'],
  ['digits', 'Twenty digits arrive as the text they were.', '12345678901234567890'],
  ['number', 'A number arrives as a number, with all its digits.', 9_007_199_254_740_991],
  ['fraction', 'A fraction arrives as it was.', -0.1],
  ['flag', 'A flag arrives as a flag.', false],
  ['null', 'A null arrives as a null.', null],
  ['nothing', 'Nothing at all arrives as nothing.', undefined],
  ['empty-text', 'An empty text arrives as an empty text.', ''],
  ['json-text', 'A text that is JSON is not parsed.', '{"a":[1]}'],
  ['number-text', 'A text that is a number stays a text.', '0012.50'],
  ['date-text', 'A text that is a date stays a text.', { at: '2026-11-01T10:00:00.000Z' }],
  ['base-text', 'A text that looks like base64 is not decoded.', 'aGVsbG8gd29ybGQ='],
  ['unicode', 'Text beyond ASCII and beyond the first plane arrives.', 'zażółć 東京 🚀 \u0000\u2028 end'],
  ['bytes', 'Bytes arrive as bytes, every one.', everyByte],
  ['inside', 'What looks like an envelope inside an envelope is data.', inside],
  ['large', 'An object of 20 KB arrives whole.', { text: 'żółć '.repeat(700) }],
]

/** What `send` and `publish` write survives every transport. */
export const envelopes = (channel: Channel): readonly UngroupedCase[] => [
  ...values.map(
    ([id, title, data]): UngroupedCase => ({
      id: `${channel.group}.envelope.${id}`,
      title: `In an envelope: ${title}`,
      why: documents.azureQueue,
      level: 'must',
      run: async (subject) => assert.deepEqual((await receive(subject, channel, { data }))?.data, show(data)),
    }),
  ),
  {
    id: `${channel.group}.envelope.attributes`,
    title: 'Attributes in an envelope arrive, whatever their names and values.',
    why: documents.sqsAttributes,
    level: 'must',
    async run(subject) {
      const attributes = {
        TenantId: '1',
        'tenant-id': '',
        'a b.ż': '🚀',
        UPPER: '00',
        'content-type': 'x/y',
        id: 'own',
      }
      const seen = await receive(subject, channel, { attributes })
      assert.deepEqual(seen?.event.attributes, attributes)
    },
  },
  {
    id: `${channel.group}.envelope.fields`,
    title: 'Type, subject and time of an envelope are the event’s.',
    why: documents.cloudEvents,
    level: 'must',
    async run(subject) {
      const time = '2026-10-31T23:59:59.123Z'
      const seen = await receive(subject, channel, { type: 'shop.Order.placed', subject: 'orders/Ż 1', time })
      const { type, subject: about, time: at, datacontenttype } = seen?.event ?? {}
      assert.deepEqual([type, about, at], ['shop.Order.placed', 'orders/Ż 1', time])
      assert.equal(datacontenttype, 'application/json')
    },
  },
  {
    id: `${channel.group}.envelope.trace`,
    title: 'The sender’s trace goes on in the handler, with its state.',
    why: documents.traceContext,
    level: 'must',
    async run(subject) {
      const traceId = freshMark().slice(1)
      const traceparent = `00-${traceId}-00f067aa0ba902b7-01`
      const seen = await receive(subject, channel, { traceparent, tracestate: 'vendor=a,other=b' })
      assert.deepEqual(seen?.context.trace, { traceId, remote: true, tracestate: 'vendor=a,other=b' })
    },
  },
  {
    id: `${channel.group}.envelope.later`,
    title: 'An envelope of a later version is not lost: it is tried again, and the log says why.',
    why: documents.azureErrors,
    level: 'must',
    needs: [channel.promise('retry')],
    async run(subject) {
      const run = freshMark()
      const body = JSON.stringify({ rove: 2, content: { sealed: tell(run, 1, 'done') } })
      const [delivered] = await subject.deliver({ ...channel.delivery([{ body }]), maxAttempts: 3 })
      assert.notEqual(delivered?.outcome, 'done')
      assert.ok((delivered?.attempts ?? 0) > 1, 'it was delivered again')
      await subject.logged(channel.open.function, 'envelope of version 2')
      assert.deepEqual(await subject.allSeen({ text: run }), [])
    },
  },
  {
    id: `${channel.group}.envelope.broken`,
    title: 'A broken envelope never reaches the handler and ends kept aside; the log says why.',
    why: documents.azureErrors,
    level: 'must',
    needs: [channel.promise('dead-letter')],
    async run(subject) {
      const run = freshMark()
      const whole = JSON.parse(sealed(tell(run, 1, 'done'))) as object
      const broken = [
        { ...whole, attributes: { not: 'pairs' } },
        { ...whole, json: '{"cut": ' },
        { ...whole, time: 5 },
      ]
      const items = broken.map((one) => ({ body: JSON.stringify(one) }))
      const delivered = await subject.deliver({ ...channel.delivery(items), maxAttempts: 2 })
      assert.deepEqual(
        delivered.map(({ outcome }) => outcome),
        broken.map(() => 'dead-lettered'),
      )
      await subject.logged(channel.open.function, 'given up', 'broken envelope')
      assert.deepEqual(await subject.allSeen({ text: run }), [])
    },
  },
]
