import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Target } from '@rove/core/adapter'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { buildArtefact } from '../src/build/artefact.ts'

const target: Target = {
  name: 'tiny',
  entry: ({ appModule }) => `import app from ${JSON.stringify(appModule)}\nexport const handler = () => app`,
  bundle: { outfile: 'index.mjs', banner: '// banner', external: [] },
  files: ({ name }) => ({ 'package.json': JSON.stringify({ name }), 'deep/er.txt': 'x' }),
}

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rove-artefact ä-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text)
const build = () => buildArtefact({ target, app: join(folder, 'app.ts'), name: 'shop', outdir: join(folder, 'out') })

it('bundles the target’s entry with the app, beside the target’s files', async () => {
  await write('app.ts', 'const answer: number = 42\nexport default answer')
  await build()
  expect((await readdir(join(folder, 'out'), { recursive: true })).sort()).toEqual([
    'deep',
    join('deep', 'er.txt'),
    'index.mjs',
    'index.mjs.map',
    'package.json',
  ])
  const bundle = join(folder, 'out/index.mjs')
  expect(await readFile(bundle, 'utf8')).toMatch(/^\/\/ banner/)
  const { handler } = (await import(pathToFileURL(bundle).href)) as { handler: () => unknown }
  expect(handler()).toBe(42)
})

it('takes the entry that is beside the app and named after the target', async () => {
  await write('app.ts', 'export default 42')
  await write('tiny.ts', "import app from './app.ts'\nexport const handler = () => app + 1")
  await build()
  const { handler } = (await import(pathToFileURL(join(folder, 'out/index.mjs')).href)) as { handler: () => unknown }
  expect(handler()).toBe(43)
})

it('leaves what was built before, and no half artefact, when the app does not compile', async () => {
  await mkdir(join(folder, 'out'))
  await writeFile(join(folder, 'out/index.mjs'), 'the one before')
  await write('app.ts', 'export default (')
  await expect(build()).rejects.toThrow(/app\.ts:1:16/)
  expect(await readFile(join(folder, 'out/index.mjs'), 'utf8')).toBe('the one before')
  expect(await readdir(folder)).toEqual(['app.ts', 'out'])
})
