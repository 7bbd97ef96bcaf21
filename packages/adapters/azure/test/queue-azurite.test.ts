import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { QueueServiceClient } from '@azure/storage-queue'
import { NativeLog } from '@rove/core/host'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EventFunction, toEventFunctions } from '../src/host/services/event-function.ts'
import type { Job } from '../src/host/services/job.ts'
import type { Runtime } from '../src/host/services/run-function.ts'
import { deliverQueueTexts } from '../src/host/services/storage-queue.ts'
import { startWorker, type Worker } from '../src/host/worker-process.ts'
import { type Azurite, azuriteScript, startAzurite } from './azurite.fixture.ts'
import type { Got } from './deliveries.fixture.ts'
import { pollQueue } from './queue-poller.fixture.ts'

if (azuriteScript === undefined) {
  console.log(
    'SKIPPED: a queue of Azurite, because azurite or @azure/storage-queue is not installed; to get them: npm ci',
  )
}

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64')

// As they lie in the queue: two are not base64, and never reach the function.
const raw = [
  base64('hello ü 🧀'),
  base64('fail 1'),
  'not base64!',
  base64('{"a":1}'),
  base64('twice'),
  base64('fail 2'),
  'x',
]

describe.skipIf(azuriteScript === undefined)('a queue of Azurite', () => {
  const calls = join(mkdtempSync(join(tmpdir(), 'rove-azure-')), 'calls')
  let azurite: Azurite
  let worker: Worker
  let texts: EventFunction
  let runtime: Runtime

  beforeAll(async () => {
    azurite = await startAzurite(azuriteScript ?? '')
    const artefact = fileURLToPath(new URL('./host-fixtures/events', import.meta.url))
    worker = await startWorker({ artefact, env: { CALLS: calls }, onLog: () => undefined, natives: new NativeLog() })
    runtime = { timeout: 5_000, worker: async () => worker, log: () => undefined }
    const found = toEventFunctions(worker.functions, {}).find(({ name }) => name === 'texts')
    if (found === undefined) throw new Error('The fixture has no function "texts".')
    texts = found
  })
  afterAll(async () => {
    await worker?.terminate()
    await azurite?.stop()
  })

  /** The calls since the last time, as the function saw them. */
  const takeCalls = (): Got[] => {
    const lines = readFileSync(calls, 'utf8').split('\n').filter(Boolean)
    writeFileSync(calls, '')
    return lines.map((line) => JSON.parse(line) as Got)
  }
  const countsOf = (got: readonly Got[]) => {
    const counts: Record<string, unknown[]> = {}
    for (const { input, metadata } of got) {
      const text = JSON.stringify(input)
      counts[text] = [...(counts[text] ?? []), metadata?.dequeueCount]
    }
    return counts
  }

  it('ends with the same messages in its poison queue, and the same attempts, as ours', async () => {
    writeFileSync(calls, '')
    const service = QueueServiceClient.fromConnectionString(azurite.connectionString)
    const [queue, poison] = [service.getQueueClient('shop-texts'), service.getQueueClient('shop-texts-poison')]
    await Promise.all([queue.create(), poison.create()])
    const sent = new Map<string, string>()
    for (const text of raw) sent.set((await queue.sendMessage(text)).messageId, text)

    await pollQueue({ queue, poison, runtime, function: texts, maxDequeueCount: 5 })

    const { peekedMessageItems } = await poison.peekMessages({ numberOfMessages: 32 })
    const poisoned = peekedMessageItems.map(({ messageText }) => messageText).sort()
    expect(poisoned).toEqual([base64('fail 1'), base64('fail 2'), 'not base64!', 'x'].sort())
    expect((await queue.getProperties()).approximateMessagesCount).toBe(0)
    const real = takeCalls()
    expect(real.every(({ metadata }) => sent.has(String(metadata?.id)))).toBe(true)

    // A new process, so that what the fixture counts begins again.
    await worker.terminate()
    worker = await startWorker({
      artefact: fileURLToPath(new URL('./host-fixtures/events', import.meta.url)),
      env: { CALLS: calls },
      onLog: () => undefined,
      natives: new NativeLog(),
    })
    const delivery = { trigger: 'message', to: 'texts', items: [] } as const
    const job: Job = { runtime, function: texts, delivery, settings: {}, next: () => 1 }
    const outcomes = await deliverQueueTexts(job, raw)
    const ours = takeCalls()
    expect(raw.filter((_text, index) => outcomes[index]?.outcome === 'dead-lettered').sort()).toEqual(poisoned)
    expect(countsOf(ours)).toEqual(countsOf(real))
    expect(countsOf(real)).toMatchObject({ '"fail 1"': [1, 2, 3, 4, 5], '"twice"': [1, 2, 3], '{"a":1}': [1] })
    const fieldsOf = (got: readonly Got[]) => Object.keys(got[0]?.metadata ?? {}).sort()
    expect(fieldsOf(ours)).toEqual(fieldsOf(real))
  })
})
