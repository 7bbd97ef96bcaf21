import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { HostOptions, Target } from '@rove/core/adapter'
import { expect, it } from 'vitest'
import { builtHarness } from '../src/built.ts'
import { plainCapabilities } from './plain-harness.ts'
import { startPlainHost } from './plain-host.ts'

const target: Target = {
  name: 'plain',
  entry: ({ appModule }) => `import app from ${JSON.stringify(appModule)}\nexport const name = app.name\n`,
  bundle: { outfile: 'index.mjs', external: [] },
  files: ({ name }) => ({ 'package.json': JSON.stringify({ name }) }),
}

const asked = { timeout: 1000, env: { A: 'b' } }

it('builds the app once, starts hosts with it, and removes it at the end', async () => {
  const seen: HostOptions[] = []
  const harness = builtHarness({
    name: 'built',
    capabilities: plainCapabilities(),
    target,
    async start(options) {
      seen.push(options)
      return startPlainHost(asked)
    },
  })
  const hosts = await Promise.all([harness.start(asked), harness.start(asked)])
  for (const host of hosts) await host.stop()
  const [first, second] = seen
  const artefact = first?.artefact ?? ''
  expect(second?.artefact).toBe(artefact)
  expect(first).toMatchObject(asked)
  expect(artefact.startsWith(join(tmpdir(), 'rove-conformance-plain-'))).toBe(true)
  expect(readdirSync(artefact)).toEqual(expect.arrayContaining(['index.mjs', 'package.json']))
  expect(await import(pathToFileURL(join(artefact, 'index.mjs')).href)).toMatchObject({ name: 'conformance' })
  // Hosts name resources after what the target was told; it must be the app's own name.
  expect(JSON.parse(readFileSync(join(artefact, 'package.json'), 'utf8'))).toMatchObject({ name: 'conformance' })
  await harness.dispose?.()
  expect(existsSync(dirname(artefact))).toBe(false)
})

it('leaves nothing behind when the app cannot be built', async () => {
  const broken: Target = { ...target, name: 'plain-broken', entry: () => 'this is not a module' }
  const capabilities = plainCapabilities()
  const harness = builtHarness({ name: 'broken', capabilities, target: broken, start: () => startPlainHost(asked) })
  await expect(harness.start(asked)).rejects.toThrow()
  await harness.dispose?.()
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith('rove-conformance-plain-broken-'))).toEqual([])
})
