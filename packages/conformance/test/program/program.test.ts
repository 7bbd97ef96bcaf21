import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { Report } from '../../src/report/report.ts'
import { bundle, type Ran, type RunningOptions } from './bundled.ts'

const bundled = bundle({ bin: '../../src/bin.ts', strange: './strange-harnesses.ts' })
afterAll(() => bundled.remove())

const quick = ['--case', 'http.query.none', '--case', 'http.query.repeated']

async function prove(harness: string, args: readonly string[] = quick, options: RunningOptions = {}): Promise<Ran> {
  process.env.STRANGE = harness
  return bundled.run('bin.mjs', ['--adapter', './strange.mjs', ...args], options)
}

it('ends with 0 when everything holds, and prints a table and nothing else', async () => {
  const { code, out, error } = await prove('good')
  expect({ code, error }).toEqual({ code: 0, error: '' })
  expect(out).toContain('plain: 2 of 2 musts and 0 of 0 shoulds hold')
  expect(out).not.toContain('\r')
})

it.each([
  ['failing', 1, 'http.query.repeated: '],
  ['gap', 0, 'expected failures:\n    http.query.repeated: it loses queries'],
  ['closed', 1, 'remove it: it passes now'],
  ['strays', 1, 'It threw outside of its calls: stray'],
])('a harness that is %s ends it with %i', async (harness, code, text) => {
  const ran = await prove(harness)
  expect(ran.out).toContain(text)
  expect(ran.code).toBe(code)
})

it.each([
  ['nothing', quick, 'exports no "harness"'],
  ['nonsense', quick, 'exports what is no harness'],
  ['exits', quick, 'nothing was proved'],
  ['good', ['--case', 'http.query.non'], 'There is no case "http.query.non"'],
  ['good', ['--group', 'htp'], 'The groups are http'],
  ['good', ['--timeout', '0'], 'at least 1'],
  ['good', ['--shuffle', '-1'], 'whole number from 0'],
  ['good', ['--level', 'may'], 'Allowed choices are must, should'],
  ['good', ['--nonsense'], 'unknown option'],
  ['good', ['--adapter', './missing.mjs'], 'There is no '],
  ['good', ['--adapter', '@rove/nowhere'], 'give a path, or install the package'],
  ['good', ['--adapter', './strange.mjs'], 'Two harnesses are called "plain"'],
])('wrong use ends it with 3, and says what is wrong: %s %j', async (harness, args, text) => {
  const { code, error } = await prove(harness, args)
  expect(error).toContain(text)
  expect(code).toBe(3)
})

it('without an adapter says what to write', async () => {
  const { code, error } = await bundled.run('bin.mjs', [])
  expect({ code, error }).toEqual({ code: 3, error: expect.stringContaining('--adapter <module>') })
})

it('explains itself, with the exit codes', async () => {
  const { code, out } = await bundled.run('bin.mjs', ['--help'])
  expect(code).toBe(0)
  expect(out).toContain('Exit code:')
})

it('lists the cases as data', async () => {
  const { code, out } = await bundled.run('bin.mjs', ['--list', '--json', '--group', 'streaming'])
  const list = JSON.parse(out) as Record<string, unknown>[]
  expect(code).toBe(0)
  expect(list.length).toBeGreaterThan(5)
  for (const one of list) expect(Object.keys(one)).toEqual(['id', 'group', 'level', 'title', 'why', 'needs'])
})

it('writes every report, in folders that it makes', async () => {
  const files = ['--json', 'r/a.json', '--junit', 'r/a.xml', '--markdown', 'r/a.md', '--html', 'r/b/a.html']
  expect((await prove('two', [...quick, ...files, '--shuffle', '5'])).code).toBe(0)
  const report = JSON.parse(readFileSync(join(bundled.folder, 'r/a.json'), 'utf8')) as Report
  expect(report).toMatchObject({ format: 1, seed: 5, harnesses: [{ name: 'plain' }, { name: 'other' }] })
  for (const file of ['r/a.xml', 'r/a.md', 'r/b/a.html']) expect(existsSync(join(bundled.folder, file))).toBe(true)
})

it('prints JSON alone on standard output, whatever a harness prints', async () => {
  const { code, out, error } = await prove('prints', [...quick, '--json'])
  expect(code).toBe(0)
  expect((JSON.parse(out) as Report).harnesses[0]?.cases).toHaveLength(2)
  expect(error).toContain('printed by the harness')
})

it('stops what it started when it is ended by a signal', async () => {
  const { code, error } = await prove('slow', quick, {
    signalWhen: (printed) => (printed.includes('started') ? 'SIGTERM' : undefined),
  })
  expect(code).toBe(130)
  const pid = Number(/started (\d+)/.exec(error)?.[1])
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})
