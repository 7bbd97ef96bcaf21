import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from './sources.ts'

const firstRequest = `await handler({ version: '2.0', rawPath: '/orders/1', rawQueryString: 'a=1', headers: { 'content-type': 'application/json', host: 'x.example' }, body: '{"n":1}', isBase64Encoded: false, requestContext: { stage: '$default', http: { method: 'POST', sourceIp: '203.0.113.7' } } }, { awsRequestId: 'i', getRemainingTimeInMillis: () => 3000 })`

const handlerSource = (answer: string): string => `
import { app, json, onRequest, text } from '@rove/core'
import { adapt } from '@rove/aws'
void text
export const handler = adapt(app('a', { post: onRequest('POST /orders/:id', async (request, { params, log, waitUntil }) => {
  waitUntil(Promise.resolve())
  log.debug('read', { type: request.headers.get('content-type') })
  const answer = { ...(await request.json()), id: params.id, q: new URL(request.url).searchParams.get('a') }
  return ${answer}
}) }))
`

describe('what a request loads, counted', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rove-cold-start-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** The parts of Node that were loaded for the first request, and the files that went into the bundle. */
  async function loadedBy(
    answer: string,
  ): Promise<{ parts: string[]; inputs: string[]; result: { statusCode: number; body: string } }> {
    const name = answer.startsWith('json') ? 'light' : 'platform'
    const bundled = await build({
      stdin: { contents: handlerSource(answer), resolveDir: root, loader: 'ts' },
      absWorkingDir: root,
      outfile: join(folder, `${name}.mjs`),
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      conditions: ['@rove/source'],
      metafile: true,
    })
    const script = join(folder, `${name}.run.mjs`)
    await writeFile(
      script,
      `import { handler } from './${name}.mjs'\nconst result = ${firstRequest}\nconsole.log(JSON.stringify({ result, parts: process.moduleLoadList }))`,
    )
    const { stdout } = await promisify(execFile)(process.execPath, [script])
    return { ...JSON.parse(stdout.trim().split('\n').at(-1) ?? ''), inputs: Object.keys(bundled.metafile.inputs) }
  }

  it('is no Fetch class with Rove’s own answers', async () => {
    const { parts, result } = await loadedBy('json(answer)')
    expect(result.statusCode).toBe(200)
    expect(JSON.parse(result.body)).toEqual({ n: 1, id: '1', q: '1' })
    expect(parts.filter((part) => part.includes('undici'))).toEqual([])
  })

  it('is the Fetch classes with a platform Response, so that the count above can fail', async () => {
    const { parts, result } = await loadedBy('Response.json(answer)')
    expect(result.statusCode).toBe(200)
    expect(parts.filter((part) => part.includes('undici')).length).toBeGreaterThan(0)
  })

  it('is nothing but core and the adapter', async () => {
    const { inputs } = await loadedBy('json(answer)')
    const rooms = /^(<stdin>|packages\/(core|adapters\/aws)\/src\/)/
    expect(inputs.filter((path) => !rooms.test(path))).toEqual([])
  })
})
