import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DriverSource, OutgoingMessage } from '@rove/core/adapter'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folderBucket, folderKv, folderQueue, folderSecret, folderTopic, takeSent } from '../../src/bindings/index.ts'
import { local } from '../../src/index.ts'
import { buildWriter, endOf, newFolder, startWriter } from './folder.fixture.ts'
import { shop } from './shop.fixture.ts'

const resource = { name: 'jobs', native: 'shop-jobs', ordered: false, env: {} }
const message = (text: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  text,
  delay: undefined,
  group: undefined,
  dedupeKey: undefined,
  ...more,
})

let buildFolder: string
let writer: string
beforeAll(async () => {
  buildFolder = await mkdtemp(join(tmpdir(), 'rove-writer-'))
  writer = await buildWriter(buildFolder)
})
afterAll(() => rm(buildFolder, { recursive: true, force: true }))

describe('what is sent to a folder', () => {
  it('is a file with all that was said of it, under the queue’s native name', async () => {
    const folder = await newFolder()
    const driver = folderQueue({ folder }).open(resource)
    const [result] = await driver.send([message('{"n":1}', { delay: 60, group: 'a', dedupeKey: 'once' })])
    const [name = ''] = await readdir(join(folder, 'queue', 'shop-jobs'))
    expect(result).toEqual({ id: name })
    const file = JSON.parse(await readFile(join(folder, 'queue', 'shop-jobs', name), 'utf8'))
    const kept = { text: '{"n":1}', delay: 60, group: 'a', dedupeKey: 'once', sentAt: expect.any(Number) }
    expect(file).toEqual(kept)
    expect(driver.native).toBe(join(folder, 'queue', 'shop-jobs'))
  })

  it('is taken once, in its order, by whoever is first', async () => {
    const folder = await newFolder()
    const driver = folderTopic({ folder }).open(resource)
    const texts = Array.from({ length: 40 }, (_, at) => `${at}`)
    for (let at = 0; at < 40; at += 10) await driver.send(texts.slice(at, at + 10).map((text) => message(text)))
    const taken = await Promise.all(Array.from({ length: 4 }, () => takeSent(folder, 'topic', 'shop-jobs')))
    expect(taken.flat().sort()).toEqual([...texts].sort())
    for (const part of taken) expect(part).toEqual(texts.filter((text) => part.includes(text)))
    expect(await readdir(join(folder, 'topic', 'shop-jobs'))).toEqual([])
  })

  it('keeps its order when the clock is behind what was sent, and with other files beside it', async () => {
    const folder = await newFolder()
    const store = join(folder, 'queue', 'shop-jobs')
    await mkdir(store, { recursive: true })
    await writeFile(join(store, '4000000000000000'), JSON.stringify({ sentAt: 0, text: 'from the future' }))
    await writeFile(join(store, 'notes.txt'), 'put here by hand')
    await folderQueue({ folder })
      .open(resource)
      .send([message('after')])
    expect(await readdir(store)).toEqual(['4000000000000000', '4000000000000001', 'notes.txt'])
    expect(await takeSent(folder, 'queue', 'shop-jobs')).toEqual(['from the future', 'after'])
  })

  it('from several processes has one order, and nothing is lost', { timeout: 60_000 }, async () => {
    const folder = await newFolder()
    const children = ['a', 'b', 'c', 'd'].map((name) => startWriter(writer, 'send', folder, name))
    expect(await Promise.all(children.map(endOf))).toEqual([0, 0, 0, 0])
    const taken = await takeSent(folder, 'queue', 'store')
    expect(taken).toHaveLength(100)
    for (const name of ['a', 'b', 'c', 'd']) {
      const own = taken.filter((text) => text.startsWith(name))
      expect(own).toEqual(Array.from({ length: 25 }, (_, at) => `${name}${at}`))
    }
  })

  it('to nobody is nothing, and no folder is made by asking', async () => {
    const folder = await newFolder()
    expect(await takeSent(folder, 'queue', 'shop-jobs')).toEqual([])
    expect(await readdir(folder)).toEqual([])
  })

  it('and cut off by something else is an error that names the file', async () => {
    const folder = await newFolder()
    const store = join(folder, 'queue', 'shop-jobs')
    await mkdir(store, { recursive: true })
    await writeFile(join(store, '1700000000000000'), '{"text":')
    await expect(takeSent(folder, 'queue', 'shop-jobs')).rejects.toThrow('1700000000000000 is no message')
  })

  it('where there can be no folder is told of each message', async () => {
    const folder = await newFolder()
    await writeFile(join(folder, 'queue'), 'a file')
    const driver = folderQueue({ folder }).open(resource)
    const [first, second] = await driver.send([message('1'), message('2')])
    for (const result of [first, second]) {
      expect(driver.errorCode((result as { error: unknown }).error)).toBe('FailedPrecondition')
    }
  })
})

describe('ROVE_DATA', () => {
  const sources: ReadonlyArray<readonly [string, () => DriverSource]> = [
    ['kv', folderKv],
    ['bucket', folderBucket],
    ['secret', folderSecret],
    ['queue', folderQueue],
    ['topic', folderTopic],
  ]

  it.each(sources)('is where a %s is kept that was given no folder', async (kind, source) => {
    const data = await newFolder()
    const { native } = source().open({ ...resource, env: { ROVE_DATA: data } })
    expect(native).toBe(join(data, kind, kind === 'secret' ? 'jobs' : 'shop-jobs'))
  })

  it.each(sources)('or a folder must be there for a %s', (kind, source) => {
    expect(() => source().open(resource)).toThrow(
      expect.objectContaining({
        code: 'FailedPrecondition',
        message: expect.stringContaining(`no folder for the ${kind} "jobs"`),
      }),
    )
  })

  it('has what an app sends', async () => {
    const data = await newFolder()
    const client = local(shop([]), { env: { ROVE_DATA: data }, bindings: [folderQueue(), folderTopic()] })
    const answer = await client.request('/orders/1', { method: 'PUT', body: '{"quantity":2}' })
    const { id } = (await answer.json()) as { readonly id: string }
    const [sent = ''] = await takeSent(data, 'queue', 'shop-shipments')
    expect(JSON.parse(sent)).toMatchObject({ id })
    expect(await takeSent(data, 'topic', 'shop-order-placed')).toHaveLength(1)
  })
})
