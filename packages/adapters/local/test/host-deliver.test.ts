import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Delivery, Host } from '@rove/core/adapter'
import { readWire, startChild } from '@rove/core/host'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { start } from '../src/host/index.ts'
import { parentVariable } from '../src/parent/protocol.ts'
import { type Artefact, buildFixture } from './artefact.ts'

let artefact: Artefact
let host: Host
let before = 0

beforeAll(async () => {
  artefact = await buildFixture()
  host = await start({ artefact: artefact.folder, timeout: 400 })
})

afterAll(async () => {
  await host?.stop()
  await artefact?.remove()
})

async function all(): Promise<string[]> {
  const response = await host.send({ method: 'GET', target: '/events' })
  return JSON.parse((await readWire(response)).toString()) as string[]
}

/** What handlers saw since it was asked last. */
async function seen(): Promise<string[]> {
  const list = await all()
  const added = list.slice(before)
  before = list.length
  return added
}

function plan(name: string, ...steps: string[]): string {
  return JSON.stringify({ name, steps })
}

const done = { outcome: 'done', attempts: 1, delays: [] }

describe('the host delivers', () => {
  it('messages, again by their outcomes, with one report each, in order', async () => {
    const delivered = await host.deliver({
      trigger: 'message',
      to: 'jobs',
      items: [
        { body: plan('a', 'done') },
        { body: plan('b', 'throw', 'retry-after', 'done') },
        { body: plan('c', 'dead-letter') },
        { body: plan('d', 'throw') },
        { body: 'a text' },
        { body: new Uint8Array([0, 255]) },
        { body: Buffer.from([254]) },
        { body: plan('e', 'hang', 'done') },
      ],
    })
    expect(delivered).toEqual([
      done,
      { outcome: 'done', attempts: 3, delays: [undefined, 30_000] },
      { outcome: 'dead-lettered', attempts: 1, delays: [] },
      { outcome: 'dead-lettered', attempts: 5, delays: [undefined, undefined, undefined, undefined] },
      done,
      done,
      done,
      { outcome: 'done', attempts: 2, delays: [undefined] },
    ])
    const list = await seen()
    expect(list).toEqual(
      expect.arrayContaining(['a 1', 'b 3', 'c 1', 'd 5', 'text a text', 'bytes 00ff', 'bytes fe', 'e 2']),
    )
    expect(list).not.toContain('d 6')
  })

  it('in the order of groups, and as often as it is told', async () => {
    const items = ['1', '2', '3'].flatMap((name) =>
      ['x', 'y'].map((group) => ({ body: plan(name, name === '1' && group === 'x' ? 'throw' : 'done'), group })),
    )
    const delivered = await host.deliver({ trigger: 'message', to: 'lane', items, maxAttempts: 2 })
    expect(delivered.map(({ outcome }) => outcome)).toEqual(['dead-lettered', ...Array(5).fill('done')])
    const list = await seen()
    expect(list.filter((one) => one.endsWith('of x'))).toEqual(['1 1 of x', '1 2 of x', '2 1 of x', '3 1 of x'])
    expect(list.filter((one) => one.endsWith('of y'))).toEqual(['1 1 of y', '2 1 of y', '3 1 of y'])
  })

  it('events, ticks, objects and changes', async () => {
    const news = { data: plan('n', 'throw', 'done'), attributes: { channel: 'sms' } }
    // Done when both that listen are.
    expect(await host.deliver({ trigger: 'event', to: 'news', items: [news] })).toEqual([
      { outcome: 'done', attempts: 2, delays: [undefined] },
    ])
    const scheduledAt = new Date('2026-03-01T03:00:00Z')
    expect(await host.deliver({ trigger: 'schedule', to: 'nightly', items: [{ scheduledAt }] })).toEqual([done])
    const items = [{ kind: 'created', key: 'ü b%20' } as const]
    expect(await host.deliver({ trigger: 'object', to: 'files', items })).toEqual([done])
    const changes = [
      { kind: 'created', key: 'k', after: { n: 1 } },
      { kind: 'updated', key: 'k', before: { n: 1 }, after: { n: 2 } },
      { kind: 'deleted', key: 'k', before: { n: 2 } },
    ] as const
    expect(await host.deliver({ trigger: 'change', to: 'records', items: changes })).toEqual([done, done, done])
    expect(await seen()).toEqual([
      'heard n 1 sms',
      'tick 2026-03-01T03:00:00.000Z',
      'object ü b%20 1024 string',
      'change k created undefined-1',
      'change k updated 1-2',
      'change k deleted 2-undefined',
    ])
  })

  it.each<Delivery>([
    { trigger: 'message', to: 'nobody', items: [{ body: 'x' }] },
    { trigger: 'event', to: 'nobody', items: [{ data: 'x' }] },
    { trigger: 'schedule', to: 'nobody', items: [{ scheduledAt: new Date() }] },
    { trigger: 'object', to: 'files', items: [{ kind: 'deleted', key: 'x' }] },
    { trigger: 'change', to: 'nobody', items: [{ kind: 'deleted', key: 'x', before: {} }] },
  ])('nothing silently that the app has no function for: $trigger', async (delivery) => {
    expect(await host.deliver(delivery)).toMatchObject([{ outcome: 'dead-lettered', attempts: 5 }])
    expect(host.logs().some((line) => line.includes('has no function for'))).toBe(true)
    expect(await seen()).toEqual([])
  })

  it('by the one service that it has for a trigger, and refuses others', async () => {
    const items = [{ body: plan('via', 'done') }]
    expect(await host.deliver({ trigger: 'message', to: 'jobs', items, via: 'queue' })).toEqual([done])
    await expect(host.deliver({ trigger: 'message', to: 'jobs', items, via: 'sqs' })).rejects.toMatchObject({
      code: 'Unimplemented',
      message: expect.stringContaining('"sqs"'),
    })
    await expect(host.deliver({ trigger: 'request', to: 'x', items: [] } as unknown as Delivery)).rejects.toMatchObject(
      {
        code: 'Unimplemented',
      },
    )
    expect(await host.deliver({ trigger: 'message', to: 'jobs', items: [] })).toEqual([])
    const odd = [{ body: { n: 1 } as unknown as string }]
    await expect(host.deliver({ trigger: 'message', to: 'jobs', items: odd })).rejects.toMatchObject({
      code: 'InvalidArgument',
    })
  })

  it('side by side with requests, each apart', async () => {
    const deliver = async (name: string): Promise<unknown> =>
      host.deliver({ trigger: 'message', to: 'jobs', items: [{ body: plan(name, 'throw', 'done') }] })
    const reports = await Promise.all(['p', 'q', 'r'].map(deliver).concat(all()))
    expect(reports.slice(0, 3)).toEqual(Array(3).fill([{ outcome: 'done', attempts: 2, delays: [undefined] }]))
  })
})

