import { createRequire } from 'node:module'
import { createTarget, target } from '@rove/aws/target'
import { build } from 'esbuild'
import { expect, it } from 'vitest'

it('writes an entry that names the app as the bundler finds it', () => {
  const appModule = '/a "quoted"\\path/app.ts'
  expect(target.entry({ appModule, name: 'shop' })).toContain(`import app from ${JSON.stringify(appModule)}`)
  expect(target.entry({ appModule, name: 'shop' })).toContain('handler = adapt(app)\n')
  expect(createTarget({ stream: true }).entry({ appModule, name: 'shop' })).toContain('adapt(app, { stream: true })')
  expect(target).toMatchObject({ name: 'aws', bundle: { outfile: 'index.mjs', external: [] } })
})

it('lets a CommonJS dependency call require in the bundle', async () => {
  const { outputFiles } = await build({
    stdin: { contents: 'export const os = require("node:os").platform()', resolveDir: '.' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    banner: { js: target.bundle.banner ?? '' },
  })
  const source = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64')
  // A data: address cannot be a base for createRequire, so the banner is given a file's.
  const address = JSON.stringify(import.meta.url)
  const text = Buffer.from(source, 'base64').toString().replaceAll('import.meta.url', address)
  const bundle = await import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`)
  expect(bundle.os).toBe(createRequire(import.meta.url)('node:os').platform())
})
