import { once } from 'node:events'
import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { BucketDriver, KvDriver } from '@rove/core/adapter'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toFileName, toKey } from '../../src/bindings/file-name.ts'
import { folderBucket, folderKv } from '../../src/bindings/index.ts'
import { newToken } from '../../src/bindings/owner.ts'
import { buildWriter, endOf, newFolder, startWriter } from './folder.fixture.ts'

const resource = { name: 'store', native: 'store', ordered: false, env: {} }
const kvOf = (folder: string): KvDriver => folderKv({ folder }).open(resource)
const bucketOf = (folder: string): BucketDriver => folderBucket({ folder }).open({ ...resource, native: 'objects' })
const value = (key: string, text: string): { key: string; text: string; expiresAt: undefined } => ({
  key,
  text,
  expiresAt: undefined,
})
const object = (key: string, body: Uint8Array | AsyncIterable<Uint8Array>) => ({
  key,
  body,
  size: undefined,
  contentType: 'text/plain',
  metadata: {},
  condition: undefined,
})
const hidden = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.startsWith('.'))

let buildFolder: string
let writer: string
beforeAll(async () => {
  buildFolder = await mkdtemp(join(tmpdir(), 'rove-writer-'))
  writer = await buildWriter(buildFolder)
})
afterAll(() => rm(buildFolder, { recursive: true, force: true }))

describe('a file name', () => {
  const keys = [
    'a',
    'A',
    'a/b',
    'a%2fb',
    '..',
    '.a',
    'a.',
    'con',
    'con.png',
    'lpt1',
    'ä',
    'a\u0308',
    '~',
    'a b',
    '😀',
    '日本',
  ]

  it.each(keys)('of %j is safe everywhere, and tells the key', (key) => {
    expect(toFileName(key)).toMatch(/^[a-z0-9_%-][a-z0-9_.%-]*(?<!\.)$/)
    expect(toFileName(key)).not.toMatch(/^(con|lpt1)(\.|$)/)
    expect(toKey(toFileName(key))).toBe(key)
  })

  it('is short however long the key is, and differs for every key', () => {
    const long = 'é'.repeat(512)
    expect(toFileName(long).length).toBeLessThan(200)
    expect(toFileName(long)).not.toBe(toFileName(`${long}a`))
    expect(new Set(keys.map((key) => toFileName(key).toLowerCase())).size).toBe(keys.length)
  })

  it('is only what it was made to, so that foreign files are no keys', async () => {
    const folder = await newFolder()
    const kv = kvOf(folder)
    await kv.set(value('é'.repeat(500), '1'), undefined)
    await kv.set(value('B', '2'), undefined)
    await writeFile(join(folder, 'store', 'B'), 'put here by hand')
    const { items } = await kv.list({ prefix: '', limit: 10, cursor: undefined })
    expect(items.map(({ key }) => key)).toEqual(['B', 'é'.repeat(500)])
  })
})

