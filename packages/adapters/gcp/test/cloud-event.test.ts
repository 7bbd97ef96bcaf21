import { describe, expect, it } from 'vitest'
import { decodeHeader } from '../src/codecs/cloud-events/binary.ts'
import { dataOf, decodePost, deliveryOf, layers, readFirst } from './events.ts'

const minimal = { specversion: '1.0', id: 'i', source: '/s', type: 't' }
const structured = { 'content-type': 'application/cloudevents+json' }
const batched = { 'content-type': 'application/cloudevents-batch+json' }
const binary = { 'ce-specversion': '1.0', 'ce-id': 'i', 'ce-source': '/s', 'ce-type': 't' }

describe('binary mode', () => {
  it('takes attributes from headers and the body byte for byte', async () => {
    const body = new Uint8Array([123, 0, 255])
    const headers = {
      ...binary,
      'ce-subject': 'a',
      'ce-time': '2026-01-01T00:00:00Z',
      'ce-myext': '5',
      'content-type': 'image/png',
    }
    expect(await readFirst({ headers, body })).toEqual({
      id: 'i',
      source: '/s',
      type: 't',
      subject: 'a',
      time: '2026-01-01T00:00:00Z',
      datacontenttype: 'image/png',
      dataschema: undefined,
      extensions: { myext: '5' },
      payload: { bytes: body },
    })
  })

  it('takes an event without a body', async () => {
    expect(await readFirst({ headers: binary })).not.toHaveProperty('payload')
    expect(
      await readFirst({ headers: { ...binary, 'content-type': 'application/json' }, body: '' }),
    ).not.toHaveProperty('payload')
  })

  it('does not decode text that happens to be base64', async () => {
    expect(dataOf(await readFirst({ headers: { ...binary, 'content-type': 'text/plain' }, body: 'aGVsbG8=' }))).toBe(
      'aGVsbG8=',
    )
  })

  it.each([
    ['Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro € 😀'],
    ['"quoted \\"x\\" %25"', 'quoted "x" %'],
    ['100%', '100%'],
    ['50%25 of %zz and %E2%82', '50% of %zz and %E2%82'],
    [Buffer.from('grün').toString('latin1'), 'grün'],
    ['\u00fc alone is no UTF-8', '\u00fc alone is no UTF-8'],
    ['a"b"', 'a"b"'],
  ])('reads the header %s as %s', (header, value) => {
    expect(decodeHeader(header)).toBe(value)
  })
})

