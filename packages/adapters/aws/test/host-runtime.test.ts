import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { StartHost } from '@rove/core/adapter'
import { readWire } from '@rove/core/host'
import { describe, expect, it } from 'vitest'
import { type AwsHostOptions, start } from '../src/host/index.ts'
import { artefact, hostOf, runtimes } from './host-fixtures/hosts.ts'

const get = (target: string, headers: ReadonlyArray<readonly [string, string]> = []) => ({
  method: 'GET',
  target,
  headers,
})

describe.each(runtimes)('a function on the runtime %s', (runtime) => {
  const buffered = { runtime, env: { GREETING: 'hello' }, timeout: 2000 } as const
  const streaming = { runtime, handler: 'streaming.handler', invokeMode: 'RESPONSE_STREAM', timeout: 20_000 } as const

  it('says what it is', async () => {
    const host = await hostOf(buffered)
    expect(host.real).toBe(runtime === 'auto')
    expect(host.name).toMatch(
      runtime === 'auto' ? /^aws-lambda-ric \d+\.\d+\.\d+, function URL$/ : /^simulated .*, function URL$/,
    )
  })

  it('gets the event as it is and gives back its result', async () => {
    const event = { do: 'echo', text: 'grüße \u0000 "', list: [1, null, true] }
    expect(await (await hostOf(buffered)).invoke(event)).toMatchObject({ payload: event, functionError: undefined })
  })

  it('gets a context with an id, its names, the time left and the environment', async () => {
    const { payload } = await (await hostOf(buffered)).invoke({ do: 'context' })
    expect(payload).toMatchObject({
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      functionName: 'rove-function',
      functionVersion: '$LATEST',
      memoryLimitInMB: '1024',
      invokedFunctionArn: expect.stringMatching(/^arn:aws:lambda:/),
      env: 'hello',
    })
    const { remaining } = payload as { remaining: number }
    expect(remaining).toBeGreaterThan(0)
    expect(remaining).toBeLessThanOrEqual(2000)
  })

  it('may give nothing, which is null', async () => {
    expect(await (await hostOf(buffered)).invoke({ do: 'undefined' })).toMatchObject({ payload: null })
  })

  it('may throw an error, with its type, or something that is none', async () => {
    const host = await hostOf(buffered)
    const thrown = await host.invoke({ do: 'throw' })
    expect(thrown.functionError).toBe('Unhandled')
    expect(thrown.payload).toMatchObject({ errorType: 'TypeError', errorMessage: 'broken on purpose' })
    expect((await host.invoke({ do: 'text' })).payload).toMatchObject({ errorType: 'string', errorMessage: 'text' })
  })

  it('has what it prints in the log of the invocation and of the host', async () => {
    const host = await hostOf(buffered)
    expect((await host.invoke({ do: 'print' })).log).toContain('a printed line')
    expect(host.logs().join('\n')).toContain('a printed line')
    expect((await host.invoke({ do: 'undefined' })).log).not.toContain('a printed line')
  })

  it('is killed at its timeout, and the next invocation has a new process', async () => {
    const host = await hostOf(buffered)
    const before = (await host.invoke({ do: 'pid' })).payload as number
    const late = await host.invoke({ do: 'hang' })
    expect(late.functionError).toBe('Unhandled')
    expect(late.payload).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 2\.00 seconds$/),
    })
    expect(() => process.kill(before, 0)).toThrow('ESRCH')
    expect((await host.invoke({ do: 'pid' })).payload).not.toBe(before)
  })

  it('may leave in the middle, and the next invocation works', async () => {
    const host = await hostOf(buffered)
    expect((await host.invoke({ do: 'exit' })).payload).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Runtime exited with error: exit status 3$/),
    })
    expect((await host.invoke({ do: 'echo' })).payload).toEqual({ do: 'echo' })
  })

  it('has one invocation at a time, the others wait', async () => {
    const host = await hostOf(buffered)
    const all = await Promise.all([120, 60, 1].map((milliseconds) => host.invoke({ do: 'wait', milliseconds })))
    expect(all.map(({ payload }) => payload)).toEqual([120, 60, 1])
  })

  it('may answer 6 MB and no more', async () => {
    const host = await hostOf(buffered)
    // Two of the bytes are the quotes of the JSON text.
    expect((await host.invoke({ do: 'big', size: 6_291_554 })).payload).toHaveLength(6_291_554)
    const over = await host.invoke({ do: 'big', size: 6_291_555 })
    expect(over.functionError).toBe('Unhandled')
    expect(over.payload).toMatchObject({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: expect.stringContaining('(6291557 bytes) exceeded maximum allowed payload size (6291556 bytes)'),
    })
    expect((await host.invoke({ do: 'echo' })).payload).toEqual({ do: 'echo' })
  })

  it('may be sent 6 MB and no more', async () => {
    const host = await hostOf(buffered)
    const sized = (bytes: number) => ({
      do: 'undefined',
      pad: 'x'.repeat(bytes - '{"do":"undefined","pad":""}'.length),
    })
    expect((await host.invoke(sized(6_291_456))).payload).toBe(null)
    await expect(host.invoke(sized(6_291_457))).rejects.toMatchObject({
      name: expect.stringContaining('TooLarge'),
      $metadata: { httpStatusCode: 413 },
    })
  })

  it('answers over HTTP, as a Fetch request too', async () => {
    const host = await hostOf(buffered)
    const response = await host.request(new Request('http://shop.example/page?x=1', { method: 'POST', body: 'text' }))
    expect(response.status).toBe(201)
    expect(response.headers.get('x-made')).toBe('yes')
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(await response.text()).toBe('/page')
    const failed = await host.send(get('/throw'))
    expect(failed.status).toBe(502)
    expect((await readWire(failed)).toString()).not.toContain('broken on purpose')
  })

  it('streams with status, headers and cookies first', async () => {
    const response = await (await hostOf(streaming)).send(get('/hello'))
    expect(response.status).toBe(202)
    expect(response.headers).toContainEqual(['x-made', 'yes'])
    expect(response.headers.filter(([name]) => name === 'set-cookie')).toEqual([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ])
    expect((await readWire(response)).toString()).toBe('hello world')
  })

  it('streams each piece as it is written', async () => {
    const flag = join(mkdtempSync(join(tmpdir(), 'rove-aws-host-')), 'flag')
    const response = await (await hostOf(streaming)).send(get('/steps', [['x-flag', flag]]))
    const pieces = response.body[Symbol.asyncIterator]()
    expect(Buffer.from((await pieces.next()).value).toString()).toBe('first')
    // The function goes on only now: what came before cannot have waited for it.
    writeFileSync(flag, '')
    expect(Buffer.from((await pieces.next()).value).toString()).toBe('second')
    expect((await pieces.next()).done).toBe(true)
  })

  it('streams 150 MB without holding them', async () => {
    const host = await hostOf(streaming)
    const before = await memoryInUse()
    const response = await host.send(get('/large', [['x-pieces', '2400']]))
    let size = 0
    let most = 0
    let next = 0
    for await (const piece of response.body) {
      size += piece.byteLength
      if (size < next) continue
      next += 30 * 1024 * 1024
      most = Math.max(most, (await memoryInUse()) - before)
    }
    expect(size).toBe(2400 * 64 * 1024)
    expect(most).toBeLessThan(80 * 1024 * 1024)
  })

  it('holds a stream back while nobody reads', async () => {
    const host = await hostOf(streaming)
    const done = (): number => host.logs().filter((line) => line.includes('large is written')).length
    const before = done()
    const response = await host.send(get('/large'))
    await delay(2000)
    expect(done()).toBe(before)
    expect((await readWire(response)).byteLength).toBe(800 * 64 * 1024)
    await expect.poll(done).toBe(before + 1)
  })

  it('goes on without a reader that stops, and does not block the next invocation', async () => {
    const host = await hostOf(streaming)
    const response = await host.send(get('/large'))
    const pieces = response.body[Symbol.asyncIterator]()
    await pieces.next()
    await pieces.return?.()
    // The rest was dropped, not kept in a queue: the environment is free again.
    expect((await readWire(await host.send(get('/hello')))).toString()).toBe('hello world')
  })

  it('fails a stream before its first byte with a status, and in the middle with a cut', async () => {
    const host = await hostOf(streaming)
    const early = await host.send(get('/early'))
    expect(early.status).toBe(502)
    expect((await readWire(early)).toString()).not.toContain('before the first byte')
    const middle = await host.send(get('/middle'))
    expect(middle.status).toBe(200)
    await expect(readWire(middle)).rejects.toThrow('aborted')
    expect((await readWire(await host.send(get('/hello')))).toString()).toBe('hello world')
  })

  it('cuts a stream at the timeout', async () => {
    const host = await hostOf({ ...streaming, timeout: 1000 })
    const response = await host.send(get('/hang'))
    await expect(readWire(response)).rejects.toThrow('aborted')
    expect(host.logs().at(-1)).toContain('cut off')
    expect((await readWire(await host.send(get('/hello')))).toString()).toBe('hello world')
  })

  it('streams what has no metadata as it is, and an empty body', async () => {
    const host = await hostOf(streaming)
    const raw = await host.send(get('/raw'))
    expect(raw.headers).toContainEqual(['content-type', 'text/csv'])
    expect((await readWire(raw)).toString()).toBe('a,b')
    const empty = await host.send(get('/empty'))
    expect(empty.status).toBe(304)
    expect(await readWire(empty)).toHaveLength(0)
  })

  it('streams behind a REST API too', async () => {
    const host = await hostOf({ ...streaming, front: 'rest-api' })
    const response = await host.send(get('/hello'))
    expect(response.status).toBe(202)
    expect((await readWire(response)).toString()).toBe('hello world')
    expect((await host.send(get('/raw'))).status).toBe(502)
  })

  it('invoked directly, carries its metadata in the payload', async () => {
    const { payload } = await (await hostOf(streaming)).invoke({ do: '/hello' })
    expect(payload).toMatch(/^\{"statusCode":202.*\}\0{8}hello world$/)
  })

  it('says why it does not start', async () => {
    const options = { artefact, runtime } as const
    await expect(start({ ...options, handler: 'broken.handler' })).rejects.toThrow(
      /RangeError: broken at load\n.*printed:\n[\s\S]*about to break/,
    )
    await expect(start({ ...options, handler: 'exits.handler' })).rejects.toThrow(/exit(ed| code)[\s\S]*about to leave/)
    await expect(start({ ...options, handler: 'index.missing' })).rejects.toThrow('Runtime.HandlerNotFound')
    await expect(start({ ...options, handler: 'callback.handler' })).rejects.toThrow('CallbackHandlerDeprecated')
  })

  it('ends with its host, which can be stopped twice', async () => {
    const host = await start({ artefact, runtime })
    const pid = (await host.invoke({ do: 'pid' })).payload as number
    await Promise.all([host.stop(), host.stop()])
    await host.stop()
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    await expect(host.send(get('/'))).rejects.toThrow('ECONNREFUSED')
  })
})

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

// What is held, without what only waits to be collected.
async function memoryInUse(): Promise<number> {
  collect()
  // Buffers are freed beside the collector.
  await delay(50)
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

it('is what every adapter offers: a start of hosts', () => {
  const any: StartHost<AwsHostOptions> = start
  expect(any).toBe(start)
})

it('refuses a front that does not exist, and streaming where there is none', async () => {
  await expect(start({ artefact, front: 'elsewhere' as never })).rejects.toThrow('choose one of function-url')
  await expect(start({ artefact, front: 'alb', invokeMode: 'RESPONSE_STREAM' })).rejects.toThrow('cannot stream')
})
