import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type App, app, json, kv, onRequest, queue } from '@rove/core'
import { type BackingOptions, type Host, type HostOptions, seal, writeEntry } from '@rove/core/adapter'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { takeSent } from '../src/compare/sent.ts'
import { startStage } from '../src/compare/stage.ts'
import type { Provider } from '../src/targets.ts'

const path = resolve(import.meta.dirname, '../../../examples/shop/src/app.ts')
const orders = kv<string>('orders')
const jobs = queue('jobs')
const shop = app('shop', {
  read: onRequest('GET /', { use: { orders: orders.reader, jobs: jobs.sender } }, () => json(1)),
})

let outdir = ''
beforeEach(async () => {
  outdir = await mkdtemp(join(tmpdir(), 'rove-stage-'))
})
afterEach(() => rm(outdir, { recursive: true, force: true }))

interface Seen {
  readonly started: HostOptions[]
  readonly wanted: BackingOptions[]
  readonly told: string[]
  readonly stopped: string[]
}

function provider(seen: Seen, startServices: Provider['startServices'], start?: Provider['start']): Provider {
  const stop = async (): Promise<void> => void seen.stopped.push('host')
  return {
    name: 'tiny',
    target: {
      name: 'tiny',
      entry: (input) =>
        writeEntry(input, {
          adapter: '@rove/local',
          choose: ({ kind }) => ({
            module: '@rove/local/bindings',
            name: kind === 'kv' ? 'memoryKv' : 'folderQueue',
          }),
        }),
      bundle: { outfile: 'index.mjs', external: ['@rove/*'] },
      files: ({ name }) => ({ name }),
    },
    start:
      start ??
      (async (options) => {
        seen.started.push(options)
        return { stop } as Partial<Host> as Host
      }),
    startServices,
  }
}

const nothing = (): Seen => ({ started: [], wanted: [], told: [], stopped: [] })

const stage = (seen: Seen, one: Provider, of: App = shop) =>
  startStage({ provider: one, path, app: of, outdir, onProgress: (message) => void seen.told.push(message) })

it('starts the services for what the app uses, and gives their environment to the function', async () => {
  const seen = nothing()
  const services = {
    name: 'stores',
    env: { STORE: 'here' },
    take: async () => [],
    stop: async () => void seen.stopped.push('services'),
  }
  const one = provider(seen, async (options) => {
    seen.wanted.push(options)
    return services
  })
  const { stop } = await stage(seen, one)
  expect(seen.wanted).toMatchObject([
    {
      app: 'shop',
      resources: [
        { kind: 'kv', name: 'orders' },
        { kind: 'queue', name: 'jobs' },
      ],
    },
  ])
  expect(seen.started).toEqual([{ artefact: join(outdir, 'tiny'), env: { STORE: 'here' } }])
  expect(await readFile(join(outdir, 'tiny/index.mjs'), 'utf8')).toContain('memoryKv')
  expect(await readFile(join(outdir, 'tiny/name'), 'utf8')).toBe('shop')
  await stop()
  expect(seen.stopped).toEqual(['host', 'services'])
})

it('takes the embedded services where the provider’s are not on the machine, and says so', async () => {
  const seen = nothing()
  const { services, stop } = await stage(
    seen,
    provider(seen, async () => ({ missing: 'no stores here; get them' })),
  )
  expect(seen.told).toContain('SKIPPED: the services of tiny: no stores here; get them; the embedded ones serve')
  expect(services?.name).toBe('a folder (embedded)')
  expect(seen.started[0]?.env).toEqual({ ROVE_DATA: expect.any(String) })
  expect(await readFile(join(outdir, 'tiny/index.mjs'), 'utf8')).toContain('folderKv')
  await stop()
})

