import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Host } from '@rove/core/adapter'
import { readWire } from '@rove/core/host'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findFramework } from '../src/host/framework.ts'
import { start } from '../src/host/index.ts'
import { type Artefact, buildFixture } from './artefact.ts'

let artefact: Artefact
let host: Host | undefined

beforeAll(async () => {
  artefact = await buildFixture('app')
})

afterEach(async () => {
  await host?.stop()
  host = undefined
})

afterAll(() => artefact.remove())

async function get(target: string): Promise<{ status: number; text: string }> {
  const response = await (host as Host).send({ method: 'GET', target })
  return { status: response.status, text: (await readWire(response)).toString() }
}

describe('SIGTERM', () => {
  it('runs the app’s shutdown when no request ever came, once', async () => {
    host = await start({ artefact: artefact.folder })
    await Promise.all([host.stop(), host.stop()])
    expect(host.logs().filter((line) => line === 'shutdown ran')).toHaveLength(1)
  })

  it('lets requests finish first, which the framework answers with 500', async () => {
    host = await start({ artefact: artefact.folder })
    const slow = [get('/slow/600'), get('/slow/700')]
    await expect.poll(() => host?.logs().filter((line) => line.includes('slow began')).length).toBe(2)
    const stopped = host.stop()
    expect(await Promise.all(slow)).toEqual([
      { status: 200, text: '{"ms":"600"}' },
      { status: 200, text: '{"ms":"700"}' },
    ])
    await stopped
    expect(host.logs().at(-1)).toBe('shutdown ran')
  })
})

describe('the timeout', () => {
  it('answers a handler that hangs with the portable 504, before Cloud Run does', async () => {
    host = await start({ artefact: artefact.folder, timeout: 1000 })
    const { status, text } = await get('/hang')
    expect(status).toBe(504)
    expect(JSON.parse(text)).toMatchObject({ code: 'DeadlineExceeded' })
    expect(host.logs().join('\n')).toMatch(/"hang\\" did not finish before its deadline/)
    expect(JSON.parse((await get('/events')).text)).toContain('hang aborted: RoveError')
  })

  it('is kept by the host when the function cannot', async () => {
    const blocking = await buildFixture(
      'app',
      `export const handler = () => { const end = Date.now() + 1500; while (Date.now() < end); }`,
    )
    host = await start({ artefact: blocking.folder, timeout: 300 })
    expect(await get('/')).toEqual({ status: 504, text: 'upstream request timeout' })
    await host.stop()
    await blocking.remove()
  })

  it('is not known when the framework was not told', async () => {
    host = await start({ artefact: artefact.folder, env: { CLOUD_RUN_TIMEOUT_SECONDS: '0' } })
    expect(JSON.parse((await get('/native')).text)).toMatchObject({ timeLeft: null })
  })
})

describe('the start', () => {
  it('fails with what the framework printed when the module throws', async () => {
    const broken = await buildFixture('app', `throw new Error('no such setting')`)
    await expect(start({ artefact: broken.folder })).rejects.toThrow(
      /ended .* before it was ready[\s\S]*no such setting/,
    )
    await broken.remove()
  })

  it('loads a module with top-level await', async () => {
    const waiting = await buildFixture(
      'app',
      `await new Promise((resolve) => setTimeout(resolve, 20)); export const handler = (req, res) => res.end('up')`,
    )
    host = await start({ artefact: waiting.folder })
    expect(await get('/')).toEqual({ status: 200, text: 'up' })
    await host.stop()
    await waiting.remove()
  })

  it('says what to install when there is no framework', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'rove-gcp-none-'))
    expect(findFramework(artefact.folder).version).toMatch(/^5\./)
    expect(() => findFramework(empty, [])).toThrow(/npm install --save-dev @google-cloud\/functions-framework@5/)
    await rm(empty, { recursive: true })
  })
})

it('answers requests that do not end with a broken connection, and still stops', async () => {
  host = await start({ artefact: artefact.folder, timeout: 60_000 })
  const hanging = get('/hang')
  hanging.catch(() => undefined)
  await delay(150)
  const began = Date.now()
  await host.stop()
  expect(Date.now() - began).toBeLessThan(9500)
  expect(host.logs().join('\n')).toContain('Requests were still running')
  expect(host.logs()).toContain('shutdown ran')
  await hanging.catch(() => undefined)
})

it('leaves another function of the same module alone when that is the entry point', async () => {
  const mixed = await buildFixture(
    'app',
    `import { adapt } from '@rove/gcp'
     import app from './fixtures/app.ts'
     export const portable = adapt(app)
     export const handler = (request, response) => response.json({ type: request.headers['content-type'], body: request.body })`,
  )
  host = await start({ artefact: mixed.folder })
  const headers = [['content-type', 'application/json']] as const
  const response = await host.send({ method: 'POST', target: '/', headers, body: '{"a":1}' })
  expect(JSON.parse((await readWire(response)).toString())).toEqual({ type: 'application/json', body: { a: 1 } })
  await host.stop()
  host = await start({ artefact: mixed.folder, env: { FUNCTION_TARGET: 'portable' } })
  const problem = await host.send({ method: 'POST', target: '/parse', headers, body: '{' })
  expect([problem.status, JSON.parse((await readWire(problem)).toString())]).toMatchObject([
    400,
    { code: 'InvalidArgument' },
  ])
  await host.stop()
  await mixed.remove()
})
