import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { target } from '../src/target/index.ts'

const fixtures = fileURLToPath(new URL('./app-fixtures', import.meta.url))

/** Builds the test app as the command line does; `entry` replaces the target's entry. Gives the artefact's folder. */
export async function buildTestApp(entry?: string): Promise<string> {
  const artefact = await mkdtemp(join(tmpdir(), 'rove-azure-'))
  const input = { appModule: join(fixtures, 'app.ts'), name: 'azure-test' }
  await build({
    ...(entry === undefined
      ? { stdin: { contents: target.entry(input), resolveDir: fixtures, loader: 'ts' as const } }
      : { entryPoints: [join(fixtures, entry)] }),
    outfile: join(artefact, target.bundle.outfile),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minify: true,
    conditions: ['@rove/source', 'module'],
    external: [...target.bundle.external],
    banner: { js: target.bundle.banner ?? '' },
  })
  for (const [path, text] of Object.entries(target.files(input))) await writeFile(join(artefact, path), text)
  return artefact
}
