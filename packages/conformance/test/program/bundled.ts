import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

/** The program and modules of harnesses as a user has them: compiled, run by Node itself. */
export interface Bundled {
  readonly folder: string
  /** Runs Node with a script of the folder, and gives what came of it. */
  run(script: string, args: readonly string[], options?: RunningOptions): Promise<Ran>
  remove(): void
}

/** What may be done to a program that runs. */
export interface RunningOptions {
  /** Options of Node before the script. */
  readonly node?: readonly string[]
  /** Gets what was printed so far, each time; gives a signal to end the program with. */
  readonly signalWhen?: (printed: string) => NodeJS.Signals | undefined
}

/** What came of a program. */
export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly error: string
}

/** Compiles modules, each into one file of a new folder. @param entries paths from this folder, by name */
export function bundle(entries: Readonly<Record<string, string>>): Bundled {
  const folder = mkdtempSync(join(tmpdir(), 'rove-program-'))
  const require = `import { createRequire as toRequire } from 'node:module'; const require = toRequire(import.meta.url);`
  buildSync({
    entryPoints: Object.fromEntries(
      Object.entries(entries).map(([name, path]) => [name, fileURLToPath(new URL(path, import.meta.url))]),
    ),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    conditions: ['@rove/source'],
    external: ['@rove/cli'],
    banner: { js: require },
    logLevel: 'silent',
  })
  const run: Bundled['run'] = (script, args, options = {}) => runNode([join(folder, script), ...args], folder, options)
  return { folder, run, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

function runNode(args: readonly string[], cwd: string, { node = [], signalWhen }: RunningOptions): Promise<Ran> {
  return new Promise((resolve) => {
    // Neither the test runner's options nor its being a test are the program's.
    const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env
    const child = spawn(process.execPath, [...node, ...args], { cwd, env })
    let out = ''
    let error = ''
    const look = (): void => {
      const signal = signalWhen?.(out + error)
      if (signal) child.kill(signal)
    }
    child.stdout.on('data', (chunk) => {
      out += String(chunk)
      look()
    })
    child.stderr.on('data', (chunk) => {
      error += String(chunk)
      look()
    })
    child.once('close', (code) => resolve({ code, out, error }))
  })
}
