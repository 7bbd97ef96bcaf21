import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root. */
export const root: string = dirname(dirname(fileURLToPath(import.meta.url)))

/** A package of the workspace. */
export interface Package {
  /** `packages/adapters/aws` */
  readonly folder: string
  readonly manifest: {
    readonly name: string
    readonly exports: Readonly<
      Record<string, { readonly '@rove/source': string; readonly types: string; readonly default: string }>
    >
    readonly dependencies?: Readonly<Record<string, string>>
    readonly peerDependencies?: Readonly<Record<string, string>>
  }
}

/** A source file with what it imports. */
export interface Source {
  /** From the root, with slashes: `packages/core/src/app.ts`. */
  readonly path: string
  readonly text: string
  /** Specifiers of imports that stay at run time; `import type` is not among them. */
  readonly imports: readonly string[]
}

/** The adapters' short names. */
export const adapters: readonly string[] = readdirSync(`${root}/packages/adapters`).sort()

/** Every package. */
export const packages: readonly Package[] = [
  'packages/core',
  'packages/cli',
  'packages/conformance',
  'packages/postgres',
  ...adapters.map((name) => `packages/adapters/${name}`),
].map((folder) => ({ folder, manifest: JSON.parse(readFileSync(`${root}/${folder}/package.json`, 'utf8')) }))

/** The TypeScript sources below a folder's `src`. */
export function sourcesOf(folder: string): Source[] {
  return readdirSync(`${root}/${folder}/src`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => {
      const file = join(entry.parentPath, entry.name)
      const text = readFileSync(file, 'utf8')
      return { path: relative(root, file).replaceAll('\\', '/'), text, imports: importsOf(text) }
    })
}

/** Where a relative import of a source leads, from the root. */
export function follow(source: Source, specifier: string): string {
  return relative(root, resolve(root, dirname(source.path), specifier)).replaceAll('\\', '/')
}

function importsOf(text: string): string[] {
  const statements = text.matchAll(/^\s*(?:import|export)\s+(?!type\b)(?:([^'"]*?)\s+from\s+)?'([^']+)'/gm)
  const lazy = text.matchAll(/\bimport\('([^']+)'\)/g)
  const kept = [...statements].filter(([, names = '']) => !isTypesOnly(names)).map(([, , specifier = '']) => specifier)
  return [...kept, ...[...lazy].map(([, specifier = '']) => specifier)]
}

function isTypesOnly(names: string): boolean {
  const inside = /^\{([^}]*)\}$/s.exec(names.trim())?.[1]
  if (inside === undefined) return false
  const list = inside
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
  return list.length > 0 && list.every((name) => name.startsWith('type '))
}
