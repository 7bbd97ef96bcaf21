import { type CorpusEntry, corpusEntries, corpusEvent } from '../../../../test/corpus.ts'
import type { AdaptOptions } from '../src/index.ts'
import type { Rpc } from './library.ts'

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>

/** How a recorded event comes in, and what it must come to; `expected` is read out of the recording by hand. */
export interface Case {
  readonly trigger: 'message' | 'event' | 'schedule' | 'object' | 'change'
  readonly kind?: 'created' | 'deleted'
  readonly options?: AdaptOptions
  readonly data: Rpc
  readonly metadata?: Readonly<Record<string, Rpc>>
  /** One for each call of the handler. */
  readonly expected?: readonly object[]
  /** What the handler's native context holds, as the library's authors expect it. */
  readonly converted?: unknown
  readonly refused?: RegExp
}

/** A field that the host has written as JSON. */
export const json = (value: unknown): Rpc => ({ json: JSON.stringify(value) })
const isList = (value: unknown): value is readonly Fields[] => Array.isArray(value)
/** One event as a list of one. */
export const listOf = (value: unknown): readonly Fields[] => (isList(value) ? value : [value as Fields])
/** Whether the host's metadata was recorded, and not an event's own form. */
export const isMetadata = ({ format }: CorpusEntry): boolean => /^azure-rpc-triggermetadata/.test(format)

/** What the recorded field says, whatever member of the host's message it is in. */
export function said(field: Rpc | undefined): unknown {
  if (field?.json !== undefined) return JSON.parse(field.json)
  return field?.string ?? field?.int
}

/** A recorded time as RFC 3339: without a zone it is UTC; the year 1 and what is no such time are none. */
export function timeOf(recorded: unknown): string | undefined {
  const text = String(recorded ?? '')
  if (!/^\d{4}-\d\d-\d\dT/.test(text) || text.startsWith('0001-')) return undefined
  return /(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`
}

/** The metadata of each item: that of a batch has lists, under names that end in Array. */
export function itemsOf(metadata: Readonly<Record<string, Rpc>>): ReadonlyArray<Readonly<Record<string, Rpc>>> {
  const lists = Object.entries(metadata).filter(([name, field]) => name.endsWith('Array') && Array.isArray(said(field)))
  const [first] = lists
  if (first === undefined) return [metadata]
  return (said(first[1]) as unknown[]).map((_, index) => ({
    ...metadata,
    ...Object.fromEntries(lists.map(([name, field]) => [name.slice(0, -5), json((said(field) as unknown[])[index])])),
  }))
}

/** What carries a body for each item. */
export function carry(items: readonly unknown[], body: string): Rpc {
  const bytes = Buffer.from(body)
  return items.length === 1 ? { bytes } : { collectionBytes: { bytes: items.map(() => bytes) } }
}

/** The library's own pair of host message and converted metadata. */
export function expectationOf(entry: CorpusEntry): unknown {
  const { group } = entry as CorpusEntry & { readonly group?: string }
  const [pair] = corpusEntries(
    (one) =>
      (one as typeof entry & { role?: string; group?: string }).role === 'expected' &&
      (one as typeof entry & { group?: string }).group === group,
  )
  return group === undefined || pair === undefined ? undefined : corpusEvent(pair)
}
