import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeEventData } from '../src/codecs/firestore/event-data.ts'
import { toPlain, toPlainFields } from '../src/codecs/firestore/plain-value.ts'
import { decodePost, deliveryOf, layers } from './events.ts'
import { document, eventData, field, type Model, value, varint } from './firestore-encoder.ts'

const headers = {
  'content-type': 'application/protobuf',
  'ce-specversion': '1.0',
  'ce-id': '1',
  'ce-source': '//firestore.googleapis.com/projects/p/databases/(default)',
  'ce-type': 'google.cloud.firestore.document.v1.written',
  'ce-subject': 'documents/shop-orders/a%20%C3%BC',
  'ce-document': 'shop-orders/a%20%C3%BC',
}
const path = 'shop-orders/a ü'
const typed = (verb: string): typeof headers => ({
  ...headers,
  'ce-type': `google.cloud.firestore.document.v1.${verb}`,
})

describe('a document event in protocol buffers', () => {
  it('is a change with plain values', async () => {
    const before = document(path, { n: { int: 1n } })
    const after = document(path, { n: { int: 2n } })
    const change = await deliveryOf({
      headers: typed('updated'),
      body: eventData({ value: after, before, mask: ['n'] }),
    })
    expect(layers(change)).toMatchObject([
      {
        trigger: 'change',
        names: ['shop-orders'],
        kind: 'updated',
        key: 'a ü',
        before: { n: 1 },
        after: { n: 2 },
        payload: { value: { updateMask: { fieldPaths: ['n'] }, value: { createTime: '2026-01-01T00:00:00Z' } } },
      },
      { trigger: 'event', names: expect.arrayContaining([typed('updated')['ce-type']]) },
    ])
  })

  const [one, two] = [document(path, { n: { int: 1n } }), document(path, {})]
  it.each([
    ['created', { value: one }, 'created', [undefined, { n: 1 }]],
    ['deleted', { before: one }, 'deleted', [{ n: 1 }, undefined]],
    ['written', { value: one }, 'created', [undefined, { n: 1 }]],
    ['written', { value: one, before: two }, 'updated', [{}, { n: 1 }]],
    ['written', { before: one }, 'deleted', [{ n: 1 }, undefined]],
    ['written.withAuthContext', { before: one }, 'deleted', [{ n: 1 }, undefined]],
    ['created.withAuthContext', { value: two }, 'created', [undefined, {}]],
  ] as const)('of the type %s tells its kind', async (verb, parts, kind, [before, after]) => {
    const change = await deliveryOf({ headers: typed(verb), body: eventData(parts) })
    expect(change).toMatchObject({ trigger: 'change', kind })
    expect(change.trigger === 'change' && [change.before, change.after]).toEqual([before, after])
  })

  it('below another document has the whole path as its key', async () => {
    const nested = { ...headers, 'ce-subject': 'documents/orders/1/items/2' }
    expect(await deliveryOf({ headers: nested, body: eventData({ value: one }) })).toMatchObject({
      names: ['orders/1/items', 'items'],
      key: 'orders/1/items/2',
    })
  })

  it('is known by the document’s name or an attribute when there is no subject', async () => {
    const { 'ce-subject': _, ...without } = headers
    expect(await deliveryOf({ headers: without, body: eventData({ value: one }) })).toMatchObject({
      names: ['shop-orders'],
    })
    expect(await deliveryOf({ headers: without, body: eventData({}) })).toMatchObject({
      names: ['shop-orders'],
      key: 'a ü',
    })
    const { 'ce-document': __, ...bare } = without
    await expect(decodePost({ headers: bare, body: eventData({}) })).rejects.toThrow(/does not name its document/)
  })

  it.each([
    ['cut short', eventData({ value: one }).subarray(0, -1)],
    ['of another wire type', Uint8Array.from([0x0b])],
    ['of a number that never ends', new Uint8Array(11).fill(0xff)],
    ['of the field 0', Uint8Array.from([0x00, 0x00])],
    ['with a number for a document', Uint8Array.from([...varint(1n * 8n), 0])],
    ['with text that is no UTF-8', field(1, field(1, Uint8Array.from([0xff])))],
  ])('is refused when it is %s', async (_what, body) => {
    await expect(decodePost({ headers, body })).rejects.toMatchObject({ code: 'InvalidArgument' })
  })

  it('never fails otherwise, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          decodeEventData(bytes)
          return true
        } catch (error) {
          return (error as { code?: string }).code === 'InvalidArgument'
        }
      }),
    )
  })

  it('skips what it does not know', () => {
    const future = Buffer.concat([
      field(99, new Uint8Array([1, 2])),
      eventData({ value: one }),
      Buffer.from([...varint(98n * 8n), 5]),
    ])
    expect(decodeEventData(future)).toEqual(decodeEventData(eventData({ value: one })))
  })
})

