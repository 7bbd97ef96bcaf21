import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

interface PackageJson {
  readonly main?: string
  readonly type?: string
}

/**
 * Loads the files that `main` of the artefact's package.json names; it may be a glob.
 * Source: https://github.com/Azure/azure-functions-nodejs-worker, src/startApp.ts and src/loadScriptFile.ts
 * @throws Error when there is none, or what loading one of them threw
 */
export async function loadApp(artefact: string): Promise<void> {
  const packageJson = JSON.parse(await readFile(join(artefact, 'package.json'), 'utf8')) as PackageJson
  const { main } = packageJson
  if (!main) throw new Error('Its package.json has no "main".')
  const files = await findFiles(artefact, main)
  if (files.length === 0) throw new Error(`No file matches "main" of its package.json: ${JSON.stringify(main)}.`)
  for (const file of files) await loadFile(join(artefact, file), packageJson)
}

async function loadFile(path: string, { type }: PackageJson): Promise<void> {
  const isModule = path.endsWith('.mjs') || (type === 'module' && !path.endsWith('.cjs'))
  if (isModule) await import(pathToFileURL(path).href)
  else createRequire(path)(path)
}

async function findFiles(folder: string, glob: string): Promise<string[]> {
  const wanted = toPattern(glob.replace(/^\.\//, ''))
  const entries = await readdir(folder, { recursive: true })
  return entries
    .map((entry) => entry.replaceAll('\\', '/'))
    .filter((entry) => wanted.test(entry))
    .sort()
}

/** `*`, `**`, `?` and `{a,b}`. */
function toPattern(glob: string): RegExp {
  const source = glob.replace(/\*\*\/|\*\*|\*|\?|\{[^{}]*\}|[.+^$()|[\]\\]/g, (part) => {
    if (part === '**/') return '(?:.*/)?'
    if (part === '**') return '.*'
    if (part === '*') return '[^/]*'
    if (part === '?') return '[^/]'
    if (part.startsWith('{')) return `(?:${part.slice(1, -1).split(',').map(escaped).join('|')})`
    return `\\${part}`
  })
  return new RegExp(`^${source}$`)
}

function escaped(text: string): string {
  return text.replace(/[.*+?^$()|[\]\\{}]/g, '\\$&')
}
