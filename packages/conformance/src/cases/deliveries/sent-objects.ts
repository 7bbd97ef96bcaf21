import assert from 'node:assert/strict'
import { isRoveError } from '@rove/core'
import { tell } from '../../app/events/instruction.ts'
import { show } from '../../app/events/shown.ts'
import { freshMark } from '../../assertions.ts'
import type { UngroupedCase } from '../../case.ts'
import type { Channel } from '../../channel.ts'
import { documents } from '../../sources.ts'
import type { Subject } from '../../subject.ts'

/** Sends something with attributes and gives those of them that the handler saw, with names in small letters if asked. */
export async function attributesOf(
  subject: Subject,
  channel: Channel,
  attributes: Readonly<Record<string, string>>,
  toName: (name: string) => string = (name) => name,
): Promise<Record<string, unknown>> {
  const instruction = tell(freshMark(), 1, 'done')
  await subject.deliver(channel.delivery([{ body: JSON.stringify({ tell: instruction }), attributes }]))
  const [seen] = await subject.seen({ text: instruction })
  const found = Object.entries(seen?.event.attributes ?? {}).map(([name, value]) => [toName(name), value] as const)
  const wanted = Object.keys(attributes).map(toName)
  return Object.fromEntries(found.filter(([name]) => wanted.includes(name)))
}

const beyondAscii = { tenant: 'Żółć 🚀' }

/** The same, or undefined when the service refuses them: that it cannot hold them is the sender's to know then. */
async function attributesUnlessRefused(
  subject: Subject,
  channel: Channel,
  attributes: Readonly<Record<string, string>>,
): Promise<Record<string, unknown> | undefined> {
  try {
    return await attributesOf(subject, channel, attributes)
  } catch (error) {
    if (isRoveError(error) && error.code === 'InvalidArgument') return undefined
    throw error
  }
}

/** Foreign objects, attributes and sizes: what queues and topics both take from anybody. */
export const sentObjects = (channel: Channel): readonly UngroupedCase[] => [
  {
    id: `${channel.group}.sent.object`,
    title: 'An object that anybody sent arrives with its values and the letters of its keys.',
    why: documents.cloudEvents,
    level: 'must',
    async run(subject) {
      const value = {
        tell: tell(freshMark(), 1, 'done'),
        OrderId: 'Ż-1',
        at: '2026-11-01T10:00:00Z',
        list: [1, [2], {}],
      }
      await subject.deliver(channel.delivery([{ body: JSON.stringify(value) }]))
      const [seen] = await subject.seen({ text: value.tell })
      assert.deepEqual(seen?.data, show(value))
    },
  },
  {
    id: `${channel.group}.sent.own-field`,
    title: 'An object that happens to have a field "rove" is not taken for an envelope.',
    why: documents.cloudEvents,
    level: 'must',
    async run(subject) {
      const value = { tell: tell(freshMark(), 1, 'done'), rove: 'about', id: 'x', time: 'y', json: '1' }
      await subject.deliver(channel.delivery([{ body: JSON.stringify(value) }]))
      assert.deepEqual((await subject.seen({ text: value.tell }))[0]?.data, show(value))
    },
  },
  {
    id: `${channel.group}.sent.large`,
    title: 'A body of 100 KB, or half of what the provider takes when that is less, arrives whole.',
    why: documents.azureQueue,
    level: 'must',
    async run(subject) {
      const limit = subject.limit(channel.trigger === 'message' ? 'message.body' : 'event.body')
      const instruction = tell(freshMark(), 1, 'done')
      const value = { tell: instruction, text: 'abcdefghij'.repeat(Math.floor(Math.min(100_000, limit / 2) / 10)) }
      await subject.deliver(channel.delivery([{ body: JSON.stringify(value) }]))
      const [seen] = await subject.seen({ text: instruction })
      assert.deepEqual(seen?.data, show(value))
    },
  },
  {
    id: `${channel.group}.sent.attributes`,
    title: 'Attributes that anybody sent arrive, with their values letter for letter.',
    why: documents.sqsAttributes,
    level: 'must',
    needs: [channel.promise('attributes')],
    async run(subject) {
      // Names that every service takes: CloudEvents knows small letters and digits only.
      const attributes = { tenant: 'a b', digits: '12345678901234567890', flag: 'true', json: '{"a":1}', a1: 'x y' }
      assert.deepEqual(await attributesOf(subject, channel, attributes), attributes)
    },
  },
  {
    id: `${channel.group}.sent.attribute-letters`,
    title: 'Letters beyond ASCII in attributes arrive, or are refused when they are sent.',
    why: documents.sqsAttributes,
    level: 'should',
    needs: [channel.promise('attributes')],
    async run(subject) {
      const found = await attributesUnlessRefused(subject, channel, beyondAscii)
      if (found !== undefined) assert.deepEqual(found, beyondAscii)
    },
    // Where there is no place for attributes they are refused or missing.
    async otherwise(subject) {
      assert.notDeepEqual(await attributesUnlessRefused(subject, channel, beyondAscii), beyondAscii)
    },
  },
  {
    id: `${channel.group}.sent.no-attributes`,
    title: 'What has no attributes has an empty set of them.',
    why: documents.sqsAttributes,
    level: 'must',
    async run(subject) {
      const instruction = tell(freshMark(), 1, 'done')
      await subject.deliver(channel.delivery([{ body: JSON.stringify({ tell: instruction }) }]))
      const [seen] = await subject.seen({ text: instruction })
      assert.equal(typeof seen?.event.attributes, 'object')
      assert.ok(!Object.hasOwn(seen?.event.attributes ?? {}, 'TenantId'))
    },
  },
  {
    id: `${channel.group}.sent.fields`,
    title: 'What a handler gets has an id, a source, a type, and the logical name of where it comes from.',
    why: documents.cloudEvents,
    level: 'must',
    async run(subject) {
      const instruction = tell(freshMark(), 1, 'done')
      await subject.deliver(channel.delivery([{ body: JSON.stringify({ tell: instruction }) }]))
      const [seen] = await subject.seen({ text: instruction })
      const event = seen?.event ?? {}
      assert.equal(channel.trigger === 'message' ? event.queue : event.topic, channel.open.to)
      for (const name of ['id', 'source', 'type']) {
        assert.ok(typeof event[name] === 'string' && event[name] !== '', `${name} is a text`)
      }
      assert.ok(URL.canParse(String(event.source), 'https://example.com'), 'the source is a URI reference')
      for (const name of ['time', 'enqueuedAt']) {
        if (event[name] === undefined) continue
        assert.ok(!Number.isNaN(Date.parse(String(event[name]))), `${name} is a time`)
      }
    },
  },
]