describe('a crash', () => {
  it('leaves the old or the new, never half, and nothing that stands in the way', { timeout: 60_000 }, async () => {
    const folder = await newFolder()
    for (let round = 0; round < 12; round += 1) {
      const child = startWriter(writer, 'crash', folder)
      const ended = endOf(child)
      await once(child.stdout as NodeJS.ReadableStream, 'data')
      await delay(Math.random() * 40)
      child.kill('SIGKILL')
      await ended
      const text = (await kvOf(folder).get('a'))?.text ?? ''
      expect(text.length).toBe(100_002)
      expect(text).toBe(JSON.stringify((text[1] ?? '').repeat(100_000)))
      const found = await bucketOf(folder).get('a')
      let read = ''
      for await (const piece of found?.body ?? []) read += Buffer.from(piece).toString()
      expect(read).toBe((found?.metadata.letter ?? '').repeat(262_144))
    }
    // Whoever comes next writes at once, and clears away what was left.
    await kvOf(folder).set(value('a', '"after"'), undefined)
    await bucketOf(folder).put(object('a', Buffer.from('after')))
    expect((await kvOf(folder).get('a'))?.text).toBe('"after"')
    expect(await hidden(join(folder, 'store'))).toEqual([])
    expect(await hidden(join(folder, 'objects'))).toEqual([])
  })

  it('of one who held the lock lets the next one in, also when that one crashed in turn', async () => {
    const folder = await newFolder()
    await mkdir(join(folder, 'store'))
    const gone = startWriter(writer, 'count', folder, '0')
    await endOf(gone)
    const dead = (number: number): string => newToken().replace(/^(\w+)\..*$/, `$1.${gone.pid}.1.${number}`)
    await writeFile(join(folder, 'store', '.lock'), dead(1))
    await writeFile(join(folder, 'store', `.lock-${dead(1)}`), dead(2))
    await Promise.all(Array.from({ length: 20 }, (_, index) => kvOf(folder).set(value(`${index}`, '1'), undefined)))
    expect((await kvOf(folder).list({ prefix: '', limit: 100, cursor: undefined })).items).toHaveLength(20)
    expect(await hidden(join(folder, 'store'))).toEqual([])
  })

  it('does not take the lock from a process that lives', async () => {
    const folder = await newFolder()
    const lock = join(folder, 'store', '.lock')
    await mkdir(join(folder, 'store'))
    await writeFile(lock, newToken())
    let isWritten = false
    const writing = kvOf(folder)
      .set(value('a', '1'), undefined)
      .then(() => {
        isWritten = true
      })
    await delay(100)
    expect(isWritten).toBe(false)
    await rm(lock)
    await writing
    expect(isWritten).toBe(true)
  })
})

