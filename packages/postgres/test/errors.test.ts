import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { RoveError } from '@rove/core'
import { freePort } from '@rove/core/host'
import pg, { type Pool, type PoolConfig } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorCode } from '../src/error-code.ts'
import { migrate, postgresKv, postgresQueue, postgresTopic, sweep, take } from '../src/index.ts'
import { hasPostgres, openNative, type Postgres, startPostgres } from './postgres.fixture.ts'

const errorOf = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    (value) => expect.fail(`it gave ${JSON.stringify(value)}`),
    (error: Error) => error,
  )
const codeOf = async (work: Promise<unknown>): Promise<string> => errorCode(await errorOf(work))
const value = { key: 'a', text: '1', expiresAt: undefined }
const message = { text: 'hello', delay: undefined, group: undefined, dedupeKey: undefined }

describe.skipIf(!hasPostgres('errors'))('what the real server says', () => {
  let server: Postgres
  let pool: Pool

  beforeAll(async () => {
    server = await startPostgres()
    pool = server.pool()
    await migrate(pool, { kv: ['store'] })
    await pool.query('create role reader login')
  })

  afterAll(() => server.stop())

  const get = (config: PoolConfig) => openNative(postgresKv({ pool: server.pool(config) }), 'store').get('a')

  it('is known: databases, roles, rights, text that is none', async () => {
    expect(await codeOf(get({ database: 'none' }))).toBe('NotFound')
    expect(await codeOf(get({ user: 'nobody' }))).toBe('PermissionDenied')
    expect(await codeOf(get({ user: 'reader' }))).toBe('PermissionDenied')
    const store = openNative(postgresKv({ pool }), 'store')
    expect(await codeOf(store.set({ ...value, text: '{' }, undefined))).toBe('InvalidArgument')
    expect(await codeOf(store.get('a\0'))).toBe('InvalidArgument')
    expect(await codeOf(store.set({ ...value, expiresAt: -8.64e15 }, undefined))).toBe('InvalidArgument')
    expect(await codeOf(openNative(postgresKv({ pool, schema: 'none' }), 'store').get('a'))).toBe('NotFound')
    await pool.query('create table "odd-kv" (name text)')
    expect(await codeOf(openNative(postgresKv({ pool }), 'odd').get('a'))).toBe('FailedPrecondition')
  })

  it('is known: statements that wait too long, and standbys', async () => {
    const busy = await pool.connect()
    await openNative(postgresKv({ pool }), 'store').set(value, undefined)
    await busy.query('begin')
    await busy.query(`select from "store-kv" where key = 'a' for update`)
    for (const [code, config] of [
      ['DeadlineExceeded', { statement_timeout: 100 }],
      ['DeadlineExceeded', { query_timeout: 100 }],
      ['ResourceExhausted', { lock_timeout: 100 }],
      ['Unavailable', { options: '-c default_transaction_read_only=on' }],
    ] as const) {
      const store = openNative(postgresKv({ pool: server.pool(config) }), 'store')
      expect([code, await codeOf(store.set(value, undefined))]).toEqual([code, code])
    }
    await busy.query('rollback')
    busy.release()
  })

  it('is known: deadlocks, serialization, connections that end, too many of them', async () => {
    const [one, two] = [await pool.connect(), await pool.connect()]
    for (const client of [one, two]) await client.query('begin isolation level serializable')
    for (const client of [one, two]) await client.query('select count(*) from "store-kv"')
    await one.query(`insert into "store-kv" values ('s1', '1', gen_random_uuid())`)
    await two.query(`insert into "store-kv" values ('s2', '1', gen_random_uuid())`)
    await one.query('commit')
    expect(await codeOf(two.query('commit'))).toBe('ResourceExhausted')

    for (const client of [one, two]) await client.query('begin')
    await one.query('select pg_advisory_xact_lock(1)')
    await two.query('select pg_advisory_xact_lock(2)')
    const both = await Promise.allSettled([
      one.query('select pg_advisory_xact_lock(2)'),
      two.query('select pg_advisory_xact_lock(1)'),
    ])
    expect(both.flatMap((each) => (each.status === 'rejected' ? errorCode(each.reason) : []))).toEqual([
      'ResourceExhausted',
    ])
    for (const client of [one, two]) await client.query('rollback')

    const { rows } = await two.query('select pg_backend_pid() as pid')
    two.on('error', () => {})
    const sleeping = codeOf(two.query('select pg_sleep(10)'))
    await one.query('select pg_terminate_backend($1)', [rows[0].pid])
    expect(await sleeping).toBe('Unavailable')
    for (const client of [one, two]) client.release(true)

    await pool.query('alter role reader connection limit 0')
    expect(await codeOf(get({ user: 'reader' }))).toBe('ResourceExhausted')
    const full = server.pool({ max: 1, connectionTimeoutMillis: 100 })
    const held = await full.connect()
    expect(await codeOf(openNative(postgresKv({ pool: full }), 'store').get('a'))).toBe('ResourceExhausted')
    held.release()
  })

  it('of a missing table is told with what to run', async () => {
    const calls = [
      [() => openNative(postgresKv({ pool }), 'shop-orders').get('a'), '{"kv":["shop-orders"]}'],
      [() => openNative(postgresQueue({ pool }), 'shop-jobs').send([message]), '{"queue":["shop-jobs"]}'],
      [
        () => openNative(postgresTopic({ pool }), 'shop-placed').send([message]),
        '{"topic":[{"name":"shop-placed","subscriptions":[]}]}',
      ],
      [() => take({ pool, queue: 'shop-jobs' }), '{"queue":["shop-jobs"]}'],
      [() => sweep(pool, { kv: ['shop-orders'] }), '{"kv":["shop-orders"]}'],
    ] as const
    for (const [call, tables] of calls) {
      const error = await errorOf(call())
      expect(errorCode(error)).toBe('NotFound')
      expect(error.message).toMatch(/^relation "shop-[\w-]+" does not exist\. The tables are made by migrate\(pool, /)
      expect(error.message).toContain(`tableSql(${tables})`)
      expect(error.cause).toMatchObject({ code: '42P01' })
    }
  })
})

describe('what comes of a connection', () => {
  let port: number
  let peer: Server
  const sockets = new Set<Socket>()
  let behave: (socket: Socket) => void = () => {}

  beforeAll(async () => {
    peer = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => {})
      behave(socket)
    })
    await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve))
    port = (peer.address() as AddressInfo).port
  })

  afterAll(() => {
    for (const socket of sockets) socket.destroy()
    peer.close()
  })

  it.each([
    ['that is cut', (socket: Socket) => socket.destroy()],
    ['with a peer that says nothing', () => {}],
  ])('one %s is unavailable', async (_, does) => {
    behave = does
    const pool = new pg.Pool({ host: '127.0.0.1', port, user: 'u', database: 'd', connectionTimeoutMillis: 200 })
    expect(await codeOf(openNative(postgresKv({ pool }), 'store').get('a'))).toBe('Unavailable')
    await pool.end()
  })

  it('nobody listens, or there is no such host', async () => {
    for (const config of [{ host: '127.0.0.1', port: await freePort() }, { host: 'none.invalid' }, { host: '/none' }]) {
      const pool = new pg.Pool({ ...config, user: 'u', database: 'd' })
      expect(await codeOf(openNative(postgresKv({ pool }), 'store').get('a'))).toBe('Unavailable')
      await pool.end()
    }
  })

  it('what is no error of a server is unknown, and one of ours stays', () => {
    const strange = [undefined, 'text', new Error('mine'), Object.assign(new Error('x'), { code: 'ZZ999' })]
    expect(strange.map(errorCode)).toEqual(Array(4).fill('Unknown'))
    expect(errorCode(new RoveError('NotFound', 'x'))).toBe('NotFound')
  })
})
