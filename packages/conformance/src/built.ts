import { existsSync } from 'node:fs'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { HostOptions, StartHost, Target } from '@rove/core/adapter'
import type { Harness } from './harness.ts'

/** A harness whose host runs a built artefact, as every adapter of Rove does. */
export interface BuiltHarness extends Omit<Harness, 'start' | 'dispose'> {
  /** The adapter's target. */
  readonly target: Target
  /** Starts the adapter's host with the artefact. */
  readonly start: StartHost<HostOptions>
  /** Export conditions to resolve packages with. Default: `@rove/source`, the sources of this repository. */
  readonly conditions?: readonly string[]
}

// The module that is bundled stands beside this one, before and after the build.
const appModule = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './app.ts' : './app.js', import.meta.url))

// Hosts find it in the artefact, and name the provider's resources after it.
const appName = 'conformance'

/**
 * A harness that builds the conformance app with an adapter's target into a temporary folder, once, and starts the
 * adapter's host with it. It needs `@rove/cli`.
 */
export function builtHarness({ target, start, conditions = ['@rove/source'], ...harness }: BuiltHarness): Harness {
  let folder: Promise<string> | undefined
  return {
    ...harness,
    async start(options) {
      folder ??= buildApp(target, conditions)
      return start({ ...options, artefact: join(await folder, 'artefact') })
    },
    async dispose() {
      const made = await folder?.catch(() => undefined)
      folder = undefined
      if (made !== undefined) await rm(made, { recursive: true, force: true })
    },
  }
}

async function buildApp(target: Target, conditions: readonly string[]): Promise<string> {
  const { buildArtefact } = await import('@rove/cli')
  const folder = await mkdtemp(join(tmpdir(), `rove-conformance-${target.name}-`))
  try {
    // What the artefact leaves to the platform is found here, where the platform would have installed it.
    const modules = modulesNear(process.cwd())
    if (modules !== undefined) await symlink(modules, join(folder, 'node_modules'), 'junction')
    await buildArtefact({ target, app: appModule, name: appName, outdir: join(folder, 'artefact'), conditions })
    return folder
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

function modulesNear(folder: string): string | undefined {
  const modules = join(folder, 'node_modules')
  if (existsSync(modules)) return modules
  return dirname(folder) === folder ? undefined : modulesNear(dirname(folder))
}
