import { readFileSync } from 'node:fs'
import { afterAll, expect, it } from 'vitest'
import { bundle } from './bundled.ts'

const bundled = bundle({
  bin: '../../src/bin.ts',
  'example-harness': '../example-harness.ts',
  'example-server': '../example-server.ts',
})
afterAll(() => bundled.remove())

it('the harness of the README has at most 50 lines, and is the one that is run here', () => {
  const source = readFileSync(new URL('../example-harness.ts', import.meta.url), 'utf8')
  expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(50)
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  expect(readme).toContain(source)
})

it('proves its adapter, and that it refuses what it has no service for', { timeout: 60_000 }, async () => {
  const groups = ['http', 'errors', 'schedules'].flatMap((group) => ['--group', group])
  const { code, out } = await bundled.run('bin.mjs', ['--adapter', './example-harness.mjs', ...groups])
  expect(out).toMatch(/example: (\d+) of \1 musts/)
  expect(out).toMatch(/schedule \(\d+ cases\)/)
  expect(code).toBe(0)
})
