import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Harness } from '../harness.ts'
import { within } from '../within.ts'

// A module that waits for ever as it loads.
const loadMilliseconds = 60_000

/**
 * Loads the harnesses that a module exports: `harness`, `harnesses`, or either as its default export.
 * @param name a path, or a package as the working directory resolves it
 * @throws Error that says what is wrong with it
 */
export async function loadHarnesses(name: string, folder: string = process.cwd()): Promise<readonly Harness[]> {
  const loaded = await importModule(name, folder)
  const { harness, harnesses, default: other } = loaded
  const given = harnesses ?? harness ?? other
  const list: readonly unknown[] = Array.isArray(given) ? given : given === undefined ? [] : [given]
  if (list.length === 0) throw new Error(`${name} exports no "harness" and no "harnesses", and neither as its default.`)
  for (const one of list) checkHarness(one, name)
  return list as readonly Harness[]
}

async function importModule(name: string, folder: string): Promise<Readonly<Record<string, unknown>>> {
  const path = locate(name, folder)
  try {
    return await within(loadMilliseconds, import(path), `Loading ${name}`)
  } catch (cause) {
    const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown }
    const hint = code === 'ERR_UNKNOWN_FILE_EXTENSION' ? ' Compile it first, or use a Node that runs TypeScript.' : ''
    throw new Error(`${name} could not be loaded: ${message ?? String(cause)}${hint}`, { cause })
  }
}

function locate(name: string, folder: string): string {
  const path = resolve(folder, name)
  if (existsSync(path)) return pathToFileURL(path).href
  if (/^(\.|\/)/.test(name)) throw new Error(`There is no ${path}.`)
  try {
    return pathToFileURL(createRequire(join(folder, 'package.json')).resolve(name)).href
  } catch (cause) {
    // A package for `import` alone; it is looked for from here.
    if ((cause as { readonly code?: unknown }).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return name
    throw new Error(`There is no module "${name}" for ${folder}; give a path, or install the package.`, { cause })
  }
}

function checkHarness(value: unknown, from: string): void {
  const { name, capabilities, start } = (value ?? {}) as Partial<Harness>
  if (typeof name === 'string' && typeof start === 'function' && typeof capabilities?.supports === 'object') return
  throw new Error(`${from} exports what is no harness: it needs "name", "capabilities" and "start".`)
}
