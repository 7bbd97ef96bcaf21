import { TableClient } from '@azure/data-tables'
import type { KvDriver } from '@rove/core/adapter'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tableName, tables } from '../src/bindings/tables.ts'
import { rowKeyAfter, toEtag, toRowKey, toVersion } from '../src/bindings/tables-layout.ts'
import { type Azurite, hasAzurite, startAzurite } from './azurite.fixture.ts'
import { openNative } from './storage.fixture.ts'

const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))

describe('the layout of values in tables', () => {
  const texts = ['a', 'a ', 'a!', 'a/b', 'a0', 'aa', 'aaa', 'aaaa', 'aaaaa', 'ab', 'Ä', 'ä', '\u{ff5e}', '\u{1f600}']

  it('keeps the order of bytes, and every key apart', () => {
    const keys = [...texts, ...texts.flatMap((one) => texts.map((other) => `${one}${other}`))]
    const rowKeys = keys.map((key) => toRowKey(Buffer.from(key)))
    expect(new Set(rowKeys).size).toBe(new Set(keys).size)
    for (const rowKey of rowKeys) expect(rowKey).toMatch(/^[0-9a-v]+$/)
    const sorted = [...new Set(keys)].sort(byBytes)
    expect(sorted.map((key) => toRowKey(Buffer.from(key)))).toEqual([...new Set(rowKeys)].sort())
    expect(toRowKey(Buffer.alloc(320, 0xf4))).toHaveLength(512)
  })

  it('has all keys with a prefix in one range, and no others', () => {
    for (const prefix of ['a', 'ab', 'aÄ', 'x\u{10ffff}']) {
      const [from, before] = [toRowKey(Buffer.from(prefix)), rowKeyAfter(prefix)]
      for (const rest of ['', ...texts, '\u{10ffff}']) {
        const rowKey = toRowKey(Buffer.from(`${prefix}${rest}`))
        expect(rowKey >= from && rowKey < before, `${prefix} ${rest}`).toBe(true)
      }
      for (const other of ['A', '`', 'b', 'y', prefix.slice(0, -1)]) {
        const rowKey = toRowKey(Buffer.from(other))
        expect(rowKey >= from && rowKey < before && !other.startsWith(prefix), `${prefix} ${other}`).toBe(false)
      }
    }
  })

  it('has a version from an etag, and an etag from a version that has not expired', () => {
    const etag = `W/"datetime'2026-11-21T15%3A25%3A06.1234567Z'"`
    const version = toVersion(etag, undefined)
    expect([version, toEtag(version)]).toEqual(['2026-11-21T15%3A25%3A06.1234567Z', etag])
    expect(toEtag(toVersion(etag, Date.now() + 60_000))).toBe(etag)
    for (const none of [toVersion(etag, Date.now() - 1), '*', '', `x"\r\n`, "a'b", 'a~b'])
      expect(toEtag(none)).toBeUndefined()
  })

  it('has names without hyphens', () => {
    expect([tableName('shop-carts'), tableName('Carts9')]).toEqual(['shopcarts', 'Carts9'])
    for (const bad of ['9carts', 'a', 'a_b_c', 'x'.repeat(64)])
      expect(() => tableName(bad)).toThrow(/no name for Table/)
    expect(() => tables({ shards: 65 })).toThrow('shards is a whole number from 1 to 64, not 65')
  })
})

