import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { packages, root, sourcesOf } from './sources.ts'

describe.each(packages)('$manifest.name', ({ folder, manifest }) => {
  it('exports files that exist, built from the sources they are named after', () => {
    for (const [subpath, target] of Object.entries(manifest.exports)) {
      const source = target['@rove/source']
      expect(existsSync(`${root}/${folder}/${source}`), `${subpath} -> ${source}`).toBe(true)
      const name = source.replace('./src/', '').replace(/\.ts$/, '')
      expect(target).toEqual({
        '@rove/source': `./src/${name}.ts`,
        types: `./dist/${name}.d.ts`,
        default: `./dist/${name}.js`,
      })
    }
  })

  it('declares every package that it imports', () => {
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
    const imported = sourcesOf(folder)
      .flatMap(({ imports }) => imports)
      .filter((one) => !/^(\.|node:)/.test(one))
      .map((one) =>
        one
          .split('/')
          .slice(0, one.startsWith('@') ? 2 : 1)
          .join('/'),
      )
      .filter((one) => one !== manifest.name)
    expect([...new Set(imported)].filter((one) => !declared.includes(one))).toEqual([])
  })
})

it('core has no dependency', () => {
  const core = packages.find(({ folder }) => folder === 'packages/core')
  expect(core?.manifest.dependencies).toBeUndefined()
})

it('the lockfile records no download address', () => {
  const lock = JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8')) as {
    packages: Record<string, { resolved?: string; link?: boolean }>
  }
  const addresses = Object.entries(lock.packages).filter(([, entry]) => entry.resolved && !entry.link)
  expect(addresses).toEqual([])
})
