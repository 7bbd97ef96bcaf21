import { mkdtemp, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { App } from '@rove/core'
import { build } from 'esbuild'

/**
 * Loads an app into this process, to read what it is made of: its name, its functions, and what they use.
 *
 * @param app path of the module whose default export is the app
 * @throws Error when the module does not compile, fails as it loads, or has no app as its default export
 */
export async function loadApp(app: string): Promise<App> {
  const path = resolve(app)
  // Beside the app, because packages are not bundled but found from there.
  const folder = await mkdtemp(join(dirname(path), '.rove-load-'))
  try {
    const outfile = join(folder, 'app.mjs')
    await build({
      entryPoints: [path],
      outfile,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'silent',
    })
    const loaded: { readonly default?: unknown } = await import(pathToFileURL(outfile).href)
    if (isApp(loaded.default)) return loaded.default
    throw new Error(`${app} has no app as its default export; write: export default app('name', { … }).`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function isApp(value: unknown): value is App {
  const { name, functions } = (typeof value === 'object' && value !== null ? value : {}) as Partial<App>
  return typeof name === 'string' && typeof functions === 'object'
}
