import { existsSync, readFileSync } from 'node:fs'
import { root } from './sources.ts'

/** What the corpus' index says of one event. */
export interface CorpusEntry {
  readonly path: string
  readonly provider: string
  readonly service: string
  readonly trigger: string
  readonly format: string
  readonly features?: readonly string[]
  readonly negative?: boolean
}

const folder = `${root}/../shared/corpus`

/** Whether the corpus of real events is beside the project. */
export const hasCorpus: boolean = existsSync(`${folder}/INDEX.json`)

/** The entries of the index; none without the corpus. */
export function corpusEntries(keep: (entry: CorpusEntry) => boolean): CorpusEntry[] {
  if (!hasCorpus) return []
  return (JSON.parse(readFileSync(`${folder}/INDEX.json`, 'utf8')) as CorpusEntry[]).filter(keep)
}

/** One event as it was recorded. */
export function corpusEvent(entry: CorpusEntry): unknown {
  return JSON.parse(readFileSync(`${folder}/${entry.path}`, 'utf8'))
}
