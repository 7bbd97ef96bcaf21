import { createServer, type Server } from 'node:http'
import type { KvDriver } from '@rove/core/adapter'
import { closeServer, listenOnLoopback } from '@rove/core/host'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cosmos } from '../src/bindings/cosmos.ts'
import { errorCode } from '../src/bindings/cosmos-error-code.ts'
import { etagOf, ownKey, ownValue, toDocument, toId, toVersion } from '../src/bindings/cosmos-layout.ts'
import { cosmosDb } from '../src/codecs/cosmos-db.ts'
import { NativeEvent } from '../src/native-event.ts'
import { cosmosEnv, openNative } from './cosmos.fixture.ts'

type Reply = { readonly status: number; readonly body?: string; readonly substatus?: number } | 'cut'

describe('what the client of Cosmos DB throws that is made here', () => {
  let server: Server
  let env: Record<string, string>
  let driver: KvDriver
  let reply: Reply
  let asked: string[] = []

  beforeAll(async () => {
    let endpoint = ''
    server = createServer((incoming, outgoing) => {
      incoming.resume().on('end', () => {
        // The account, which the client asks for first.
        if (incoming.url === '/') {
          const location = [{ name: 'here', databaseAccountEndpoint: endpoint }]
          outgoing.end(JSON.stringify({ id: 'a', writableLocations: location, readableLocations: location }))
          return
        }
        asked.push(`${incoming.method} ${incoming.url}`)
        if (reply === 'cut') return void incoming.socket.destroy()
        const { status, body = '{"code":"X","message":"said"}', substatus } = reply
        outgoing.writeHead(status, substatus === undefined ? {} : { 'x-ms-substatus': String(substatus) }).end(body)
      })
    })
    endpoint = `http://127.0.0.1:${await listenOnLoopback(server)}/`
    env = { ...cosmosEnv(endpoint) }
    driver = openNative(cosmos(), 'shop-orders', { env, name: 'orders' })
  })

  afterAll(async () => {
    await driver.close?.()
    server.closeAllConnections()
    await closeServer(server)
  })

  const failing = async (next: Reply, work: () => Promise<unknown>): Promise<[string, number]> => {
    reply = next
    asked = []
    const error = await work().then(
      (value) => expect.fail(`it gave ${JSON.stringify(value)}`),
      (thrown: unknown) => thrown,
    )
    return [driver.errorCode(error), asked.length]
  }

  it.each([
    ['ResourceExhausted', { status: 429, substatus: 3200 }],
    ['ResourceExhausted', { status: 449 }],
    ['PermissionDenied', { status: 401 }],
    ['PermissionDenied', { status: 403 }],
    ['ResourceExhausted', { status: 403, substatus: 1014 }],
    ['NotFound', { status: 404, substatus: 1003 }],
    ['DeadlineExceeded', { status: 408 }],
    ['InvalidArgument', { status: 400 }],
    ['InvalidArgument', { status: 413 }],
    ['Unavailable', { status: 410 }],
    ['Unavailable', { status: 500 }],
    ['Unavailable', { status: 503 }],
    ['Unavailable', { status: 502, body: '<html>Bad Gateway</html>' }],
    ['Unavailable', { status: 503, body: '' }],
    ['Unavailable', 'cut'],
  ] as const)('%s for %j, after one request', async (code, next) => {
    expect(await failing(next, () => driver.get('a'))).toEqual([code, 1])
    expect((await failing(next, () => driver.list({ prefix: '', limit: 1, cursor: undefined })))[0]).toBe(code)
    const remove = () => driver.delete('a', { version: '"v"' })
    expect(await failing(next, remove)).toEqual([code, 1])
  })

  it('FailedPrecondition for conditions, and nothing is there for a plain 404', async () => {
    const value = { key: 'a', text: '1', expiresAt: undefined }
    const replace = () => driver.set(value, { version: '"v"' })
    expect(await failing({ status: 412 }, replace)).toEqual(['FailedPrecondition', 1])
    expect(await failing({ status: 404 }, replace)).toEqual(['FailedPrecondition', 1])
    for (const version of ['*', '', '"a", "b"', toVersion('"v"', 1)]) {
      expect(await failing({ status: 500 }, () => driver.set(value, { version }))).toEqual(['FailedPrecondition', 0])
    }
    reply = { status: 404 }
    expect(await driver.get('a')).toBeUndefined()
    await driver.delete('a', undefined)
  })

  it('is of one process, and finds database and container by their names', async () => {
    reply = { status: 404 }
    const addressOf = async (native: string, more: object = {}, name = 'orders'): Promise<string | undefined> => {
      asked = []
      await openNative(cosmos(more), native, { env, name }).get('a')
      return asked[0]
    }
    expect(await addressOf('shop-orders')).toBe('GET /dbs/shop/colls/shop-orders/docs/61')
    expect(await addressOf('other/values')).toBe('GET /dbs/other/colls/values/docs/61')
    expect(await addressOf('values', { database: 'mine' })).toBe('GET /dbs/mine/colls/values/docs/61')
    await expect(addressOf('values')).rejects.toThrow('set ROVE_COSMOS_DATABASE')
    const source = cosmos()
    expect(openNative(source, 'a/b', { env }).native).toBe(openNative(source, 'c/d', { env }).native)
  })

  it('is Unavailable where nothing listens, and says which setting is missing', async () => {
    const down = openNative(cosmos(), 'a/b', { env: { ...cosmosEnv('http://127.0.0.1:9/') } })
    expect(errorCode(await down.get('a').catch((thrown: unknown) => thrown))).toBe('Unavailable')
    await down.close?.()
    await expect(openNative(cosmos(), 'a/b').get('a')).rejects.toThrow('CosmosDBConnection__accountEndpoint')
  })
})

