import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The installed functions-framework. */
export interface Framework {
  readonly version: string
  /** Path of its command's script. */
  readonly script: string
}

const name = '@google-cloud/functions-framework'

const usualPlaces = [join(process.cwd(), 'package.json'), import.meta.url]

/**
 * Finds functions-framework: beside the artefact, in the working directory's project, or beside this package.
 * @throws Error that says what to install when it is nowhere
 */
export function findFramework(artefact: string, places: readonly string[] = usualPlaces): Framework {
  for (const from of [join(artefact, 'package.json'), ...places]) {
    const entry = resolveFrom(from)
    if (entry === undefined) continue
    const root = packageRoot(entry)
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      version: string
      bin: Record<string, string>
    }
    return { version: manifest.version, script: join(root, manifest.bin['functions-framework'] ?? 'build/src/main.js') }
  }
  throw new Error(
    `The Google Cloud host runs the genuine ${name}, which is not installed. Install it with: npm install --save-dev ${name}@5`,
  )
}

function resolveFrom(from: string): string | undefined {
  try {
    return createRequire(from).resolve(name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}

// The package exports no `package.json`; it lies at the end of the path that has the package's name.
function packageRoot(entry: string): string {
  let folder = dirname(entry)
  while (!folder.endsWith(join('node_modules', name))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error(`${name} was found at ${entry}, which is not in a node_modules folder.`)
    folder = parent
  }
  return folder
}
