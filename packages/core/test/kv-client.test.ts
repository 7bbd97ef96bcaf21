import { describe, expect, it } from 'vitest'
import { type Kv, kv } from '../src/index.ts'
import { connect, refusal } from './client.fixture.ts'
import { memoryKv } from './drivers.fixture.ts'

const store: Kv<unknown> = kv('orders')

describe('kv', () => {
  it('gives entries with a version, and undefined for what is not there', async () => {
    const orders = connect(store.readWrite, memoryKv())
    const { version } = await orders.set('a', { n: 1 })
    expect(await orders.get('a')).toEqual({ key: 'a', value: { n: 1 }, version, expiresAt: undefined })
    expect(await orders.get('b')).toBeUndefined()
    await orders.delete('a')
    await orders.delete('a')
    expect(await orders.get('a')).toBeUndefined()
  })

  it('keeps the conditions apart: there already, and changed meanwhile', async () => {
    const orders = connect(store.readWrite, memoryKv())
    const { version } = await orders.set('a', 1, { ifAbsent: true })
    await expect(orders.set('a', 2, { ifAbsent: true })).rejects.toEqual(
      refusal('AlreadyExists', 'There is a value of "a" already'),
    )
    await orders.set('a', 2, { ifVersion: version })
    await expect(orders.set('a', 3, { ifVersion: version })).rejects.toEqual(
      refusal('FailedPrecondition', /^kv.set orders failed on memory/),
    )
    await expect(orders.delete('a', { ifVersion: version })).rejects.toEqual(
      refusal('FailedPrecondition', /^kv.delete orders/),
    )
    await expect(orders.set('a', 1, { ifAbsent: true, ifVersion: version })).rejects.toThrow(/exclude each other/)
  })

  it('does not see what has expired, also where the service keeps it longer', async () => {
    const orders = connect(store.readWrite, memoryKv())
    await orders.set('old', 1, { expiresAt: new Date(Date.now() - 1000) })
    const later = new Date(Date.now() + 60_000)
    await orders.set('new', 2, { expiresAt: later })
    expect(await orders.get('old')).toBeUndefined()
    expect((await orders.get('new'))?.expiresAt).toEqual(later)
    expect([...(await orders.getMany(['old', 'new'])).keys()]).toEqual(['new'])
    expect((await orders.list()).entries.map(({ key }) => key)).toEqual(['new'])
    await expect(orders.set('a', 1, { expiresAt: new Date(Number.NaN) })).rejects.toThrow(/expiresAt is not a time/)
  })

  it('reads many in batches of a hundred, each once, in the order that was asked for', async () => {
    const driver = memoryKv()
    const orders = connect(store.readWrite, driver)
    const keys = Array.from({ length: 150 }, (_, index) => `k${index}`)
    for (const key of keys) await orders.set(key, key)
    driver.calls.length = 0
    expect([...(await orders.getMany([...keys, 'k3', 'missing'])).keys()]).toEqual(keys)
    expect(driver.calls).toEqual(['getMany 100', 'getMany 51'])
    await expect(orders.getMany(Array.from({ length: 1001 }, (_, index) => `${index}`))).rejects.toThrow(
      /1001 keys are too many/,
    )
  })

  it('lists in pages', async () => {
    const orders = connect(store.readWrite, memoryKv())
    for (const key of ['a/2', 'b', 'a/1', 'a/3']) await orders.set(key, 1)
    const first = await orders.list({ prefix: 'a/', limit: 2 })
    expect(first.entries.map(({ key }) => key)).toEqual(['a/1', 'a/2'])
    const second = await orders.list({ prefix: 'a/', limit: 2, cursor: first.cursor as string })
    expect([second.entries.map(({ key }) => key), second.cursor]).toEqual([['a/3'], undefined])
    await expect(orders.list({ limit: 0 })).rejects.toThrow(/limit must be a whole number from 1 to 1,000/)
  })

  it.each([
    ['an empty key', '', 1, /use a text that is not empty/],
    ['a control character', 'a\nb', 1, /control character/],
    ['half a character', 'a\ud800', 1, /well-formed/],
    ['a key that is too long', 'ü'.repeat(33), 1, /has 66 bytes; a key of memory has at most 64/],
    ['a value that is too large', 'a', 'x'.repeat(999), /has 1001 bytes; a value of memory has at most 1000/],
    ['nothing', 'a', undefined, /undefined cannot be written as JSON; use delete/],
    ['a function', 'a', () => 1, /function cannot be written as JSON/],
    ['a bigint', 'a', 1n, /cannot be written as JSON/],
  ])('refuses %s before any call', async (_, key, value, why) => {
    const driver = memoryKv()
    await expect(connect(store.readWrite, driver).set(key, value)).rejects.toEqual(refusal('InvalidArgument', why))
    expect(driver.calls).toEqual([])
  })

  it('says so when what is kept is not JSON', async () => {
    const driver = memoryKv()
    await driver.set({ key: 'a', text: '{', expiresAt: undefined }, undefined)
    await expect(connect(store.reader, driver).get('a')).rejects.toEqual(
      refusal('Internal', /the value of "a" is not JSON/),
    )
  })
})