describe('the layout of documents', () => {
  it('has ids in the order of the keys’ bytes, whatever compares them', () => {
    const keys = ['a', 'a/b', 'a0', 'b', 'ä', '\uffee', '\u{1f600}', '\u{10ffff}']
    expect(keys.map(toId).sort()).toEqual(keys.map(toId))
    expect(toId('é'.repeat(255)).length).toBeLessThanOrEqual(1023)
  })

  it('never expires before its time, and keeps what expires after 68 years', () => {
    const value = { key: 'a', text: '1' }
    expect(toDocument({ ...value, expiresAt: 10_001 }, 10_000)).toMatchObject({ ttl: 2, expiresAt: 10_001 })
    expect(toDocument({ ...value, expiresAt: 1 }, 10_000_000).ttl).toBe(1)
    expect(toDocument({ ...value, expiresAt: 3e12 }, 0).ttl).toBeUndefined()
    expect(toDocument({ ...value, expiresAt: undefined }, 0)).toEqual({ id: '61', key: 'a', value: '1' })
  })

  it('has versions that know when they expire', () => {
    expect([etagOf(toVersion('"e"', 100), 99), etagOf(toVersion('"e"', 100), 100)]).toEqual(['"e"', undefined])
    expect([etagOf('e-1', 0), etagOf('*', 0), etagOf('', 0)]).toEqual(['e-1', undefined, undefined])
  })

  it('tells its own documents from others', () => {
    const own = { id: toId('größe'), key: 'größe', value: '{"n":1}' }
    expect([ownKey(own), ownValue(own)]).toEqual(['größe', { n: 1 }])
    for (const other of [{ ...own, value: 1 }, { ...own, id: 'orders' }, { ...own, id: 'ff' }, { id: '61' }]) {
      expect([ownKey(other), ownValue(other)]).toEqual([undefined, other])
    }
  })

  it('gives functions the values themselves, and their keys', async () => {
    const system = { _rid: 'r', _etag: '"1"', _ts: 1_700_000_000 }
    const document = (text: string) => ({ ...toDocument({ key: 'a/b', text, expiresAt: undefined }, 0), ...system })
    const changes = async (input: unknown) =>
      (
        await cosmosDb.decode(
          new NativeEvent({
            service: 'cosmos-db',
            trigger: 'change',
            function: 'onOrder',
            input,
            context: {} as never,
            attempts: 1,
          }),
        )
      ).deliveries
    const deleted = { current: {}, previous: document('1'), metadata: { operationType: 'delete', id: toId('a/b') } }
    expect(await changes([document('{"n":1}'), deleted, { id: 'x', n: 1, ...system }])).toMatchObject([
      { key: 'a/b', after: { n: 1 }, group: 'a/b', subject: 'a/b' },
      { key: 'a/b', kind: 'deleted', before: 1 },
      { key: 'x', after: { id: 'x', n: 1 } },
    ])
  })
})
