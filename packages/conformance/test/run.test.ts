import { describe, expect, it } from 'vitest'
import { type ConformanceCase, ofGroup } from '../src/case.ts'
import { cases } from '../src/cases/index.ts'
import type { Harness } from '../src/harness.ts'
import { type CaseResult, runCase, startHarness } from '../src/run.ts'
import { plainCapabilities, plainHarness } from './plain-harness.ts'

async function resultOf(
  test: Partial<ConformanceCase> | string,
  harness: Harness = plainHarness(),
  timeout = 5000,
): Promise<CaseResult> {
  const blank = {
    id: 'http.one',
    title: 'One.',
    why: 'https://example.com',
    level: 'must',
    run: async () => {},
  } as const
  const one =
    typeof test === 'string' ? cases.find(({ id }) => id === test) : ofGroup('http', [{ ...blank, ...test }])[0]
  if (one === undefined) throw new Error(`There is no case ${String(test)}.`)
  const running = await startHarness(harness)
  try {
    return await runCase(one, running, { timeout })
  } finally {
    await running.stop()
  }
}

const without = { capabilities: plainCapabilities({ 'http.path.encoded': 'no' }) }

describe('runCase', () => {
  it('fails a case that hangs, with its reason and in its time', async () => {
    const result = await resultOf({ run: () => new Promise(() => {}) }, plainHarness(), 200)
    expect(result).toMatchObject({ passed: false, reason: 'The case did not end within 200 ms.' })
    expect(result.milliseconds).toBeLessThan(2000)
  })

  it('cuts the requests of a case that hangs', async () => {
    const began = performance.now()
    const hanging = await resultOf(
      { run: async (subject) => void (await subject.send('/hangs-forever')) },
      plainHarness(),
      300,
    )
    expect(hanging.passed).toBe(false)
    expect(performance.now() - began).toBeLessThan(5000)
  })

  it('fails a case whose host breaks, with what broke', async () => {
    const broken: Harness = {
      ...plainHarness(),
      start: async (options) => ({
        ...(await plainHarness().start(options)),
        send: () => Promise.reject(new Error('the runtime is gone')),
      }),
    }
    expect(await resultOf('http.query.none', broken)).toMatchObject({ passed: false, reason: 'the runtime is gone' })
  })

  it('fails a case whose host answers nonsense', async () => {
    const nonsense: Harness = {
      ...plainHarness(),
      start: async (options) => ({
        ...(await plainHarness().start(options)),
        send: async () => ({ status: 200, headers: [], body: (async function* () {})() }),
      }),
    }
    const result = await resultOf('http.query.none', nonsense)
    expect(result.passed).toBe(false)
    expect(result.reason).toContain('the body is not JSON')
  })

  it('does not take a thrown undefined for success', async () => {
    expect(await resultOf({ run: () => Promise.reject(undefined) })).toMatchObject({ passed: false })
  })

  it('breaks when a promise is said not to be kept and is', async () => {
    const result = await resultOf('http.path.verbatim', plainHarness({}, without))
    expect(result).toMatchObject({ passed: false, without: ['http.path.encoded'] })
    expect(result.reason).toContain('yet the case passes; correct its capabilities')
  })

  it('does not take a broken host for a promise that is not kept', async () => {
    const run = () => Promise.reject(new Error('connection refused'))
    const result = await resultOf({ needs: ['http.path.encoded'], run }, plainHarness({}, without))
    expect(result).toMatchObject({ passed: false, reason: 'connection refused' })
  })

  it('asserts what holds otherwise', async () => {
    const test = { needs: ['http.path.encoded'] as const, otherwise: () => Promise.reject(new Error('it does not')) }
    expect(await resultOf(test)).toMatchObject({ passed: true, without: [] })
    expect(await resultOf(test, plainHarness({}, without))).toMatchObject({ passed: false, reason: 'it does not' })
  })

  it('heeds the exception of a codec', async () => {
    const { supports } = plainCapabilities()
    const excepted = { ...supports['http.path.encoded'], except: { plain: { support: 'no' as const, note: 'lost' } } }
    const capabilities = { ...plainCapabilities(), supports: { ...supports, 'http.path.encoded': excepted } }
    expect((await resultOf('http.path.verbatim', plainHarness({}, { capabilities }))).without).toEqual([
      'http.path.encoded',
    ])
    expect((await resultOf('http.path.verbatim', plainHarness({}, { capabilities, codec: 'other' }))).passed).toBe(true)
  })

  it('heeds what the harness says of itself before its capabilities', async () => {
    const supports = { 'http.path.encoded': 'no' as const }
    expect((await resultOf('http.path.verbatim', plainHarness({}, { supports }))).without).toEqual([
      'http.path.encoded',
    ])
    const kept = { ...without, supports: { 'http.path.encoded': 'native' as const } }
    expect(await resultOf('http.path.verbatim', plainHarness({}, kept))).toMatchObject({ passed: true, without: [] })
  })

  it('stops every host that a case started', async () => {
    const stopped: string[] = []
    let count = 0
    const harness: Harness = {
      ...plainHarness(),
      async start(options) {
        const host = await plainHarness().start(options)
        count += 1
        const name = `host ${count}`
        return { ...host, stop: () => host.stop().then(() => void stopped.push(name)) }
      },
      dispose: async () => void stopped.push('disposed'),
    }
    const run: ConformanceCase['run'] = async (subject) => {
      await subject.fresh()
      throw new Error('after the second host was started')
    }
    await resultOf({ run }, harness)
    expect(stopped).toEqual(['host 2', 'host 1', 'disposed'])
  })
})
