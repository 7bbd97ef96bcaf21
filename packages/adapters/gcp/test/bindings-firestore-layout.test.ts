import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endOfPrefix, ownValue, toDocumentId, toKey } from '../src/bindings/firestore-layout.ts'
import { deliveryOf } from './events.ts'
import { document, eventData, type Model } from './firestore-encoder.ts'

const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))
const sign = fc.oneof(
  fc.constantFrom('/', '.', '_', '-', '0', '1', '^', '`', '~', '\u07ff', '\ud7ff', '\ue000', '\uffff', '\u{10ffff}'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
)
const keys = fc.array(sign, { minLength: 1, maxLength: 8 }).map((signs) => signs.join(''))

describe('ids of documents', () => {
  it('are those that Firestore takes, and are read back', () => {
    fc.assert(
      fc.property(keys, (key) => {
        const id = toDocumentId(key)
        expect(id).not.toMatch(/\/|^\.\.?$|^__.*__$/s)
        expect(toKey(id)).toBe(key)
        expect(Buffer.byteLength(id)).toBeLessThanOrEqual(2 * Buffer.byteLength(key))
      }),
    )
  })

  it('are in the order of their keys', () => {
    fc.assert(
      fc.property(keys, keys, (one, other) => {
        expect(Math.sign(byBytes(toDocumentId(one), toDocumentId(other)))).toBe(Math.sign(byBytes(one, other)))
      }),
    )
  })

  it('of keys with a prefix, and no others, lie between its own and its end', () => {
    fc.assert(
      fc.property(keys, keys, fc.boolean(), (prefix, other, joined) => {
        const id = toDocumentId(joined ? prefix + other : other)
        const end = endOfPrefix(prefix)
        expect(end ?? '').not.toMatch(/\/|^\.\.?$|^__.*__$/s)
        const lies = byBytes(id, toDocumentId(prefix)) >= 0 && (end === undefined || byBytes(id, end) < 0)
        expect(lies).toBe((joined ? prefix + other : other).startsWith(prefix))
      }),
    )
  })

  it.each([
    ['a', 'b'],
    ['a\u{10ffff}', 'b'],
    ['\ud7ff', '\ue000'],
    ['-', '.0'],
    ['.', '.1'],
    ['^', '_0'],
    ['\u{10ffff}', undefined],
    ['', undefined],
  ])('with the prefix %j end before %j', (prefix, end) => expect(endOfPrefix(prefix)).toBe(end))
})

const version = 'd7a1f1b4-0c68-4f0b-9d5a-3e5f1a2b3c4d'
const own = (value: unknown, more: Record<string, Model> = {}): Record<string, Model> => ({
  value: { text: JSON.stringify(value) },
  version: { text: version },
  ...more,
})

describe('a change of a value that a binding wrote', () => {
  const headers = (path: string, verb: string) => ({
    'content-type': 'application/protobuf',
    'ce-specversion': '1.0',
    'ce-id': '1',
    'ce-source': '//firestore.googleapis.com/projects/p/databases/(default)',
    'ce-type': `google.cloud.firestore.document.v1.${verb}`,
    'ce-subject': `documents/${path}`,
  })
  const path = `shop-orders/${toDocumentId('_a/b.c')}`

  it('has its key, and the values themselves', async () => {
    const value = document(path, own({ n: 2 }, { expiresAt: { time: [1_900_000_000n, 0n] } }))
    const before = document(path, own([1]))
    expect(await deliveryOf({ headers: headers(path, 'updated'), body: eventData({ value, before }) })).toMatchObject({
      names: ['shop-orders'],
      kind: 'updated',
      key: '_a/b.c',
      before: [1],
      after: { n: 2 },
    })
    expect(await deliveryOf({ headers: headers(path, 'deleted'), body: eventData({ before }) })).toMatchObject({
      kind: 'deleted',
      key: '_a/b.c',
      before: [1],
    })
  })

  it('has its key below another document too, where others have the path', async () => {
    const nested = `shops/1/orders/${toDocumentId('x/y')}`
    const value = document(nested, own(null))
    const change = await deliveryOf({ headers: headers(nested, 'created'), body: eventData({ value }) })
    expect(change).toMatchObject({ names: ['shops/1/orders', 'orders'], key: 'x/y', after: null })
  })

  it('is known by all of its fields', async () => {
    const texts = { value: { stringValue: '1' }, version: { stringValue: version } }
    expect(ownValue(texts)).toEqual({ value: 1 })
    expect(ownValue({ ...texts, expiresAt: { timestampValue: '2026-01-01T00:00:00Z' } })).toEqual({ value: 1 })
    for (const others of [
      { ...texts, expiresAt: { stringValue: 'later' } },
      { ...texts, more: { nullValue: null } },
      { ...texts, version: { stringValue: '1' } },
      { ...texts, value: { stringValue: 'no JSON' } },
      { ...texts, value: { integerValue: '1' } },
      { value: texts.value },
      undefined,
    ]) {
      expect(ownValue(others)).toBeUndefined()
    }
    const value = document('a/x.1', { value: { text: '1' } })
    const change = await deliveryOf({ headers: headers('a/x.1', 'created'), body: eventData({ value }) })
    expect(change).toMatchObject({ key: 'x.1', after: { value: '1' } })
  })
})
