import type { Outcome } from '@rove/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketCodec } from '../src/codecs/bucket.ts'
import { kvCodec } from '../src/codecs/kv.ts'
import type { LocalEvent } from '../src/codecs/local-event.ts'
import { queueCodec } from '../src/codecs/queue.ts'
import { scheduleCodec } from '../src/codecs/schedule.ts'
import { topicCodec } from '../src/codecs/topic.ts'

const codecs = [queueCodec, topicCodec, scheduleCodec, bucketCodec, kvCodec]
const record = { id: '1', attempt: 2, time: '2026-01-01T00:00:00.000Z' }
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

const events: Readonly<Record<string, LocalEvent>> = {
  queue: {
    service: 'rove.queue',
    name: 'jobs',
    function: 'work',
    ordered: true,
    records: [
      { ...record, body: 'x', group: 'g', contentType: 'text/plain', attributes: { traceparent, tracestate: 'a=1' } },
    ],
  },
  topic: { service: 'rove.topic', name: 'news', function: 'hear', records: [{ ...record, data: new Uint8Array([1]) }] },
  schedule: {
    service: 'rove.schedule',
    name: 'nightly',
    records: [{ ...record, scheduledAt: '2026-03-01T03:00:00.000Z' }],
  },
  bucket: {
    service: 'rove.bucket',
    name: 'files',
    function: 'scan',
    records: [{ ...record, kind: 'created', key: 'a%20b', size: 3 }],
  },
  kv: {
    service: 'rove.kv',
    name: 'orders',
    function: 'audit',
    records: [{ ...record, kind: 'updated', key: 'k', before: '1', after: '{"a":1}' }],
  },
}

describe.each(codecs)('$name', (codec) => {
  const event = events[codec.name] as LocalEvent

  it('claims its own events and no others', () => {
    for (const [name, one] of Object.entries(events))
      expect([name, codec.matches(one)]).toEqual([name, name === codec.name])
    expect(codec.matches({ service: event.service })).toBe(false)
    fc.assert(fc.property(fc.anything(), (value) => codec.matches(value) === false))
  })

  it('settles each by itself, and puts aside at once', async () => {
    const { settlement, deadLetters, deliveries } = await codec.decode(event as never)
    expect([settlement, deadLetters]).toEqual(['each', true])
    expect(deliveries.map(({ trigger }) => trigger)).toEqual(codec.triggers)
    expect(deliveries[0]).toMatchObject({
      id: '1',
      attempt: 2,
      names: [event.name],
      source: `/${codec.name}/${event.name}`,
      time: record.time,
    })
  })

  it('gives back the outcomes as they are', async () => {
    const { deliveries } = await codec.decode(event as never)
    const outcomes: Outcome[] = [{ kind: 'done' }, { kind: 'retry', after: 5 }, { kind: 'dead-letter', reason: 'no' }]
    const settled = outcomes.map((outcome) => ({
      outcome,
      delivery: deliveries[0] as NonNullable<(typeof deliveries)[0]>,
    }))
    expect(codec.encode(settled, event as never)).toEqual(outcomes)
    expect(codec.encode([], event as never)).toEqual([])
  })

  it('leaves the event as it is', async () => {
    const before = structuredClone(event)
    const { deliveries } = await codec.decode(event as never)
    Object.assign(deliveries[0] ?? {}, { id: 'changed', key: 'changed' })
    expect(event).toEqual(before)
  })
})

it('decodes what is each one’s own', async () => {
  const first = async (codec: {
    decode(event: never): { deliveries: readonly unknown[] } | Promise<{ deliveries: readonly unknown[] }>
    name: string
  }) => (await codec.decode(events[codec.name] as never)).deliveries[0]
  expect(await first(queueCodec)).toMatchObject({
    payload: { text: 'x' },
    function: 'work',
    group: 'g',
    datacontenttype: 'text/plain',
    traceparent,
    tracestate: 'a=1',
  })
  expect(await first(topicCodec)).toMatchObject({ payload: { bytes: new Uint8Array([1]) }, attributes: {} })
  expect(await first(scheduleCodec)).toMatchObject({
    scheduledAt: new Date('2026-03-01T03:00:00Z'),
    function: undefined,
  })
  expect(await first(bucketCodec)).toMatchObject({
    kind: 'created',
    key: 'a%20b',
    subject: 'a%20b',
    size: 3,
    etag: undefined,
  })
  expect(await first(kvCodec)).toMatchObject({ kind: 'updated', key: 'k', group: 'k', before: 1, after: { a: 1 } })
  const ordered = await Promise.all(codecs.map((codec) => codec.decode(events[codec.name] as never)))
  expect(ordered.map((batch) => batch.ordered)).toEqual([true, false, true, false, true])
})
