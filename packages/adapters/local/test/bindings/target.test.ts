import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { start } from '../../src/host/index.ts'
import { target } from '../../src/target/index.ts'
import { buildFixture } from '../artefact.ts'
import { newFolder } from './folder.fixture.ts'

const appModule = join(dirname(fileURLToPath(import.meta.url)), 'data-app.fixture.ts')

it('an artefact keeps its data in the folder ROVE_DATA, from one process to the next', async () => {
  const data = await newFolder()
  const { folder, remove } = await buildFixture(target.entry({ appModule, name: 'shop' }))
  onTestFinished(remove)
  const options = { artefact: folder, env: { ROVE_DATA: data } }
  const first = await start(options)
  const written = await first.request(new Request('http://a/orders/1', { method: 'PUT', body: '{"quantity":7}' }))
  await first.stop()
  expect(written.status).toBe(200)
  expect(await readdir(join(data, 'kv', 'shop-orders'))).toEqual(['1'])
  const second = await start(options)
  const read = await second.request(new Request('http://a/orders/1'))
  await second.stop()
  expect(await read.json()).toEqual({ quantity: 7 })
})
