import { describe, expect, it } from 'vitest'
import { ownKey, ownValue, toItem, toItemKey, toStored } from '../src/bindings/dynamodb-layout.ts'

describe('the layout of values in a table', () => {
  it('gives back what was stored', () => {
    for (const expiresAt of [undefined, 1_700_000_000_123]) {
      const stored = { key: 'order/ü', text: '{"a":1}', version: 'v', expiresAt }
      expect(toStored(toItem(stored, 4))).toEqual(stored)
    }
  })

  it('takes the seconds for the time where somebody else wrote them', () => {
    expect(toStored({ id: { S: 'a' }, value: { S: '1' }, expiresAt: { N: '12' } }).expiresAt).toBe(12_000)
  })

  it('places keys as it did when they were stored', () => {
    const shards = ['a', 'b', 'order/1', 'ü', '\u{1f600}'].map((key) => toItemKey(key, 4).roveShard.N)
    expect(shards).toEqual(['0', '1', '3', '2', '0'])
  })

  it('spreads keys', () => {
    const counts = [0, 0, 0, 0]
    for (let index = 0; index < 4000; index += 1) {
      const shard = Number(toItemKey(`order/${index}`, 4).roveShard.N)
      counts[shard] = (counts[shard] ?? 0) + 1
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })

  it('knows its own keys and values in a stream, and leaves others as they are', () => {
    const item = toItem({ key: 'a', text: '{"total":7}', version: 'v', expiresAt: 5 }, 4)
    expect([ownKey(toItemKey('a', 4)), ownValue(item)]).toEqual(['a', { total: 7 }])
    expect([ownKey({ id: { S: 'a' } }), ownKey({ ...toItemKey('a', 4), other: { S: 'x' } })]).toEqual([
      undefined,
      undefined,
    ])
    const foreign = { id: { S: 'a' }, value: { S: 'no JSON' } }
    expect([ownValue(foreign), ownValue({ id: { S: 'a' } })]).toEqual([foreign, { id: { S: 'a' } }])
  })
})
