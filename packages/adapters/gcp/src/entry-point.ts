import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

/**
 * Whether the functions-framework of this process was told to run this function, and not another one of the same
 * module. It looks where the framework looks; the module is loaded already, so this only finds it again.
 * Source: https://github.com/GoogleCloudPlatform/functions-framework-nodejs/blob/main/src/loader.ts
 */
export async function isEntryPoint(handler: unknown): Promise<boolean> {
  const [, script = '', ...args] = process.argv
  if (!script.includes('functions-framework')) return false
  const { values } = parseArgs({
    args,
    options: { target: { type: 'string' }, source: { type: 'string' } },
    strict: false,
  })
  const { FUNCTION_TARGET, FUNCTION_SOURCE } = process.env
  const target = String(values.target ?? FUNCTION_TARGET ?? 'function')
  const path = findModule(resolve(String(values.source ?? FUNCTION_SOURCE ?? '')))
  if (path === undefined) return false
  const exported: unknown = await import(pathToFileURL(path).href)
  // A CommonJS module is the default export of its namespace.
  return [exported, (exported as { default?: unknown }).default].some((from) => memberOf(from, target) === handler)
}

function findModule(source: string): string | undefined {
  const { resolve: find } = createRequire(join(source, 'package.json'))
  for (const path of [source, join(source, 'function.js')]) {
    try {
      return find(path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error
    }
  }
  return undefined
}

function memberOf(from: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], from)
}
