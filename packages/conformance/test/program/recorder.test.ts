import type { Delivery, Host, WireRequest, WireResponse } from '@rove/core/adapter'
import { expect, it } from 'vitest'
import { Recorder } from '../../src/program/recorder.ts'

async function* pieces(...list: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* list
}

function hostWith(send: Host['send'], lines: string[] = []): Host {
  return { name: 'h', real: true, url: '', send, logs: () => lines, stop: async () => {} } as Partial<Host> as Host
}

/** Sends a request through a recorder and reads the answer. */
async function recorded(request: WireRequest, answer: Partial<WireResponse>): Promise<[Recorder, Buffer, Buffer]> {
  const recorder = new Recorder()
  const sent: Uint8Array[] = []
  const host = hostWith(async ({ body }) => {
    if (typeof body === 'object') for await (const piece of body as AsyncIterable<Uint8Array>) sent.push(piece)
    return { status: 201, headers: [['a', 'b']], body: pieces(), ...answer }
  })
  const got: Uint8Array[] = []
  const response = await recorder.watch(host, true).send(request)
  for await (const piece of response.body) got.push(piece)
  return [recorder, Buffer.concat(sent), Buffer.concat(got)]
}

it('passes streams on whole, and keeps their beginnings and sizes', async () => {
  const large = Buffer.alloc(3000, 'x')
  const request = { method: 'PUT', target: '/', headers: [['B', 'c']] as const, body: pieces(large, large) }
  const [recorder, sent, got] = await recorded(request, { body: pieces(Buffer.from([0, 255]), Buffer.from([1])) })
  expect([sent.length, got.length]).toEqual([6000, 3])
  expect(recorder.exchanges()).toEqual([
    {
      kind: 'request',
      method: 'PUT',
      target: '/',
      headers: [['B', 'c']],
      body: { size: 6000, text: 'x'.repeat(4096), encoding: 'utf8', cut: true },
      status: 201,
      answerHeaders: [['a', 'b']],
      answer: { size: 3, text: 'AP8B', encoding: 'base64', cut: false },
    },
  ])
})

it('takes a text that is cut within a character for a text', async () => {
  const [recorder] = await recorded(
    { method: 'PUT', target: '/', body: 'ä'.repeat(4000).slice(1) + 'x€'.repeat(9) },
    {},
  )
  expect(recorder.exchanges()[0]).toMatchObject({ body: { encoding: 'utf8', cut: true } })
})

it('stops the source of a body when the reader stops, and keeps what broke', async () => {
  let isStopped = false
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) yield Buffer.from('x')
    } finally {
      isStopped = true
    }
  }
  const recorder = new Recorder()
  const host = recorder.watch(
    hostWith(async () => ({ status: 200, headers: [], body: endless() })),
    true,
  )
  for await (const _ of (await host.send({ method: 'GET', target: '/' })).body) break
  expect(isStopped).toBe(true)
  const breaks = recorder.watch(
    hostWith(() => Promise.reject(new Error('cut'))),
    false,
  )
  await expect(breaks.send({ method: 'GET', target: '/' })).rejects.toThrow('cut')
  expect(recorder.exchanges().at(-1)).toMatchObject({ error: 'Error: cut' })
})

it('keeps the last exchanges, and the last lines of the case alone', async () => {
  const recorder = new Recorder()
  const lines = ['before']
  const host = recorder.watch(
    hostWith(async () => ({ status: 200, headers: [], body: pieces() }), lines),
    true,
  )
  recorder.begin()
  for (let count = 0; count < 20; count += 1) await host.send({ method: 'GET', target: `/${count}` })
  lines.push('within', 'y'.repeat(5000))
  expect(recorder.exchanges()).toHaveLength(12)
  expect(recorder.exchanges().at(-1)).toMatchObject({ target: '/19' })
  expect(recorder.logs().map(({ length }) => length)).toEqual([6, 2001])
  recorder.begin()
  expect([recorder.exchanges(), recorder.logs()]).toEqual([[], []])
})

it('keeps deliveries, with bytes as base64', async () => {
  const recorder = new Recorder()
  const delivered = [{ outcome: 'done', attempts: 1, delays: [] }] as const
  const host = recorder.watch({ ...hostWith(() => Promise.reject()), deliver: async () => delivered }, true)
  const delivery: Delivery = { trigger: 'message', to: 'jobs', items: [{ body: new Uint8Array([0, 255]) }] }
  expect(await host.deliver(delivery)).toBe(delivered)
  const [kept] = recorder.exchanges()
  expect(kept).toMatchObject({ kind: 'delivery', trigger: 'message', to: 'jobs', delivered })
  expect(JSON.stringify(kept)).toContain('AP8=')
})

it('keeps the native events of a case, and none of the case before', () => {
  const natives = [{ event: 'of another case' }]
  const host = { ...hostWith(() => Promise.reject(new Error('not asked'))), natives: () => natives }
  const recorder = new Recorder()
  recorder.watch(host, true)
  recorder.begin()
  const circular: Record<string, unknown> = {}
  circular.self = circular
  natives.push(
    { event: { body: Buffer.from([255]) }, result: { statusCode: 200 } } as never,
    { event: circular, error: 'it broke' } as never,
  )
  expect(recorder.natives()).toMatchObject([
    { event: { text: expect.stringContaining('base64') }, result: { text: expect.stringContaining('200') } },
    { event: { text: expect.stringContaining('cannot be written as JSON') }, error: 'it broke' },
  ])
  recorder.begin()
  expect(recorder.natives()).toEqual([])
})

it('has none of a host that tells none, or that died', () => {
  const recorder = new Recorder()
  const dead = hostWith(() => Promise.reject(new Error('not asked')))
  recorder.watch(dead, true)
  recorder.begin()
  expect(recorder.natives()).toEqual([])
  dead.natives = () => {
    throw new Error('dead')
  }
  expect(recorder.natives()).toEqual([])
})
