import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { target } from '../src/target/index.ts'

const here = dirname(fileURLToPath(import.meta.url))

/** A fixture as the target lays it out. */
export interface Artefact {
  readonly folder: string
  remove(): Promise<void>
}

/** Bundles the fixture app the way the command line does; `entry` stands in for the target's own when given. */
export async function buildFixture(entry?: string): Promise<Artefact> {
  const folder = await mkdtemp(join(tmpdir(), 'rove-local-'))
  const input = { appModule: join(here, 'fixtures', 'app.ts'), name: 'fixture' }
  await build({
    stdin: { contents: entry ?? target.entry(input), resolveDir: here, loader: 'ts' },
    outfile: join(folder, target.bundle.outfile),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@rove/source', 'module'],
    ...(target.bundle.banner === undefined ? {} : { banner: { js: target.bundle.banner } }),
    logLevel: 'silent',
  })
  for (const [path, text] of Object.entries(target.files(input))) await writeFile(join(folder, path), text)
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
