import type { DecodedDelivery, Payload } from '@rove/core/adapter'
import type { PlainRecord } from '../plain-delivery-codec.ts'
import type { Defect } from './defect.ts'

type Decode = (decoded: DecodedDelivery, record: PlainRecord) => DecodedDelivery

const decoding = (name: string, decodeDelivery: Decode, ...caughtBy: string[]): Defect => ({
  name,
  defects: { decodeDelivery },
  caughtBy,
})

const isSent = (decoded: DecodedDelivery): decoded is Extract<DecodedDelivery, { trigger: 'message' | 'event' }> =>
  decoded.trigger === 'message' || decoded.trigger === 'event'

const payloadDefect = (name: string, change: (payload: Payload) => Payload, ...caughtBy: string[]): Defect =>
  decoding(
    name,
    (decoded) => (isSent(decoded) ? { ...decoded, payload: change(decoded.payload) } : decoded),
    ...caughtBy,
  )

const attributeDefect = (
  name: string,
  change: (pair: [string, string]) => [string, string],
  ...caughtBy: string[]
): Defect =>
  decoding(
    name,
    (decoded) =>
      isSent(decoded)
        ? { ...decoded, attributes: Object.fromEntries(Object.entries(decoded.attributes ?? {}).map(change)) }
        : decoded,
    ...caughtBy,
  )

const keyDefect = (name: string, change: (key: string) => string, ...caughtBy: string[]): Defect =>
  decoding(
    name,
    (decoded) =>
      decoded.trigger === 'object' || decoded.trigger === 'change' ? { ...decoded, key: change(decoded.key) } : decoded,
    ...caughtBy,
  )

const text = (payload: Payload): string =>
  'bytes' in payload ? Buffer.from(payload.bytes).toString('utf8') : 'text' in payload ? payload.text : ''

function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

const parsed = (payload: Payload): Payload => {
  const value = attempt((): unknown => JSON.parse(text(payload)))
  return value === undefined ? payload : { value }
}

const renamed = (value: unknown, rename: (name: string) => string): unknown => {
  if (Array.isArray(value)) return value.map((one) => renamed(one, rename))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [rename(name), renamed(one, rename)]))
}

const lowerFirst = (name: string): string => name.slice(0, 1).toLowerCase() + name.slice(1)

const changeDefect = (name: string, change: (value: unknown) => unknown, ...caughtBy: string[]): Defect =>
  decoding(
    name,
    (decoded) =>
      decoded.trigger === 'change'
        ? { ...decoded, before: change(decoded.before), after: change(decoded.after) }
        : decoded,
    ...caughtBy,
  )

