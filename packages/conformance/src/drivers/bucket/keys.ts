import assert from 'node:assert/strict'
import { isRoveError } from '@rove/core'
import { awkwardKeys, dotKeys, wholeKeys } from '../awkward-keys.ts'
import { inByteOrder } from '../byte-order.ts'
import type { DriverCase } from '../case.ts'
import { documents } from '../documents.ts'
import { keyOf, provable, refusedKeys } from '../fill-key.ts'
import { refused } from '../refusal.ts'
import { allKeys, type BucketBench, textOf } from './bench.ts'

/** Asserts that each key has an object of its own for every kind of call, and removes them. */
async function apart({ files, elsewhere }: BucketBench, keys: readonly string[], prefix: string): Promise<void> {
  for (const key of keys) await files.put(key, `of ${key}`)
  for (const key of keys) {
    assert.equal(await textOf(elsewhere, key), `of ${key}`, JSON.stringify(key))
    assert.equal((await files.head(key))?.key, key)
  }
  const listed = await allKeys(files, { prefix, limit: 1000 })
  assert.deepEqual(inByteOrder(listed.filter((key) => keys.includes(key))), inByteOrder(keys))
  for (const [at, key] of keys.entries()) {
    await files.delete(key)
    assert.equal(await files.head(key), undefined, JSON.stringify(key))
    const left = (await allKeys(files, { prefix, limit: 1000 })).filter((one) => keys.includes(one))
    assert.equal(left.length, keys.length - at - 1, `deleting ${JSON.stringify(key)} deleted others`)
  }
}

// Blob storage has none that end with a dot, a slash or a space, and takes a backslash for a slash.
const mayBeRefused = /(^|\/)\.{1,2}(\/|$)|\/\/|^\/|[./\s]$|\\/

/** Keys that the service takes; those that it refuses are refused clearly. */
async function taken({ files, prefix }: BucketBench, keys: readonly string[]): Promise<string[]> {
  const kept: string[] = []
  for (const key of keys) {
    try {
      await files.put(key, 'tried')
      kept.push(key)
    } catch (error) {
      const isClear = isRoveError(error) && error.code === 'InvalidArgument' && mayBeRefused.test(key)
      assert.ok(isClear, `${JSON.stringify(key)} failed, but not clearly: ${String(error)}`)
    }
  }
  const listed = (await allKeys(files, { prefix: '', limit: 1000 })).filter(
    (key) => kept.includes(key) || key.startsWith(prefix),
  )
  assert.deepEqual(inByteOrder(listed), inByteOrder(kept), 'a key became another one')
  return kept
}

/** Keys of all kinds. */
export const keys: ReadonlyArray<DriverCase<BucketBench>> = [
  ...awkwardKeys.map(
    ({ id, title, keys: list }): DriverCase<BucketBench> => ({
      id: `bucket.key.${id}`,
      title: `Keys may have ${title}; each is its own.`,
      why: id === 'forms' ? documents.unicodeForms : documents.s3Keys,
      level: 'must',
      async run(bench) {
        const listed = list.map((key) => `${bench.prefix}${key}`)
        await apart(bench, await taken(bench, listed), bench.prefix)
      },
    }),
  ),
  {
    id: 'bucket.key.dots',
    title: 'Dots stand for themselves, or are refused; they never lead to another key.',
    why: documents.gcsNames,
    level: 'must',
    async run(bench) {
      const list = [...dotKeys, ...dotKeys.map((key) => `${bench.prefix}${key}`)]
      await apart(bench, await taken(bench, list), '')
    },
  },
  {
    id: 'bucket.key.whole',
    title: 'A single sign may be a whole key.',
    why: documents.s3Keys,
    level: 'must',
    run: async (bench) => apart(bench, await taken(bench, wholeKeys), ''),
  },
  {
    id: 'bucket.key.refused',
    title: 'No key, control characters and half characters are refused with the same error everywhere, for all calls.',
    why: documents.s3Keys,
    level: 'must',
    async run({ files }) {
      for (const [key, said] of refusedKeys) {
        for (const call of [
          files.get(key),
          files.head(key),
          files.put(key, 'a'),
          files.delete(key),
          files.signedUrl(key),
        ]) {
          await refused(call, 'InvalidArgument', said)
        }
      }
    },
  },
  {
    id: 'bucket.limit.key',
    title:
      'A key is as long as the service says, in bytes of UTF-8, and one byte more is refused with the same error everywhere.',
    why: documents.s3Keys,
    level: 'must',
    async run({ files, driver, prefix }) {
      const most = driver.limits.key
      if (!provable(most, 65_536)) return
      const room = most - prefix.length
      for (const longest of [
        keyOf(prefix, most),
        `${prefix}${'ü'.repeat(Math.floor(room / 2))}${'k'.repeat(room % 2)}`,
      ]) {
        await files.put(longest, 'long')
        assert.equal(await textOf(files, longest), 'long')
        const said = new RegExp(`has ${most + 1} bytes; a key of ${driver.service} has at most ${most}\\.`)
        await refused(files.put(`${longest}k`, 'a'), 'InvalidArgument', said)
        await refused(files.get(`${longest}k`), 'InvalidArgument', said)
      }
    },
  },
]