describe('the channel', () => {
  it('is no path of the server', async () => {
    for (const target of ['/', '/deliver', '/_rove/deliver', '/__rove', '/jobs']) {
      const response = await host.send({ method: 'POST', target, body: plan('x', 'done') })
      expect([target, response.status]).toEqual([target, 404])
      await readWire(response)
    }
  })

  it('leaves the clock to the one who delivers', async () => {
    expect(await all()).not.toContain('a minute')
  })

  it('rejects what waits when the process ends, and whatever comes after', async () => {
    const other = await start({ artefact: artefact.folder })
    const exit: Delivery = { trigger: 'message', to: 'jobs', items: [{ body: plan('x', 'exit') }] }
    await expect(other.deliver(exit)).rejects.toMatchObject({
      code: 'Unavailable',
      message: expect.stringContaining('7'),
    })
    await expect(other.deliver(exit)).rejects.toMatchObject({ code: 'Unavailable' })
    await other.stop()
  })

  it('is refused clearly by an entry that does not listen', async () => {
    const deaf = await buildFixture(`import { serve } from '../src/index.ts'
      import app from './fixtures/app.ts'
      const server = await serve(app, { signals: true })
      console.log(\`x listens on \${server.url}\`)`)
    const other = await start({ artefact: deaf.folder })
    const delivery: Delivery = { trigger: 'message', to: 'jobs', items: [{ body: 'x' }] }
    await expect(other.deliver(delivery)).rejects.toMatchObject({ code: 'Unimplemented' })
    await other.stop()
    await deaf.remove()
  })

  it('ends the process when the one who opened it goes away', async () => {
    const child = fork(join(artefact.folder, 'index.mjs'), {
      env: { ...process.env, PORT: '0', [parentVariable]: 'yes' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    expect((await once(child, 'message'))[0]).toEqual({ rove: 'ready' })
    child.disconnect()
    expect((await once(child, 'exit'))[0]).toBe(0)
  })

  it('is needed where a parent is to deliver', async () => {
    const lonely = startChild({
      name: 'lonely',
      args: ['index.mjs'],
      cwd: artefact.folder,
      env: { PORT: '0', [parentVariable]: 'yes' },
    })
    expect(await lonely.ended).toBe('exit code 1')
    expect(lonely.lines.join('\n')).toContain('A parent process is to deliver events, but it opened no channel')
  })

  it('ignores what is no request of its parent', async () => {
    const child = startChild({
      name: 'child',
      args: ['index.mjs'],
      cwd: artefact.folder,
      env: { PORT: '0', [parentVariable]: 'yes' },
      onMessage: (message) => void answers.push(message),
    })
    const answers: unknown[] = []
    await expect.poll(() => answers, { timeout: 10_000 }).toHaveLength(1)
    const odd = [null, 'deliver', {}, { rove: 'deliver' }, { rove: 'deliver', number: 1 }]
    for (const message of odd) child.process.send(message as object)
    await expect
      .poll(() => answers.slice(1))
      .toMatchObject([{ rove: 'delivered', number: 1, error: { code: 'Internal' } }])
    await child.stop()
  })
})