describe('structured mode', () => {
  it.each<[string, object, unknown]>([
    ['a JSON value', { data: { a: 1 } }, { a: 1 }],
    ['a JSON string', { data: '5', datacontenttype: 'application/json' }, '5'],
    ['null', { data: null }, null],
    ['text', { data: '{"a":1}', datacontenttype: 'text/plain' }, '{"a":1}'],
    ['XML', { data: '<a/>', datacontenttype: 'application/xml' }, '<a/>'],
    ['an object of another type', { data: { a: 1 }, datacontenttype: 'text/yaml' }, { a: 1 }],
    ['base64 that is JSON', { data_base64: 'eyJhIjoxfQ==', datacontenttype: 'application/json' }, { a: 1 }],
    ['base64 without padding', { data_base64: 'AP8' }, new Uint8Array([0, 255])],
    ['nothing', {}, undefined],
    ['nothing, said as null', { data_base64: null }, undefined],
    ['base64 of version 0.3', { specversion: '0.3', data: 'eyJhIjoxfQ==', datacontentencoding: 'base64' }, { a: 1 }],
  ])('reads %s', async (_what, parts, data) => {
    expect(dataOf(await readFirst({ headers: structured, body: { ...minimal, ...parts } }))).toEqual(data)
  })

  it('reads every type of extension', async () => {
    const { extensions } = await readFirst({
      headers: structured,
      body: { ...minimal, one: 'a', two: true, three: -5, four: null },
    })
    expect(extensions).toEqual({ one: 'a', two: 'true', three: '-5' })
  })

  const wrong: ReadonlyArray<readonly [string, object]> = [
    ['specversion', { specversion: '2.0' }],
    ['specversion', { specversion: 1 }],
    ['id', { id: '' }],
    ['id', { id: null }],
    ['id', { id: 25 }],
    ['source', { source: undefined }],
    ['source', { source: 'a b' }],
    ['type', { type: '' }],
    ['subject', { subject: '' }],
    ['dataschema', { dataschema: '' }],
    ['datacontenttype', { datacontenttype: 'json' }],
    ['datacontenttype', { datacontenttype: '' }],
    ['time', { time: 'lunchtime' }],
    ['time', { time: '2026-02-29T00:00:00Z' }],
    ['time', { time: '2026-13-01T00:00:00Z' }],
    ['time', { time: '2026-01-01T24:00:00Z' }],
    ['time', { time: '2026-01-01 00:00:00Z' }],
    ['time', { time: '2026-01-01T00:00:00' }],
    ['myExt', { myExt: 'a' }],
    ['my.ext', { 'my.ext': 'a' }],
    ['ext', { ext: 1.5 }],
    ['ext', { ext: 2 ** 31 }],
    ['ext', { ext: {} }],
    ['data_base64', { data_base64: 'not base64!' }],
    ['data_base64', { data_base64: 'AQ', data: 1 }],
    ['datacontentencoding', { specversion: '0.3', datacontentencoding: 'gzip', data: '' }],
  ]
  it.each(wrong)('refuses a wrong %s by its name: %j', async (name, parts) => {
    const body = { ...minimal, ...parts }
    const error = { code: 'InvalidArgument', message: expect.stringContaining(`"${name}"`) }
    await expect(decodePost({ headers: structured, body })).rejects.toMatchObject(error)
    await expect(decodePost({ headers: batched, body: [minimal, body] })).rejects.toMatchObject({
      message: expect.stringMatching(/^Event 2 of 2 in the batch: /),
    })
  })

  it.each([
    '2024-02-29T23:59:60.123456789Z',
    '2000-02-29t00:00:00z',
    '2026-01-31T00:00:00+23:59',
    '0000-02-29T00:00:00Z',
  ])('takes the time %s', async (time) => {
    expect(await readFirst({ headers: structured, body: { ...minimal, time } })).toMatchObject({ time })
  })

  it.each([
    ['what is no JSON', 'x'],
    ['what is no object', '[]'],
    ['what is no UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ])('refuses %s', async (_what, body) => {
    await expect(decodePost({ headers: structured, body })).rejects.toMatchObject({ code: 'InvalidArgument' })
  })

  it('refuses a format that it does not read, by name', async () => {
    const headers = { 'content-type': 'application/cloudevents+avro' }
    await expect(decodePost({ headers, body: 'x' })).rejects.toThrow(/application\/cloudevents\+avro/)
  })
})

describe('a batch', () => {
  it('delivers every event, and is settled as a whole', async () => {
    const body = [1, 2, 3].map((n) => ({ ...minimal, id: String(n), data: n }))
    const { deliveries, settlement } = await decodePost({ headers: batched, body })
    expect(settlement).toBe('whole')
    expect(deliveries.map(({ id }) => id)).toEqual(['1', '2', '3'])
  })

  it('may be empty', async () => {
    expect((await decodePost({ headers: batched, body: [] })).deliveries).toEqual([])
  })
})

describe('any other type', () => {
  it('is the event of a topic, known by its type, its source or its subject', async () => {
    const body = {
      ...minimal,
      type: 'google.cloud.audit.log.v1.written',
      source: '//cloudaudit.googleapis.com/projects/p/logs/activity',
      subject: 'storage.googleapis.com/projects/_/buckets/b',
      traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
      data: { a: 1 },
    }
    expect(layers(await deliveryOf({ headers: structured, body, target: '/_rove/events/audit' }))).toMatchObject([
      {
        trigger: 'event',
        function: 'audit',
        names: [body.type, body.source, 'activity', body.subject],
        traceparent: body.traceparent,
        payload: { value: { a: 1 } },
      },
    ])
  })
})