describe.skipIf(!hasAzurite('Table Storage'))('Table Storage, on Azurite', () => {
  let azurite: Azurite

  beforeAll(async () => {
    azurite = await startAzurite()
  }, 60_000)
  afterAll(() => azurite?.stop())

  const clientFor = (table: string): TableClient =>
    TableClient.fromConnectionString(azurite.connectionString, table, { allowInsecureConnection: true })

  async function open(name: string, shards = 4): Promise<KvDriver> {
    await clientFor(name).createTable()
    return openNative(tables({ shards }), name, azurite.connectionString)
  }

  const put = (driver: KvDriver, key: string, expiresAt?: number) =>
    driver.set({ key, text: '1', expiresAt }, undefined)
  const codeOf = async (driver: KvDriver, work: Promise<unknown>): Promise<string> =>
    driver.errorCode(await work.then(String, (error: unknown) => error))

  it.each([1, 4, 7])('lists in the order of bytes over %i partitions, in whole pages', async (shards) => {
    const driver = await open(`listed${shards}`, shards)
    const keys = Array.from({ length: 24 }, (_, index) => `order/${String(index).padStart(2, '0')}`)
    const late = ['order/ü', 'order/\u{ff5e}', 'order/\u{1f600}']
    for (const key of [...keys, ...late, 'a', 'order', 'order0', 'z']) await put(driver, key)
    for (const limit of [2, 9, 27]) {
      const found: string[][] = []
      let cursor: string | undefined
      do {
        const page = await driver.list({ prefix: 'order/', limit, cursor })
        found.push(page.items.map(({ key }) => key))
        cursor = page.cursor
      } while (cursor !== undefined)
      expect(found.flat()).toEqual([...keys, ...late])
      expect(found.length).toBe(Math.ceil(27 / limit))
    }
  })

  it('keeps a short value as a text that tools show, and a long one in parts; each replaces the other', async () => {
    const driver = await open('values')
    const raw = async () => (await clientFor('values').listEntities().next()).value ?? {}
    const texts = [
      JSON.stringify('ü'.repeat(29_998)),
      JSON.stringify('ü'.repeat(29_999)),
      JSON.stringify('x'.repeat(700_000)),
    ]
    for (const text of [...texts, ...texts.toReversed()]) {
      await driver.set({ key: 'a/ü', text, expiresAt: undefined }, undefined)
      expect((await driver.get('a/ü'))?.text === text).toBe(true)
    }
    expect(await raw()).toMatchObject({ key: 'a/ü', value: texts[0] })
    expect(await raw()).not.toHaveProperty('value00')
  })

  it('replaces what has expired only while it is the same, when nothing may be there', async () => {
    const driver = await open('expired')
    const value = (text: string) => ({ key: 'a', text, expiresAt: undefined })
    await put(driver, 'a', Date.now() - 1)
    const client = clientFor('expired')
    const read = client.getEntity.bind(client)
    client.getEntity = (async (...from: Parameters<typeof read>) => {
      const found = await read(...from)
      // Between the read and the write somebody else writes.
      await driver.set(value('2'), undefined)
      return found
    }) as typeof client.getEntity
    const late = openNative(tables({ client: () => client }), 'expired', '')
    expect(await codeOf(late, late.set(value('3'), { absent: true }))).toBe('FailedPrecondition')
    expect((await driver.get('a'))?.text).toBe('2')
    await put(driver, 'a', Date.now() - 1)
    await driver.set(value('4'), { absent: true })
    expect((await driver.get('a'))?.text).toBe('4')
  })

  it('says that a version does not hold, whatever text it is, and that a table is missing', async () => {
    const driver = await open('versions')
    await put(driver, 'a')
    for (const version of ['*', 'nonsense', '2026-11-21T15%3A25%3A06.1234567Z', '"x"']) {
      const value = { key: 'a', text: '2', expiresAt: undefined }
      expect(await codeOf(driver, driver.set(value, { version }))).toBe('FailedPrecondition')
      expect(await codeOf(driver, driver.delete('a', { version }))).toBe('FailedPrecondition')
    }
    expect((await driver.get('a'))?.text).toBe('1')
    const none = openNative(tables(), 'nosuchtable', azurite.connectionString)
    expect(await codeOf(none, none.get('a'))).toBe('NotFound')
    expect(await codeOf(none, none.delete('a', undefined))).toBe('NotFound')
  })

  it('takes a client of your own for each table', async () => {
    await clientFor('own').createTable()
    const driver = openNative(tables({ client: clientFor }), 'own', '')
    await put(driver, 'a')
    expect([(await driver.get('a'))?.text, (driver.native as TableClient).tableName]).toEqual(['1', 'own'])
  })
})