it('takes the embedded services for the kinds that the provider has none for, beside its own', async () => {
  const seen = nothing()
  const own = {
    name: 'stores',
    env: { STORE: 'here' },
    without: ['queue'] as const,
    take: async () => ['own'],
    stop: async () => void seen.stopped.push('services'),
  }
  const { services, stop } = await stage(
    seen,
    provider(seen, async () => own),
  )
  expect(seen.told).toContain('SKIPPED: the services of tiny: there is none for jobs; the embedded ones serve')
  expect(services?.name).toBe('stores, and a folder (embedded)')
  expect(seen.started[0]?.env).toEqual({ STORE: 'here', ROVE_DATA: expect.any(String) })
  const entry = await readFile(join(outdir, 'tiny/index.mjs'), 'utf8')
  expect([entry.includes('memoryKv'), entry.includes('folderQueue')]).toEqual([true, true])
  expect([await services?.take(orders), await services?.take(jobs)]).toEqual([['own'], []])
  await stop()
  expect(seen.stopped).toEqual(['host', 'services'])
})

it('starts none for an app that uses nothing', async () => {
  const seen = nothing()
  const plain = app('plain', { read: onRequest('GET /', () => json(1)) })
  const one = provider(seen, () => Promise.reject(new Error('not wanted')))
  expect((await stage(seen, one, plain)).services).toBeUndefined()
})

it('stops the services when the host does not start', async () => {
  const seen = nothing()
  const services = { name: 's', env: {}, take: async () => [], stop: async () => void seen.stopped.push('services') }
  const one = provider(
    seen,
    async () => services,
    () => Promise.reject(new Error('it does not start')),
  )
  await expect(stage(seen, one)).rejects.toThrow('it does not start')
  expect(seen.stopped).toEqual(['services'])
})

it('stops the services when the embedded ones beside them do not start', async () => {
  const seen = nothing()
  const without = ['queue'] as const
  const services = {
    name: 's',
    env: {},
    without,
    take: async () => [],
    stop: async () => void seen.stopped.push('own'),
  }
  const one = provider(seen, async () => services)
  const staged = startStage({ provider: one, path: join(outdir, 'app.ts'), app: shop, outdir, onProgress: () => {} })
  await expect(staged).rejects.toThrow('@rove/local')
  expect(seen.stopped).toEqual(['own'])
})

it('stops the services also when the host does not stop', async () => {
  const seen = nothing()
  const services = { name: 's', env: {}, take: async () => [], stop: async () => void seen.stopped.push('services') }
  const host = { stop: () => Promise.reject(new Error('it does not stop')) } as Partial<Host> as Host
  const { stop } = await stage(
    seen,
    provider(
      seen,
      async () => services,
      async () => host,
    ),
  )
  await expect(stop()).rejects.toThrow('it does not stop')
  expect(seen.stopped).toEqual(['services'])
})

it('delivers what was sent in the order of sending, whatever the service made of it', async () => {
  const text = (time: string): string =>
    seal({
      id: time,
      time,
      data: 1,
      attributes: {},
      type: undefined,
      subject: undefined,
      traceparent: undefined,
      tracestate: undefined,
    })
  const [first, second] = [text('2026-01-01T00:00:00.001Z'), text('2026-01-01T00:00:00.002Z')]
  const services = { name: 's', env: {}, take: async () => [second, first], stop: async () => undefined }
  const step = { name: 'ship', trigger: 'message', to: 'jobs', items: 'sent' } as const
  expect(await takeSent(step, services)).toEqual({
    trigger: 'message',
    to: 'jobs',
    items: [{ body: first }, { body: second }],
  })
  const event = { ...step, trigger: 'event', via: 'other' } as const
  expect(await takeSent(event, services)).toMatchObject({ via: 'other', items: [{ data: first }, { data: second }] })
  const none = { ...services, take: async () => [] }
  await expect(takeSent(step, none)).rejects.toThrow('Nothing was sent to the queue "jobs".')
  await expect(takeSent(event, undefined)).rejects.toThrow('Nothing was sent to the topic "jobs".')
})
