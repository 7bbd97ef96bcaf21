import { RoveError } from '@rove/core'
import type { Delivery, Host } from '@rove/core/adapter'
import { describe, expect, it } from 'vitest'
import { cases } from '../src/cases/index.ts'
import { type Harness, supportBy } from '../src/harness.ts'
import { type CaseResult, runCase, startHarness } from '../src/run.ts'
import { plainCapabilities, plainHarness } from './plain-harness.ts'

async function resultOf(id: string, harness: Harness): Promise<CaseResult> {
  const one = cases.find((each) => each.id === id)
  if (one === undefined) throw new Error(`There is no case ${id}.`)
  const running = await startHarness(harness)
  try {
    return await runCase(one, running)
  } finally {
    await running.stop()
  }
}

/** A plain harness whose host delivers otherwise. */
function delivering(deliver: (delivery: Delivery, host: Host) => ReturnType<Host['deliver']>, more = {}): Harness {
  const plain = plainHarness({}, more)
  return {
    ...plain,
    async start(options) {
      const host = await plain.start(options)
      return { ...host, deliver: (delivery) => deliver(delivery, host) }
    },
  }
}

describe('the services of a harness', () => {
  it('are put into each delivery; an ordered queue has its own, or that of messages', async () => {
    const seen: Array<string | undefined> = []
    const record = (via: Harness['via']): Harness =>
      delivering(
        (delivery, host) => {
          seen.push(delivery.via)
          return host.deliver(delivery)
        },
        { via },
      )
    await resultOf('messages.outcome.done', record({ message: 'one', ordered: 'two' }))
    await resultOf('messages.ordered.group', record({ message: 'one', ordered: 'two' }))
    await resultOf('messages.ordered.group', record({ message: 'one' }))
    await resultOf('events.outcome.done', record({ message: 'one' }))
    expect(seen).toEqual(['one', 'two', 'one', undefined])
  })

  it('decide which codec’s exception holds', () => {
    const { supports } = plainCapabilities()
    const except = { fifo: { support: 'native', note: 'Kept.' }, bus: { support: 'emulated', note: 'Kept.' } } as const
    const ordered = { ...supports['message.ordered'], support: 'no' as const, except }
    const partial = { ...supports['message.partial'], except: { fifo: { support: 'no' as const, note: 'Not kept.' } } }
    const capabilities = {
      ...plainCapabilities(),
      supports: { ...supports, 'message.ordered': ordered, 'message.partial': partial },
    }
    const harness = plainHarness({}, { capabilities, via: { ordered: 'fifo' } })
    expect(supportBy(harness, 'message.ordered', 'message')).toBe('native')
    expect(supportBy(harness, 'message.partial', 'ordered')).toBe('no')
    expect(supportBy(harness, 'message.partial', 'message')).toBe('native')
    expect(supportBy({ ...harness, codecs: { ordered: 'bus' } }, 'message.ordered', 'ordered')).toBe('emulated')
    expect(supportBy(plainHarness({}, { capabilities }), 'message.ordered', 'message')).toBe('no')
  })
})

describe('a harness without a service', () => {
  const refusing = (error: Error): Harness =>
    delivering(() => Promise.reject(error), { without: ['change', 'ordered'] })

  it('passes when the host refuses clearly', async () => {
    const clear = refusing(new RoveError('Unimplemented', 'There is no database with a stream of changes here.'))
    expect(await resultOf('changes.created', clear)).toMatchObject({ passed: true })
    expect(await resultOf('messages.ordered.kept', clear)).toMatchObject({ passed: true })
  })

  it('fails when the host breaks instead', async () => {
    const result = await resultOf('changes.created', refusing(new TypeError('x is not a function')))
    expect(result).toMatchObject({ passed: false })
    expect(result.reason).toContain('but not clearly')
  })

  it('fails when the host delivers all the same, also where the promise is said not to be kept', async () => {
    const capabilities = plainCapabilities({ 'change.written': 'no' })
    for (const changed of [{}, { capabilities }]) {
      const result = await resultOf('changes.created', plainHarness({}, { without: ['change'], ...changed }))
      expect(result).toMatchObject({ passed: false })
      expect(result.reason).toContain('yet the host took it')
    }
  })

  it('does not excuse the triggers that it has', async () => {
    const clear = refusing(new RoveError('Unimplemented', 'There is nothing that delivers anything here.'))
    expect(await resultOf('messages.outcome.done', clear)).toMatchObject({ passed: false })
  })
})

it('fails a case whose host does not say what became of each item', async () => {
  const silent = delivering(async (delivery, host) => (await host.deliver(delivery)).slice(1))
  expect((await resultOf('messages.outcome.done', silent)).reason).toContain('what became of each item')
})

it('fails a case whose line in the log was cut, with the line', async () => {
  const plain = plainHarness()
  const cut: Harness = {
    ...plain,
    async start(options) {
      const host = await plain.start(options)
      return { ...host, logs: () => host.logs().map((line) => line.slice(0, 200)) }
    },
  }
  expect((await resultOf('messages.outcome.done', cut)).reason).toContain('was changed on its way')
})
