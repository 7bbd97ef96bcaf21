import { afterAll, expect, it } from 'vitest'
import { cases } from '../../src/cases/index.ts'
import { bundle } from './bundled.ts'

const bundled = bundle({ suite: './node-suite.ts' })
afterAll(() => bundled.remove())

it('node:test runs each case as a test, starts and stops the host, and fails for what fails', async () => {
  const { code, out } = await bundled.run('suite.mjs', [], { node: ['--test', '--test-reporter=tap'] })
  const count = cases.filter(({ group }) => group === 'security').length
  expect(code).toBe(1)
  expect(out).toContain('ok 1 - conformance: good')
  expect(out).toContain('not ok 2 - conformance: bad')
  expect(out.match(/^ +ok \d+ - security\./gm)?.length).toBeGreaterThan(count)
  expect(out.match(/^ +(not )?ok \d+ - security\./gm)).toHaveLength(2 * count)
  expect(out).toMatch(/^ +ok \d+ - security\.client-ip\.forged: .* GAP: everything is a 500/m)
  expect(out).toContain('good: on node:http')
})
