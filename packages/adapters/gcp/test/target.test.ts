import { readFileSync } from 'node:fs'
import { transform } from 'esbuild'
import { expect, it } from 'vitest'
import { findFramework } from '../src/host/framework.ts'
import { capabilities } from '../src/index.ts'
import { frameworkVersion, target } from '../src/target/index.ts'

const input = { appModule: '/some where/"app".ts', name: 'shop' }

it('writes the three lines that a user would', async () => {
  const { code } = await transform(target.entry(input), { loader: 'ts' })
  expect(code).toContain('import app from \'/some where/"app".ts\'')
  expect(target.entry(input).trim().split('\n')).toHaveLength(3)
})

it('writes a package.json that the buildpack runs as it is', () => {
  const manifest = JSON.parse(target.files(input)['package.json'] ?? '') as Record<string, unknown>
  expect(manifest).toMatchObject({
    name: 'shop',
    type: 'module',
    main: target.bundle.outfile,
    scripts: { 'gcp-build': '' },
    dependencies: { '@google-cloud/functions-framework': frameworkVersion },
    engines: { node: expect.any(String) },
  })
})

it('asks for the framework that it is tested with', () => {
  expect(findFramework(process.cwd()).version).toBe(frameworkVersion)
  const { peerDependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    peerDependencies: Record<string, string>
  }
  expect(peerDependencies['@google-cloud/functions-framework']).toBe('^5.0.0')
})

it('says of every promise that is not native what differs', () => {
  for (const [promise, { support, note, source, asOf }] of Object.entries(capabilities.supports)) {
    if (support !== 'native') expect(note, promise).toBeTruthy()
    expect(source, promise).toMatch(/^https:\/\//)
    expect(asOf, promise).toMatch(/^20\d\d-\d\d$/)
  }
})
