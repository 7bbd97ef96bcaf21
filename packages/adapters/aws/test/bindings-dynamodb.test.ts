import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { KvDriver } from '@rove/core/adapter'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dynamodb } from '../src/bindings/dynamodb.ts'
import { toItem } from '../src/bindings/dynamodb-layout.ts'
import { clientOptions, hasMoto, type Moto, openNative, startMoto } from './moto.fixture.ts'
import { createTable } from './moto-resources.fixture.ts'

describe.skipIf(!hasMoto('DynamoDB'))('DynamoDB, on moto', () => {
  let moto: Moto
  let client: DynamoDBClient

  beforeAll(async () => {
    moto = await startMoto()
    client = new DynamoDBClient(clientOptions(moto.endpoint))
  })

  afterAll(() => {
    client.destroy()
    moto.stop()
  })

  async function open(name: string, shards?: number): Promise<KvDriver> {
    return openNative(
      dynamodb({ client, ...(shards === undefined ? {} : { shards }) }),
      await createTable(client, name),
    )
  }

  const put = (driver: KvDriver, key: string) => driver.set({ key, text: '1', expiresAt: undefined }, undefined)

  async function pagesOf(driver: KvDriver, prefix: string, limit: number): Promise<string[][]> {
    const pages: string[][] = []
    let cursor: string | undefined
    do {
      const page = await driver.list({ prefix, limit, cursor })
      pages.push(page.items.map(({ key }) => key))
      cursor = page.cursor
    } while (cursor !== undefined)
    return pages
  }

  it.each([1, 4, 7])('lists in the order of bytes over %i shards, in whole pages', async (shards) => {
    const driver = await open(`listed-${shards}`, shards)
    const keys = Array.from({ length: 24 }, (_, index) => `order/${String(index).padStart(2, '0')}`)
    const others = ['a', 'order', 'order0', 'order/ü', 'order/\u{ff5e}', 'order/\u{1f600}', 'z']
    for (const key of [...keys, ...others]) await put(driver, key)
    const wanted = [...keys, 'order/ü', 'order/\u{ff5e}', 'order/\u{1f600}']
    for (const limit of [2, 9, 27]) {
      const pages = await pagesOf(driver, 'order/', limit)
      expect(pages.flat()).toEqual(wanted)
      expect(pages.length).toBe(Math.ceil(wanted.length / limit))
    }
    expect((await pagesOf(driver, '', 1000)).flat()).toHaveLength(31)
  })

  it('goes on after a key that is gone', async () => {
    const driver = await open('gone')
    for (const key of ['a', 'b', 'c']) await put(driver, key)
    const { cursor } = await driver.list({ prefix: '', limit: 2, cursor: undefined })
    expect(cursor).toBe('b')
    await driver.delete('b', undefined)
    expect((await driver.list({ prefix: '', limit: 2, cursor })).items.map(({ key }) => key)).toEqual(['c'])
  })

  it('reads a hundred values that are more than one answer holds', async () => {
    const driver = await open('batch')
    const text = JSON.stringify('x'.repeat(200_000))
    const keys = Array.from({ length: 100 }, (_, index) => `key ${index}`)
    for (const key of keys) await driver.set({ key, text, expiresAt: undefined }, undefined)
    const found = await driver.getMany([...keys.slice(0, 99), 'nothing'])
    expect(found.map(({ key }) => key).sort()).toEqual(keys.slice(0, 99).sort())
    expect(found.every((one) => one.text === text)).toBe(true)
  })

  it('keeps the millisecond of an expiry, and the second for DynamoDB', async () => {
    const driver = await open('expiry')
    const expiresAt = Date.now() + 60_001
    await driver.set({ key: 'a', text: '{}', expiresAt }, undefined)
    expect(await driver.get('a')).toMatchObject({ key: 'a', text: '{}', expiresAt })
    const item = toItem({ key: 'a', text: '{}', version: 'v', expiresAt: 1001 }, 1)
    expect([item.expiresAt, item.expiresAtMs]).toEqual([{ N: '2' }, { N: '1001' }])
  })

  it('takes what has expired for absent', async () => {
    const driver = await open('expired')
    const { version } = await driver.set({ key: 'a', text: '1', expiresAt: 1000 }, undefined)
    const late = driver.set({ key: 'a', text: '2', expiresAt: undefined }, { version })
    const error = await late.catch((thrown: unknown) => thrown)
    expect(driver.errorCode(error)).toBe('FailedPrecondition')
    await driver.set({ key: 'a', text: '2', expiresAt: undefined }, { absent: true })
    expect(await driver.get('a')).toMatchObject({ text: '2', expiresAt: undefined })
  })

  it('an item that somebody else wrote is read as it is, and is no JSON for the client to take', async () => {
    const driver = await open('foreign', 1)
    const Item = { roveShard: { N: '0' }, id: { S: 'a' }, other: { S: 'x' } }
    await client.send(new PutItemCommand({ TableName: 'foreign', Item }))
    expect(await driver.get('a')).toEqual({ key: 'a', text: '', version: '', expiresAt: undefined })
  })

  it('takes a value of exactly its limit under the longest key', async () => {
    const driver = await open('limits')
    const key = 'k'.repeat(driver.limits.key)
    const text = JSON.stringify('x'.repeat(driver.limits.value - 2))
    await driver.set({ key, text, expiresAt: Date.now() + 100_000 }, undefined)
    expect((await driver.get(key))?.text).toBe(text)
  })

  it('says that the table is missing', async () => {
    const driver = openNative(dynamodb({ client }), 'no-such-table')
    const error = await driver.get('a').catch((thrown: unknown) => thrown)
    expect(driver.errorCode(error)).toBe('NotFound')
  })
})
