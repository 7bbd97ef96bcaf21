import type { Capability, DriverCapabilities, Limit } from '@rove/core'
import { describe, expect, it } from 'vitest'
import { kvDriverSuite } from '../src/drivers/kv/suite.ts'
import { openDriver } from '../src/drivers/run.ts'
import { queueDriverSuite } from '../src/drivers/send/queue-suite.ts'
import type { DriverSubject, SendSubject } from '../src/drivers/subject.ts'
import { driverTests } from '../src/drivers/tests.ts'
import { poorKv, poorQueue } from './drivers/poor-drivers.ts'
import { kvSubject, sendSubject } from './drivers/subjects.ts'

const found = { source: 'https://example.com/', asOf: '2026-11' } as const
const native: Capability = { support: 'native', ...found }
const none: Capability = { support: 'no', ...found }
const bytes = (value: number): Limit => ({ value, unit: 'bytes', verified: true, ...found })

const kvCapabilities: DriverCapabilities<'kv'> = {
  kind: 'kv',
  service: 'memory',
  title: 'Memory',
  module: '@rove/test/memory',
  supports: {
    'kv.consistent': native,
    'kv.batch-get': native,
    'kv.list.order': native,
    'kv.expiry': native,
    'kv.expiry.removed': none,
  },
  limits: { key: bytes(1024), value: bytes(10_000) },
}

const queueCapabilities: DriverCapabilities<'queue'> = {
  kind: 'queue',
  service: 'memory',
  title: 'Memory',
  module: '@rove/test/memory',
  supports: {
    'queue.batch': native,
    'queue.batch.part': native,
    'queue.delay': { ...native, except: { fifo: { support: 'no', note: 'none' } } },
    'queue.order': { ...none, except: { fifo: { support: 'native', note: 'some' } } },
    'queue.dedupe': { ...none, except: { fifo: { support: 'native', note: 'some' } } },
  },
  limits: { message: bytes(1), batchBytes: bytes(1), batchItems: bytes(1), delay: bytes(1) },
}

async function kvTest(name: string, subject: DriverSubject<'kv'>): Promise<void> {
  const test = driverTests(kvDriverSuite, subject).find((one) => one.name.startsWith(`${name}:`))
  if (test === undefined) throw new Error(`There is no test "${name}".`)
  await test.run(await openDriver('kv', subject))
}

async function queueTest(subject: SendSubject<'queue'>): Promise<void> {
  await driverTests(queueDriverSuite, subject)
    .at(-1)
    ?.run(await openDriver('queue', subject))
}

describe('a gap', () => {
  const reason = 'the emulator forgets times'

  it('is green while its case fails, and its name has the reason', async () => {
    const subject = { ...kvSubject({ change: poorKv }), gaps: { 'kv.expiry.past': reason } }
    const names = driverTests(kvDriverSuite, subject).map(({ name }) => name)
    expect(names.filter((name) => name.includes('GAP'))).toEqual([
      expect.stringMatching(/^kv\.expiry\.past: .* GAP: the emulator forgets times$/),
    ])
    await kvTest('kv.expiry.past', subject)
    await kvTest('kv.gaps', subject)
    await expect(kvTest('kv.expiry.past', kvSubject({ change: poorKv }))).rejects.toThrow()
  })

  it('is red once its case passes', async () => {
    await expect(kvTest('kv.get.missing', { ...kvSubject(), gaps: { 'kv.get.missing': reason } })).rejects.toThrow(
      `kv.get.missing passes now: remove it from the gaps of "memory" (${reason}).`,
    )
  })

  it('is red when no case has its id', async () => {
    await expect(kvTest('kv.gaps', { ...kvSubject(), gaps: { 'kv.nothing': reason } })).rejects.toThrow(
      '"memory" has gaps that no case has: kv.nothing.',
    )
  })
})

describe('capabilities', () => {
  it('are not tested where there are none, nor gaps', () => {
    expect(driverTests(kvDriverSuite, kvSubject())).toHaveLength(kvDriverSuite.cases.length)
  })

  it('hold when they say what the driver has', async () => {
    const { limits } = await kvSubject().open()
    const capabilities = { ...kvCapabilities, limits: { key: bytes(limits.key), value: bytes(limits.value) } }
    await kvTest('kv.capabilities', { ...kvSubject(), capabilities })
    const supports = { ...capabilities.supports, 'kv.expiry': none }
    const poor = kvSubject({ change: poorKv, without: { expiry: 'it is poor' } })
    await kvTest('kv.capabilities', { ...poor, capabilities: { ...capabilities, supports } })
  })

  it('are red for another kind, another service and other limits', async () => {
    const said = (capabilities: object) => kvTest('kv.capabilities', { ...kvSubject(), capabilities } as never)
    await expect(said({ ...kvCapabilities, kind: 'bucket' })).rejects.toThrow(/another kind/)
    await expect(said({ ...kvCapabilities, service: 'dynamodb' })).rejects.toThrow(/another service/)
    await expect(said({ ...kvCapabilities, limits: { key: bytes(1), value: bytes(2) } })).rejects.toThrow(
      /other limits/,
    )
  })

  it('are red when they promise what the subject is without, and the other way round', async () => {
    const { limits } = await kvSubject().open()
    const capabilities = { ...kvCapabilities, limits: { key: bytes(limits.key), value: bytes(limits.value) } }
    const poor = kvSubject({ change: poorKv, without: { expiry: 'it is poor' } })
    await expect(kvTest('kv.capabilities', { ...poor, capabilities })).rejects.toThrow(/without something else/)
    const supports = { ...capabilities.supports, 'kv.expiry': none }
    await expect(
      kvTest('kv.capabilities', { ...kvSubject(), capabilities: { ...capabilities, supports } }),
    ).rejects.toThrow(/without something else/)
  })

  it('are read for the variant that is named, whose limits are its own', async () => {
    const capabilities = queueCapabilities
    const fifo = sendSubject<'queue'>({ change: (one) => one, without: { delay: 'it is a FIFO queue' } })
    await queueTest({ ...fifo, capabilities, variant: 'fifo' })
    const plain = sendSubject<'queue'>({ change: poorQueue, without: { order: 'none', dedupe: 'none' } })
    await expect(queueTest({ ...plain, capabilities, variant: 'fifo' })).rejects.toThrow(/without something else/)
    await expect(queueTest({ ...plain, capabilities })).rejects.toThrow(/other limits/)
    await queueTest({ ...plain, capabilities, variant: 'standard' })
  })
})