describe('several processes', () => {
  it('count together: of those that write on one version, one wins', { timeout: 60_000 }, async () => {
    const folder = await newFolder()
    const children = Array.from({ length: 4 }, () => startWriter(writer, 'count', folder, '25'))
    expect(await Promise.all(children.map(endOf))).toEqual([0, 0, 0, 0])
    expect((await kvOf(folder).get('count'))?.text).toBe('100')
  })

  it('never write on one version twice, also when they are killed at any moment', { timeout: 60_000 }, async () => {
    const folder = await newFolder()
    let said = ''
    const countUntilKilled = async (): Promise<void> => {
      for (let round = 0; round < 8; round += 1) {
        const child = startWriter(writer, 'count', folder, '1000000')
        const closed = once(child, 'close')
        child.stdout?.on('data', (text) => {
          said += text
        })
        await once(child.stdout as NodeJS.ReadableStream, 'data')
        await delay(Math.random() * 40)
        child.kill('SIGKILL')
        await closed
      }
    }
    await Promise.all(Array.from({ length: 4 }, countUntilKilled))
    const numbers = said.trim().split('\n')
    expect(numbers.length).toBeGreaterThan(32)
    expect(new Set(numbers).size).toBe(numbers.length)
    await kvOf(folder).set(value('a', '1'), undefined)
    expect(await hidden(join(folder, 'store'))).toEqual([])
  })

  it('are told apart by drivers of their own in one process too', async () => {
    const folder = await newFolder()
    const drivers = Array.from({ length: 100 }, () => kvOf(folder))
    const first = await kvOf(folder).set(value('a', '0'), { absent: true })
    const settled = await Promise.allSettled(drivers.map((kv, index) => kv.set(value('a', `${index}`), first)))
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})

describe('an object', () => {
  it('of 200 MB goes in and out in constant memory', { timeout: 60_000 }, async () => {
    const folder = await newFolder()
    const bucket = bucketOf(folder)
    const piece = new Uint8Array(1_048_576).fill(7)
    let highest = 0
    const watch = (): void => {
      highest = Math.max(highest, process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed)
    }
    const before = process.memoryUsage().arrayBuffers + process.memoryUsage().heapUsed
    await bucket.put(
      object(
        'large',
        (async function* () {
          for (let index = 0; index < 200; index += 1) {
            watch()
            yield piece
          }
        })(),
      ),
    )
    let read = 0
    for await (const part of (await bucket.get('large'))?.body ?? []) {
      read += part.byteLength
      if (read % 1_048_576 === 0) watch()
    }
    expect(read).toBe(209_715_200)
    expect(highest - before).toBeLessThan(100_000_000)
  })

  it('is read to its end as it was, when it is replaced or deleted meanwhile', async () => {
    const bucket = bucketOf(await newFolder())
    await bucket.put(object('a', new Uint8Array(200_000).fill(1)))
    const found = await bucket.get('a')
    await bucket.put(object('a', new Uint8Array(10).fill(2)))
    await bucket.delete('a')
    const seen: number[] = []
    for await (const piece of found?.body ?? []) seen.push(piece.byteLength, ...new Set(piece))
    expect(seen.filter((_, index) => index % 2 === 0).reduce((sum, size) => sum + size, 0)).toBe(200_000)
    expect(seen.filter((_, index) => index % 2 === 1).every((byte) => byte === 1)).toBe(true)
  })

  it('whose content fails, or is not as long as was said, was never written, and leaves nothing', async () => {
    const folder = await newFolder()
    const bucket = bucketOf(folder)
    const failing = (async function* () {
      yield Buffer.from('half')
      throw new Error('cut off')
    })()
    await expect(bucket.put(object('a', failing))).rejects.toThrow('cut off')
    await expect(bucket.put({ ...object('a', Buffer.from('abc')), size: 4 })).rejects.toThrow('3 bytes; 4 were')
    expect(await bucket.head('a')).toBeUndefined()
    expect(await readdir(join(folder, 'objects'))).toEqual([])
  })

  it('starts its file with its content', async () => {
    const folder = await newFolder()
    await bucketOf(folder).put(object('notes/a.txt', Buffer.from('content')))
    expect(await readFile(join(folder, 'objects', 'notes%2fa.txt'), 'utf8')).toMatch(/^content\n\{"key":"notes\/a.txt"/)
  })

  it('that something else has cut off is an error, not a content', async () => {
    const folder = await newFolder()
    const bucket = bucketOf(folder)
    await bucket.put(object('a', Buffer.from('content')))
    for (const text of ['', 'x', 'content without what is known of it', '\n{}99999999']) {
      await writeFile(join(folder, 'objects', 'a'), text)
      const error = await bucket.get('a').catch((thrown: unknown) => thrown)
      expect(bucket.errorCode(error)).toBe('Internal')
    }
  })
})

describe('a folder', () => {
  it('loses the files of values that have expired, when it is listed', async () => {
    const folder = await newFolder()
    const kv = kvOf(folder)
    await kv.set({ ...value('old', '1'), expiresAt: Date.now() - 1 }, undefined)
    await kv.set(value('new', '1'), undefined)
    expect(await kv.get('old')).toBeUndefined()
    expect((await kv.list({ prefix: '', limit: 10, cursor: undefined })).items.map(({ key }) => key)).toEqual(['new'])
    expect(await readdir(join(folder, 'store'))).toEqual(['new'])
  })

  it('that is not there is empty, and is made by the first write only', async () => {
    const folder = await newFolder()
    expect(await kvOf(folder).get('a')).toBeUndefined()
    expect(await bucketOf(folder).list({ prefix: '', limit: 1, cursor: undefined })).toEqual({ items: [] })
    await expect(access(join(folder, 'store'))).rejects.toThrow('ENOENT')
  })

  it('that cannot be written to says why', async () => {
    const folder = await newFolder()
    await writeFile(join(folder, 'store'), 'a file')
    const kv = kvOf(folder)
    const error = await kv.set(value('a', '1'), undefined).catch((thrown: unknown) => thrown)
    expect(kv.errorCode(error)).toBe('FailedPrecondition')
  })

  it('keeps what other processes are writing at the moment', async () => {
    const folder = await newFolder()
    const path = join(folder, 'store', `.tmp-${newToken()}`)
    await mkdir(join(folder, 'store'))
    await writeFile(path, 'being written')
    await kvOf(folder).set(value('a', '1'), undefined)
    expect(await hidden(join(folder, 'store'))).toHaveLength(1)
  })
})
