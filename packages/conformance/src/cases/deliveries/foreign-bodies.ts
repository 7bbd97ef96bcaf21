import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import type { DeliveryPromise } from '@rove/core'
import { tell } from '../../app/events/instruction.ts'
import { type Shown, show } from '../../app/events/shown.ts'
import { freshMark } from '../../assertions.ts'
import type { UngroupedCase } from '../../case.ts'
import { queues } from '../../channel.ts'
import { documents, issue } from '../../sources.ts'
import type { Subject } from '../../subject.ts'
import { attributesOf } from './sent-objects.ts'

interface Sent {
  readonly body: string | Uint8Array
  /** What the handler must see. */
  readonly seen: unknown
  /** What is in the line of the log, when it is not the run. */
  readonly text?: string
}

/** Sends one foreign message and gives what the handler saw as its body. */
async function bodyOf(subject: Subject, { body, text = '' }: Sent): Promise<Shown | undefined> {
  const since = subject.mark()
  await subject.deliver(queues.delivery([{ body }]))
  const seen = await subject.seen({ text, since, function: 'handleJob' })
  return seen[0]?.data
}

interface Foreign {
  readonly id: string
  readonly title: string
  readonly why?: string
  readonly level?: 'must' | 'should'
  readonly needs?: readonly DeliveryPromise[]
  /** Where the text does not arrive as it was sent, the message still does, or is refused; it is not said how. */
  otherwise?(subject: Subject): Promise<void>
  make(instruction: string): Sent
}

function foreign({ make, ...one }: Foreign): UngroupedCase {
  return {
    why: issue('azure-functions-nodejs-library', 168),
    level: 'must',
    ...one,
    id: `messages.foreign.${one.id}`,
    async run(subject) {
      const run = freshMark()
      const sent = make(tell(run, 1, 'done'))
      assert.deepEqual(await bodyOf(subject, { text: run, ...sent }), show(sent.seen))
    },
  }
}

const same = (body: string, text = body.trim()): Sent => ({ body, seen: body, text })

const digits = (length: number): string => `9${Array.from({ length: length - 1 }, () => randomInt(1, 10)).join('')}`

/** Where the text of foreign messages may change, what is handled is still one message. */
const stillDelivered = async (subject: Subject): Promise<void> => {
  const since = subject.mark()
  await subject.deliver(queues.delivery([{ body: `${tell(freshMark(), 1, 'done')} plain` }]))
  assert.equal((await subject.seen({ since, function: 'handleJob' })).length, 1)
}

