import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Envelope, open, readPayload, seal } from '../src/adapter/index.ts'

const plain: Envelope = {
  id: '1',
  time: '2026-11-21T00:00:00.000Z',
  type: undefined,
  subject: undefined,
  data: { n: 1 },
  attributes: {},
  traceparent: undefined,
  tracestate: undefined,
}

const envelopes: fc.Arbitrary<Envelope> = fc.record({
  id: fc.uuid(),
  time: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  type: fc.option(fc.string(), { nil: undefined }),
  subject: fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined }),
  data: fc.oneof(
    fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown),
    fc.uint8Array(),
  ),
  attributes: fc.dictionary(
    fc.string({ unit: 'binary' }).filter((key) => key !== '__proto__'),
    fc.string({ unit: 'binary' }),
  ),
  traceparent: fc.option(fc.string(), { nil: undefined }),
  tracestate: fc.option(fc.string(), { nil: undefined }),
})

/** What Azure's library does to the keys of objects. */
function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key.replace(/^[A-Z]+/, (head) => head.toLowerCase()), camelCased(one)]),
  )
}

describe('an envelope', () => {
  it('comes back whole from text, from bytes, and from a platform that parses JSON and rewrites keys', () => {
    fc.assert(
      fc.property(envelopes, (envelope) => {
        const text = seal(envelope)
        expect(text).toMatch(/^[ -~]*$/)
        expect(open({ text })).toEqual(envelope)
        expect(open({ bytes: Buffer.from(text) })).toEqual(envelope)
        expect(open({ value: camelCased(JSON.parse(text)) })).toEqual(envelope)
      }),
    )
  })

  it('keeps the digits of a number that is sent as text', () => {
    const data = { number: '12345678901234567890' }
    expect(open({ value: JSON.parse(seal({ ...plain, data })) })?.data).toEqual(data)
  })

  it('is not seen in what others write', () => {
    for (const text of [
      '',
      '{}',
      'null',
      '1',
      '[]',
      '{"rove":"1"}',
      '{"rove":1.5}',
      'rove',
      '{"data":{"rove":1}}',
      '"rove"',
    ]) {
      expect(open({ text })).toBeUndefined()
    }
    expect(open({ bytes: new Uint8Array([0xff, 0xfe]) })).toBeUndefined()
    expect(open({ value: undefined })).toBeUndefined()
  })

  it('of a later version is refused with what to do', () => {
    expect(() => open({ text: '{"rove":2,"new":true}' })).toThrow(
      /version 2; this version of Rove reads up to 1\. Update/,
    )
  })

  it.each([
    ['no id', { ...JSON.parse(seal(plain)), id: undefined }],
    ['no time', { ...JSON.parse(seal(plain)), time: 5 }],
    ['attributes that are no pairs', { ...JSON.parse(seal(plain)), attributes: { a: 'b' } }],
    ['an attribute that is no text', { ...JSON.parse(seal(plain)), attributes: [['a', 1]] }],
    ['data that is cut off', { ...JSON.parse(seal(plain)), json: '{"n":' }],
    ['bytes that are no base64', { ...JSON.parse(seal(plain)), json: undefined, base64: '***' }],
  ])('with %s is refused', (_, broken) => {
    expect(() => open({ text: JSON.stringify(broken) })).toThrow(/broken envelope/)
  })
})

describe('a foreign payload', () => {
  it.each([
    ['{"a":1}', undefined, { a: 1 }],
    [' [1] ', undefined, [1]],
    ['"quoted"', undefined, 'quoted'],
    ['12345678901234567890', undefined, '12345678901234567890'],
    ['true', undefined, 'true'],
    ['null', undefined, 'null'],
    ['', undefined, ''],
    ['{not JSON', undefined, '{not JSON'],
    ['{"a":1}', 'text/plain', '{"a":1}'],
    ['{"a":1}', 'application/octet-stream', { a: 1 }],
    ['{"a":1}', 'application/vnd.x+json; charset=utf-8', { a: 1 }],
  ])('%j of type %s is %j', (text, type, value) => {
    expect(readPayload({ text }, type)).toEqual(value)
    expect(readPayload({ bytes: Buffer.from(text) }, type)).toEqual(value)
  })

  it('of bytes that are no text stays bytes', () => {
    const bytes = new Uint8Array([0xff, 0x00])
    expect(readPayload({ bytes }, undefined)).toBe(bytes)
    expect(readPayload({ bytes }, 'application/json')).toBe(bytes)
  })

  it('that is a value stays what it is', () => {
    for (const value of [0, false, null, { rove: 'x' }, undefined])
      expect(readPayload({ value }, undefined)).toBe(value)
  })
})