describe('values', () => {
  it.each<[string, Model, unknown]>([
    ['a whole number', { int: -5n }, -5],
    ['the largest exact one', { int: 2n ** 53n - 1n }, 2 ** 53 - 1],
    ['one beyond', { int: 2n ** 53n }, '9007199254740992'],
    ['the smallest of 64 bits', { int: -(2n ** 63n) }, '-9223372036854775808'],
    ['a fraction', { double: -0.5 }, -0.5],
    ['what is no number', { double: Number.NaN }, 'NaN'],
    ['what has no end', { double: Number.NEGATIVE_INFINITY }, '-Infinity'],
    ['false', { bool: false }, false],
    ['null', { null: true }, null],
    ['empty text', { text: '' }, ''],
    ['text with a byte order mark', { text: '\ufeffä' }, '\ufeffä'],
    ['bytes', { bytes: Uint8Array.from([0, 255]) }, 'AP8='],
    ['a reference', { reference: 'projects/p/databases/d/documents/a/b' }, 'projects/p/databases/d/documents/a/b'],
    ['a point', { point: [51.5, -0.25] }, { latitude: 51.5, longitude: -0.25 }],
    ['the point of zeros, which are left out', { point: [0, 0] }, { latitude: 0, longitude: 0 }],
    ['a time', { time: [0n, 0n] }, '1970-01-01T00:00:00Z'],
    ['a time with nanoseconds', { time: [1n, 5n] }, '1970-01-01T00:00:01.000000005Z'],
    ['a time with milliseconds', { time: [-1n, 500_000_000n] }, '1969-12-31T23:59:59.500Z'],
    ['an empty list', { list: [] }, []],
    ['nothing', {}, null],
  ])('%s', (_what, model, plain) => {
    const { value: doc } = decodeEventData(eventData({ value: document(path, { x: model }) }))
    expect(toPlainFields(doc?.fields)).toEqual({ x: plain })
  })

  it('keep a field that is named like a part of every object', () => {
    const { value: doc } = decodeEventData(
      eventData({ value: document(path, { ['__proto__']: { map: { constructor: { int: 1n } } } }) }),
    )
    const plain = toPlainFields(doc?.fields)
    expect(Object.keys(plain)).toEqual(['__proto__'])
    expect(JSON.stringify(plain)).toBe('{"__proto__":{"constructor":1}}')
    expect(({} as { constructor: unknown }).constructor).toBe(Object)
  })

  it('of a kind that is not known stay as they came, and JSON that is incomplete is taken', () => {
    expect(toPlain({ vectorValue: [1] })).toEqual({ vectorValue: [1] })
    expect(toPlain({ geoPointValue: { latitude: 1 } })).toEqual({ latitude: 1, longitude: 0 })
    expect([toPlain({ mapValue: {} }), toPlain({ arrayValue: {} }), toPlain({ integerValue: 7 })]).toEqual([{}, [], 7])
  })

  const { tree } = fc.letrec<{ tree: [Model, unknown] }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc
        .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
        .map((int): [Model, unknown] => [{ int }, int > -(2n ** 53n) && int < 2n ** 53n ? Number(int) : String(int)]),
      fc.double().map((double): [Model, unknown] => [{ double }, Number.isFinite(double) ? double : String(double)]),
      fc.boolean().map((bool): [Model, unknown] => [{ bool }, bool]),
      fc.string({ unit: 'grapheme' }).map((text): [Model, unknown] => [{ text }, text]),
      fc.uint8Array().map((bytes): [Model, unknown] => [{ bytes }, Buffer.from(bytes).toString('base64')]),
      fc
        .array(tie('tree'), { maxLength: 4 })
        .map((all): [Model, unknown] => [{ list: all.map(([one]) => one) }, all.map(([, one]) => one)]),
      fc
        .dictionary(fc.string(), tie('tree'), { maxKeys: 4 })
        .map((all): [Model, unknown] => [
          { map: Object.fromEntries(Object.entries(all).map(([key, [one]]) => [key, one])) },
          Object.fromEntries(Object.entries(all).map(([key, [, one]]) => [key, one])),
        ]),
    ),
  }))

  it('of any depth are read as they were written', () => {
    fc.assert(
      fc.property(tree, ([model, plain]) => {
        const { value: doc } = decodeEventData(eventData({ value: document(path, { x: model }) }))
        expect(toPlainFields(doc?.fields)).toEqual({ x: plain })
      }),
    )
  })

  it('are encoded by the test as the specification’s own examples are', () => {
    expect([...varint(150n)]).toEqual([0x96, 0x01])
    expect([...field(2, Buffer.from('testing'))]).toEqual([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67])
    expect([...value({ bool: true })]).toEqual([0x08, 0x01])
  })
})

it('comes as JSON too, with an empty object for a document that is not there', async () => {
  const data = {
    oldValue: {},
    updateMask: {},
    value: { name: `projects/p/databases/d/documents/${path}`, fields: { n: { integerValue: '4' } } },
  }
  expect(await deliveryOf({ headers: { ...headers, 'content-type': 'application/json' }, body: data })).toMatchObject({
    kind: 'created',
    after: { n: 4 },
  })
  await expect(decodePost({ headers: { ...headers, 'content-type': 'application/json' }, body: '5' })).rejects.toThrow(
    /no data/,
  )
})
