import { describe, expect, it } from 'vitest'
import { adapters, follow, packages, type Source, sourcesOf } from './sources.ts'

const core = sourcesOf('packages/core')

describe('core', () => {
  it('imports nothing but itself, and Node only in its rooms for Node', () => {
    const strangers = core.flatMap((source) =>
      source.imports
        .filter((name) => !name.startsWith('.'))
        .filter((name) => !(name.startsWith('node:') && /\/src\/(node|host)\//.test(source.path)))
        .map((name) => `${source.path} imports ${name}`),
    )
    expect(strangers).toEqual([])
  })

  it('does not reach its rooms for Node from the runtime entries', () => {
    const reached = reachable('packages/core/src/index.ts', core).concat(
      reachable('packages/core/src/adapter/index.ts', core),
    )
    expect(reached.filter((path) => /\/src\/(node|host)\//.test(path))).toEqual([])
  })

  it('names no provider', () => {
    const named = core.filter(({ text }) =>
      /['"](aws|azure|gcp)['"]\s*(===|!==|:)|(===|!==)\s*['"](aws|azure|gcp)['"]/.test(code(text)),
    )
    expect(named.map(({ path }) => path)).toEqual([])
  })
})

describe.each(adapters)('the adapter %s', (name) => {
  const folder = `packages/adapters/${name}`
  const sources = sourcesOf(folder)

  it('has the rooms that every adapter has', () => {
    const rooms = ['index.ts', 'context.ts', 'capabilities.ts', 'codecs/', 'host/index.ts', 'target/index.ts']
    const missing = rooms.filter((room) => !sources.some(({ path }) => path.startsWith(`${folder}/src/${room}`)))
    expect(missing).toEqual([])
  })

  it('imports only core of ours', () => {
    const others = sources.flatMap((source) =>
      source.imports
        .filter((one) => one.startsWith('@rove/') && !one.startsWith('@rove/core'))
        .map((one) => `${source.path}: ${one}`),
    )
    // An adapter may load its own exports by name, for example the worker that its host starts.
    expect(others.filter((line) => !line.includes(`: @rove/${name}/`))).toEqual([])
  })

  it('keeps SDKs out of its entry and its codecs', () => {
    const pure = sources.filter(({ path }) => path.endsWith('/src/index.ts') || path.includes('/src/codecs/'))
    const foreign = pure.flatMap((source) =>
      source.imports.filter((one) => !/^(\.|@rove\/core|node:)/.test(one)).map((one) => `${source.path}: ${one}`),
    )
    expect(foreign).toEqual([])
  })

  it('does not reach its host or target from the entry', () => {
    const reached = reachable(`${folder}/src/index.ts`, sources)
    expect(reached.filter((path) => /\/src\/(host|target)\//.test(path))).toEqual([])
  })

  it('has a host that does not know the codecs', () => {
    const host = sources.filter(({ path }) => path.includes('/src/host/'))
    const known = host.flatMap((source) =>
      source.imports.map((one) => follow(source, one)).filter((path) => path.includes('/src/codecs/')),
    )
    expect(known).toEqual([])
  })
})

describe.each(packages.map(({ folder }) => folder))('%s', (folder) => {
  it('has no import cycle', () => {
    const sources = sourcesOf(folder)
    const cyclic = sources.filter((source) =>
      source.imports.some(
        (one) => one.startsWith('.') && reachable(follow(source, one), sources).includes(source.path),
      ),
    )
    expect(cyclic.map(({ path }) => path)).toEqual([])
  })

  it('has files that are one concept each: at most 250 lines', () => {
    const long = sourcesOf(folder).filter(({ text }) => text.split('\n').length > 251)
    expect(long.map(({ path }) => path)).toEqual([])
  })

  it('writes no `any`', () => {
    const any = sourcesOf(folder).flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index, lines) =>
          /(:\s*any\b|<any\b|\bas any\b|\bany>|, any\b)/.test(code(line)) &&
          !/biome-ignore/.test(lines[index - 1] ?? '')
            ? [`${path}:${index + 1}`]
            : [],
        ),
    )
    expect(any).toEqual([])
  })
})

/** The files that a file leads to by relative imports, itself included. */
function reachable(entry: string, sources: readonly Source[]): string[] {
  const seen = new Set<string>()
  const visit = (path: string): void => {
    const source = sources.find((one) => one.path === path)
    if (source === undefined || seen.has(path)) return
    seen.add(path)
    for (const one of source.imports) if (one.startsWith('.')) visit(follow(source, one))
  }
  visit(entry)
  return [...seen]
}

/** The text without comments. */
function code(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|^\s*\*.*$|\/\/.*$/gm, '')
}
