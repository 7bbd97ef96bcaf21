import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Host } from '@rove/core/adapter'
import { type AzureHostOptions, start } from '../src/host/index.ts'

/** What a function of the fixture noted of one call. */
export interface Got {
  readonly function: string
  readonly input: unknown
  readonly metadata?: Readonly<Record<string, unknown>>
  readonly retry?: { readonly retryCount: number; readonly maxRetryCount: number }
  readonly pid: number
}

// Written before a function returns: what is printed may arrive after what it returned.
const notes = new WeakMap<Host, string>()

/** Starts the app of events only. */
export async function startEvents({ env, ...options }: Partial<AzureHostOptions> = {}): Promise<Host> {
  const file = join(mkdtempSync(join(tmpdir(), 'rove-azure-')), 'calls')
  writeFileSync(file, '')
  const artefact = fileURLToPath(new URL('./host-fixtures/events', import.meta.url))
  const host = await start({ artefact, timeout: 5_000, ...options, env: { ...env, CALLS: file } })
  notes.set(host, file)
  return host
}

/** The calls that a function has seen so far, in order. */
export function callsOf(host: Host, name: string): Got[] {
  return readFileSync(notes.get(host) ?? '', 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Got)
    .filter((got) => got.function === name)
}
