import { type Firestore, Timestamp } from '@google-cloud/firestore'
import type { KvDriver } from '@rove/core/adapter'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { firestore } from '../src/bindings/firestore.ts'
import { toDocumentId } from '../src/bindings/firestore-layout.ts'
import { clientAt, type Emulator, hasFirestore, openNative, startFirestore } from './firestore-emulator.fixture.ts'

describe.skipIf(!hasFirestore('Firestore'))('stores on Firestore, on its emulator', () => {
  let emulator: Emulator
  let client: Firestore

  beforeAll(async () => {
    emulator = await startFirestore()
    client = clientAt(emulator.host)
  }, 60_000)
  afterAll(async () => {
    await client.terminate()
    await emulator.stop()
  })

  const open = (native: string): KvDriver => openNative(firestore({ client }), native)
  const put = (driver: KvDriver, key: string, text = '1', expiresAt?: number) =>
    driver.set({ key, text, expiresAt }, undefined)
  const codeOf = async (driver: KvDriver, work: Promise<unknown>): Promise<string> =>
    driver.errorCode(
      await work.then(
        () => expect.fail('it did not fail'),
        (error: unknown) => error,
      ),
    )

  it('are collections, by path or with their database, apart from each other', async () => {
    const env = { FIRESTORE_EMULATOR_HOST: emulator.host, GOOGLE_CLOUD_PROJECT: 'demo' }
    const source = firestore()
    const paths = ['named', 'shops/1/named', 'projects/demo/databases/other/documents/named']
    for (const path of paths) await put(openNative(source, path, env), 'a', JSON.stringify(path))
    const same = openNative(source, 'projects/demo/databases/(default)/documents/shops/1/named', env)
    expect((await same.get('a'))?.text).toBe('"shops/1/named"')
    expect((await open('named').get('a'))?.text).toBe('"named"')
    expect((await openNative(source, paths[2] as string, env).get('a'))?.text).toBe(JSON.stringify(paths[2]))
    await Promise.all(paths.map((path) => openNative(source, path, env).close?.()))
  })

  it.each(['', 'shops/1', '/a', 'a/', 'a//b', 'projects/demo/databases/other/documents/a'])(
    'are not %j, with the client of another database',
    (native) => expect(() => open(native)).toThrow(expect.objectContaining({ code: 'InvalidArgument' })),
  )

  it('have documents as the shape says', async () => {
    const driver = open('shape')
    const expiresAt = Date.now() + 60_001
    await put(driver, '_a/b.c', '{"n":1}', expiresAt)
    const document = await client.doc(`shape/${toDocumentId('_a/b.c')}`).get()
    expect(document.data()).toEqual({
      value: '{"n":1}',
      version: expect.stringMatching(/^[\da-f-]{36}$/),
      expiresAt: Timestamp.fromMillis(expiresAt),
    })
    await put(driver, '_a/b.c', '2')
    expect(Object.keys((await document.ref.get()).data() ?? {}).sort()).toEqual(['value', 'version'])
  })

  it('take the largest value under the longest key, of signs that take the most room', async () => {
    const path = `${'c'.repeat(1400)}/${'d'.repeat(1400)}/${'e'.repeat(1400)}`
    const driver = open(path)
    const key = '/'.repeat(driver.limits.key)
    const text = JSON.stringify('x'.repeat(driver.limits.value - 2))
    await put(driver, key, text, Date.now() + 100_000)
    expect((await driver.get(key))?.text === text).toBe(true)
    for (const prefix of [key, key.slice(1), '/']) {
      const { items } = await driver.list({ prefix, limit: 2, cursor: undefined })
      expect(items.map((item) => item.key)).toEqual([key])
    }
  })

  it('know the version of what has expired, and let it be replaced once', async () => {
    const driver = open('expired')
    const { version } = await put(driver, 'a', '1', Date.now() - 1000)
    expect(await codeOf(driver, driver.set({ key: 'a', text: '2', expiresAt: undefined }, { version }))).toBe(
      'FailedPrecondition',
    )
    expect(await codeOf(driver, driver.delete('a', { version }))).toBe('FailedPrecondition')
    const writers = Array.from({ length: 20 }, (_, at) =>
      driver.set({ key: 'a', text: String(at), expiresAt: undefined }, { absent: true }),
    )
    const results = await Promise.allSettled(writers)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('have no versions but their own', async () => {
    const driver = open('versions')
    await put(driver, 'a')
    for (const version of ['', 'v', '1.5', '999999999999.000000000', '1.000000000']) {
      const write = driver.set({ key: 'a', text: '2', expiresAt: undefined }, { version })
      expect(await codeOf(driver, write)).toBe('FailedPrecondition')
    }
    expect((await driver.get('a'))?.text).toBe('1')
  })

  it('of a hundred writers of a version exactly one wins', async () => {
    const driver = open('race')
    const { version } = await put(driver, 'a')
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, (_, at) =>
        driver.set({ key: 'a', text: String(at), expiresAt: undefined }, { version }),
      ),
    )
    const lost = results.flatMap((one) => (one.status === 'rejected' ? [driver.errorCode(one.reason)] : []))
    // A writer that met another one at the same moment may be told to try again; core does.
    expect(lost.filter((code) => code !== 'FailedPrecondition' && code !== 'ResourceExhausted')).toEqual([])
    expect(lost).toHaveLength(99)
  })

  it('read documents that somebody else wrote, with no value', async () => {
    await client.doc('foreign/x').set({ value: 1, expiresAt: 'later' })
    expect(await open('foreign').get('x')).toEqual({
      key: 'x',
      text: '',
      version: expect.stringMatching(/^\d+\.\d{9}$/),
      expiresAt: undefined,
    })
  })

  it('refuse times that a timestamp cannot hold', async () => {
    const driver = open('times')
    expect(await codeOf(driver, put(driver, 'a', '1', 8.64e15))).toBe('InvalidArgument')
    await put(driver, 'a', '1', Date.UTC(9999, 0))
    expect((await driver.get('a'))?.expiresAt).toBe(Date.UTC(9999, 0))
  })
})
