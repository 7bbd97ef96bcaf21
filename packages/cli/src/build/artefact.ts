import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Resource } from '@rove/core'
import type { EntryInput, Target } from '@rove/core/adapter'
import { build } from 'esbuild'

/** What is built, for whom, and where to. */
export interface ArtefactOptions {
  readonly target: Target
  /**
   * Path of the module whose default export is the app. A module beside it that is named after the target (`aws.ts`) is
   * the entry, so that options of `adapt` are written in code; without one the target's own entry is used.
   */
  readonly app: string
  /** The app's name, for the artefact's files. Default: `app`. */
  readonly name?: string
  /** What the app's functions use; the target's own entry has the drivers for them. Default: nothing. */
  readonly resources?: readonly Resource[]
  /** The drivers that are not the provider's own. */
  readonly choose?: EntryInput['choose']
  /** The artefact's folder; what was in it is replaced once the build succeeded. */
  readonly outdir: string
  /** More export conditions to resolve packages with. */
  readonly conditions?: readonly string[]
}

/**
 * Builds an app for one provider: the entry bundled with the app, and the files that the provider wants beside it. The folder is built beside the old one and renamed, so that there is never half an artefact.
 * @throws Error with esbuild's messages when the app does not compile
 */
export async function buildArtefact(options: ArtefactOptions): Promise<void> {
  const { target } = options
  const outdir = resolve(options.outdir)
  const draft = `${outdir}.draft-${process.pid}`
  const app = resolve(options.app)
  const { name = 'app', resources = [], choose } = options
  const input = { appModule: app, name, resources, ...(choose ? { choose } : {}) }
  try {
    await mkdir(draft, { recursive: true })
    await build({
      stdin: {
        contents: entryOf(app, target) ?? target.entry(input),
        resolveDir: dirname(app),
        sourcefile: `${target.name}.entry.ts`,
        loader: 'ts',
      },
      outfile: join(draft, target.bundle.outfile),
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      minify: true,
      sourcemap: true,
      sourcesContent: false,
      logLevel: 'silent',
      external: [...target.bundle.external],
      ...(target.bundle.banner === undefined ? {} : { banner: { js: target.bundle.banner } }),
      ...(options.conditions === undefined ? {} : { conditions: [...options.conditions, 'module'] }),
    })
    for (const [path, text] of Object.entries(target.files(input))) {
      await mkdir(dirname(join(draft, path)), { recursive: true })
      await writeFile(join(draft, path), text)
    }
    await rm(outdir, { recursive: true, force: true })
    await rename(draft, outdir)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

function entryOf(app: string, target: Target): string | undefined {
  const own = ['ts', 'mts', 'js', 'mjs']
    .map((ending) => join(dirname(app), `${target.name}.${ending}`))
    .find(existsSync)
  return own === undefined ? undefined : `export * from ${JSON.stringify(own)}`
}