/** What a codec of events gets wrong on the way in. */
export const deliveryDecodeDefects: readonly Defect[] = [
  payloadDefect('parses digits', parsed, 'messages.foreign.digits', 'messages.foreign.number', 'messages.foreign.flag'),
  payloadDefect(
    'parses JSON inside of JSON strings',
    (payload) => {
      const value = attempt((): unknown => JSON.parse(text(payload)))
      return typeof value === 'string' ? { text: value } : payload
    },
    'messages.foreign.quoted-twice',
  ),
  payloadDefect(
    'decodes what looks like base64',
    (payload) =>
      /^[\w+/]+={0,2}$/.test(text(payload)) ? { text: Buffer.from(text(payload), 'base64').toString() } : payload,
    'messages.foreign.base-sixty-four',
  ),
  payloadDefect(
    'takes bytes for UTF-8',
    (payload) => ('bytes' in payload ? { text: text(payload) } : payload),
    'messages.foreign.bytes',
  ),
  payloadDefect(
    'takes UTF-8 for Latin-1',
    (payload) => ({ text: Buffer.from(text(payload)).toString('latin1') }),
    'messages.foreign.unicode',
    'messages.sent.object',
    'events.sent.object',
  ),
  payloadDefect(
    'camel-cases the keys of bodies',
    (payload) => {
      const value = attempt((): unknown => JSON.parse(text(payload)))
      return value === undefined ? payload : { text: JSON.stringify(renamed(value, lowerFirst)) }
    },
    'messages.foreign.object-keys',
    'events.sent.object',
  ),
  payloadDefect(
    'cuts bodies at 64 KB',
    (payload) => ('text' in payload ? { text: payload.text.slice(0, 65_536) } : payload),
    'messages.sent.large',
    'events.sent.large',
  ),
  payloadDefect(
    'trims text and its lines',
    (payload) => ('text' in payload ? { text: payload.text.replace(/\s+/g, ' ').trim() } : payload),
    'messages.foreign.lines',
  ),
  attributeDefect(
    'camel-cases attributes',
    ([name, value]) => [lowerFirst(name), value],
    'messages.foreign.attribute-names',
  ),
  attributeDefect(
    'parses attributes',
    ([name, value]) => [name, String(attempt(() => JSON.parse(value)) ?? value)],
    'messages.sent.attributes',
    'events.sent.attributes',
  ),
  decoding(
    'drops attributes',
    (decoded) => (isSent(decoded) ? { ...decoded, attributes: undefined } : decoded),
    'messages.sent.attributes',
    'events.sent.attributes',
  ),
  decoding(
    'drops the attempt',
    (decoded) => ({ ...decoded, attempt: undefined }),
    'messages.attempt.counted',
    'events.attempt.counted',
  ),
  decoding(
    'counts attempts from 0',
    (decoded) => ({ ...decoded, attempt: (decoded.attempt ?? 1) - 1 }),
    'messages.attempt.first',
    'events.attempt.first',
    'messages.attempt.counted',
  ),
  decoding(
    'makes a new id for each delivery',
    (decoded, { attempt: count }) => ({ ...decoded, id: count === 1 ? decoded.id : `${decoded.id}-${count}` }),
    'messages.key.stable',
    'events.key.stable',
    'schedules.retry',
    'objects.retry',
    'changes.retry',
  ),
  decoding(
    'gives everything one id',
    (decoded) => ({ ...decoded, id: 'the-id' }),
    'messages.key.distinct',
    'events.key.distinct',
    'schedules.key',
    'objects.several',
    'changes.distinct',
  ),
  decoding(
    'drops the sender’s trace',
    (decoded) => ({ ...decoded, traceparent: undefined }),
    'messages.context.trace-attribute',
    'events.context.trace-attribute',
  ),
  decoding('drops the group', (decoded) => ({ ...decoded, group: undefined }), 'messages.ordered.group'),
  decoding(
    'names the resource with its account',
    (decoded) => ({ ...decoded, names: decoded.names.map((name) => `123456789012:${name}`) }),
    'messages.outcome.done',
    'events.outcome.done',
    'objects.created',
    'changes.created',
  ),
  decoding(
    'takes every time for another function’s',
    (decoded) => (decoded.trigger === 'schedule' ? { ...decoded, names: ['tickThrows'] } : decoded),
    'schedules.works',
    'schedules.others',
  ),
  decoding(
    'does not know when a tick was due',
    (decoded) => (decoded.trigger === 'schedule' ? { ...decoded, scheduledAt: undefined } : decoded),
    'schedules.time',
  ),
  keyDefect(
    'decodes keys a second time',
    (key) => attempt(() => decodeURIComponent(key)) ?? decodeURIComponent(key.replaceAll('%zz', '')),
    'objects.key.percent',
    'objects.deleted',
    'changes.key',
  ),
  keyDefect('takes plus for a space', (key) => key.replaceAll('+', ' '), 'objects.key.plus', 'changes.key'),
  keyDefect('leaves keys encoded', encodeURI, 'objects.key.spaces', 'objects.key.unicode'),
  keyDefect('keeps the file’s name only', (key) => key.split('/')[0] ?? '', 'objects.key.folders'),
  decoding(
    'leaves quotation marks around etags',
    (decoded) => (decoded.trigger === 'object' ? { ...decoded, etag: `"${decoded.etag}"` } : decoded),
    'objects.properties',
  ),
  decoding(
    'gives sizes as text',
    (decoded) => (decoded.trigger === 'object' ? { ...decoded, size: String(decoded.size ?? 1) as never } : decoded),
    'objects.properties.large',
    'objects.properties.types',
  ),
  decoding(
    'takes deletions for writes',
    (decoded) => (decoded.trigger === 'object' ? { ...decoded, kind: 'created' } : decoded),
    'objects.deleted',
  ),
  changeDefect(
    'leaves values as the table writes them',
    (value) => (value === undefined ? value : renamed(value, (name) => `${name}.S`)),
    'changes.types',
    'changes.updated',
    'changes.before',
  ),
  changeDefect(
    'reads numbers as text',
    (value) => value && JSON.parse(JSON.stringify(value), (_, one) => (typeof one === 'number' ? `${one}` : one)),
    'changes.types',
    'changes.created',
  ),
  decoding(
    'takes what is new for an update',
    (decoded) =>
      decoded.trigger === 'change' && decoded.kind === 'created' ? { ...decoded, kind: 'updated' } : decoded,
    'changes.kind',
  ),
  decoding(
    'swaps before and after',
    (decoded) =>
      decoded.trigger === 'change' ? { ...decoded, before: decoded.after, after: decoded.before } : decoded,
    'changes.before',
    'changes.deleted',
    'changes.updated',
  ),
]
