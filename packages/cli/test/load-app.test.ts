import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadApp } from '../src/build/load-app.ts'

let folder = ''
beforeEach(async () => {
  // Below this folder the packages of the workspace are found.
  folder = await mkdtemp(join(import.meta.dirname, '.load-app-'))
  await mkdir(join(folder, 'src'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const write = (text: string): Promise<void> => writeFile(join(folder, 'src/app.ts'), text)
const load = () => loadApp(join(folder, 'src/app.ts'))

it('loads an app with its own modules and its packages, and leaves nothing behind', async () => {
  await writeFile(join(folder, 'src/name.ts'), "export const name: string = 'shop'")
  await write("import { app } from '@rove/core'\nimport { name } from './name.ts'\nexport default app(name, {})")
  expect((await load()).name).toBe('shop')
  expect((await readdir(join(folder, 'src'))).sort()).toEqual(['app.ts', 'name.ts'])
})

it.each([
  ['does not compile', 'export default (', /app\.ts:1:16/],
  ['fails as it loads', "throw new Error('no ledger')", /no ledger/],
  ['has no app', 'export const app = 1', /has no app as its default export; write: export default app/],
])('says what is wrong with a module that %s', async (_, text, message) => {
  await write(text)
  await expect(load()).rejects.toThrow(message)
  expect(await readdir(join(folder, 'src'))).toEqual(['app.ts'])
})
