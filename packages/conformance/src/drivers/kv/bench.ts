import assert from 'node:assert/strict'
import { type KvEntry, type KvListOptions, type KvReadWriter, kv } from '@rove/core'
import type { KvDriver } from '@rove/core/adapter'
import { freshMark } from '../../assertions.ts'
import { scope } from '../scope.ts'

/** What a case of key-value stores works on. */
export interface KvBench {
  readonly driver: KvDriver
  /** The portable client on the driver. */
  readonly store: KvReadWriter<unknown>
  /** The client of another process. */
  readonly elsewhere: KvReadWriter<unknown>
  /** A prefix that no other case has. */
  readonly prefix: string
}

export function kvBench({ driver, other }: { readonly driver: KvDriver; readonly other: KvDriver }): KvBench {
  const client = (on: KvDriver): KvReadWriter<unknown> => kv('conformance').readWrite.connect(on as never, scope)
  return { driver, store: client(driver), elsewhere: client(other), prefix: `${freshMark().slice(0, 12)}/` }
}

/** Every entry of a listing, page by page; no page is larger than was asked for. */
export async function allEntries(
  store: KvReadWriter<unknown>,
  options: Omit<KvListOptions, 'cursor'>,
): Promise<Array<KvEntry<unknown>>> {
  const found: Array<KvEntry<unknown>> = []
  let cursor: string | undefined
  for (let pages = 0; pages < 2000; pages += 1) {
    const page = await store.list(cursor === undefined ? options : { ...options, cursor })
    assert.ok(page.entries.length <= (options.limit ?? 100), `a page has ${page.entries.length} entries`)
    found.push(...page.entries)
    if (page.cursor === undefined) return found
    cursor = page.cursor
  }
  return assert.fail('the listing does not end')
}

/** The keys of a listing, page by page. */
export async function allKeys(
  store: KvReadWriter<unknown>,
  options: Omit<KvListOptions, 'cursor'>,
): Promise<readonly string[]> {
  return (await allEntries(store, options)).map(({ key }) => key)
}