/** Messages that were not sent by Rove. */
export const foreignBodies: readonly UngroupedCase[] = [
  foreign({
    id: 'object',
    title: 'The body of a JSON object is the object.',
    make(instruction) {
      const value = { instruction, nested: { list: [1, 'two', null, true], empty: {} }, amount: 1.5, negative: -7 }
      return { body: JSON.stringify(value), seen: value }
    },
  }),
  foreign({
    id: 'object-keys',
    title: 'The keys of an object keep their letters.',
    make(instruction) {
      const value = { Instruction: instruction, OrderId: 1, 'order-id': 2, order_id: 3, ORDER: { InnerKey: 4 }, '': 5 }
      return { body: JSON.stringify(value), seen: value }
    },
  }),
  foreign({
    id: 'object-texts',
    title: 'Texts in an object stay texts: digits, dates, flags.',
    make(instruction) {
      const value = {
        instruction,
        id: '12345678901234567890',
        at: '2026-11-01T10:00:00.000Z',
        yes: 'true',
        none: 'null',
      }
      return { body: JSON.stringify(value), seen: value }
    },
  }),
  foreign({
    id: 'array',
    title: 'The body of a JSON array is the array.',
    make: (instruction) => ({ body: JSON.stringify([instruction, 2, [3]]), seen: [instruction, 2, [3]] }),
  }),
  foreign({
    id: 'quoted',
    title: 'The body of a JSON string is the text in it.',
    make: (instruction) => ({ body: JSON.stringify(`${instruction} "quoted"`), seen: `${instruction} "quoted"` }),
  }),
  foreign({
    id: 'text',
    title: 'A body that is no JSON is its text.',
    why: documents.sqsLambda,
    make: (instruction) => same(`${instruction} plain text`, instruction),
  }),
  foreign({
    id: 'unicode',
    title: 'Text beyond ASCII and beyond the first plane arrives.',
    make: (instruction) => same(`${instruction} zażółć gęślą 東京 🚀 é`, instruction),
  }),
  foreign({
    id: 'markup',
    title: 'Markup and signs of other formats stay as they are.',
    make: (instruction) => same(`<b a="1">${instruction}</b> &amp; %20 + \\n {{x}}`, instruction),
  }),
  foreign({
    id: 'malformed',
    title: 'A body that begins like JSON and is none is its text.',
    make: (instruction) => same(`{"instruction": "${instruction}"`, instruction),
  }),
  foreign({
    id: 'lines',
    title: 'Lines and tabs within a text stay.',
    make: (instruction) => same(`${instruction} one\ntwo\t\tthree  four.`, instruction),
  }),
  foreign({ id: 'number', title: 'A number is its text.', make: () => same(digits(6)) }),
  foreign({ id: 'leading-zero', title: 'Digits with a leading zero keep it.', make: () => same(`00${digits(7)}`) }),
  foreign({ id: 'flag', title: 'A flag is its text.', make: () => same('true', '"value":"true"') }),
  foreign({
    id: 'digits',
    title: 'Twenty digits arrive as they were sent.',
    needs: ['message.text'],
    make: () => same(digits(20)),
  }),
  foreign({
    id: 'number-form',
    title: 'A number keeps the form in which it was written.',
    needs: ['message.text'],
    make: () => same(`${digits(6)}.50`),
    otherwise: stillDelivered,
  }),
  foreign({
    id: 'base-sixty-four',
    title: 'A text that looks like base64 is not decoded.',
    why: documents.azureQueue,
    needs: ['message.text'],
    make: (instruction) => same(Buffer.from(`${instruction}!`).toString('base64')),
    otherwise: stillDelivered,
  }),
  foreign({
    id: 'quoted-twice',
    title: 'JSON inside a JSON string is decoded once.',
    level: 'should',
    needs: ['message.text'],
    make(instruction) {
      const inner = JSON.stringify({ instruction })
      return { body: JSON.stringify(inner), seen: inner }
    },
    otherwise: stillDelivered,
  }),
  foreign({
    id: 'bytes',
    title: 'Bytes that are no text arrive as bytes.',
    why: documents.azureServiceBus,
    needs: ['message.bytes'],
    make(instruction) {
      const body = Buffer.concat([Buffer.from([0xff, 0xfe, 0x00, 0x80]), Buffer.from(instruction), Buffer.from([0xc3])])
      return { body, seen: new Uint8Array(body) }
    },
  }),
  foreign({
    id: 'bytes-of-text',
    title: 'Bytes that are text are read as the text would be.',
    why: documents.pubsubPush,
    needs: ['message.bytes'],
    make: (instruction) => ({ body: Buffer.from(JSON.stringify({ instruction, ż: 1 })), seen: { instruction, ż: 1 } }),
    otherwise: stillDelivered,
  }),
  {
    id: 'messages.foreign.attribute-names',
    title: 'The names of attributes keep their letters, or at least can be told apart where that is emulated.',
    why: issue('azure-functions-nodejs-library', 168),
    level: 'should',
    needs: ['message.attributes'],
    async run(subject) {
      const attributes = { TenantId: '1', tenant_id: '2', lowerCamel: '3', UPPER: '4' }
      if (subject.support('message.attributes') === 'native') {
        assert.deepEqual(await attributesOf(subject, queues, attributes), attributes)
      } else {
        const seen = await attributesOf(subject, queues, attributes, (name) => name.toLowerCase())
        assert.deepEqual(seen, { tenantid: '1', tenant_id: '2', lowercamel: '3', upper: '4' })
      }
    },
  },
]
