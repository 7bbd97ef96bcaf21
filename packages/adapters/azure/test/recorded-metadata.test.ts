import { expect, it } from 'vitest'
import { corpusEntries, corpusEvent, hasCorpus } from '../../../../test/corpus.ts'
import type { FunctionMetadata, InvocationRequest, TypedData } from '../src/host/rpc.ts'
import { createDeliver } from '../src/host/services/deliver.ts'
import { toEventFunctions } from '../src/host/services/event-function.ts'
import type { Worker } from '../src/host/worker-process.ts'

if (!hasCorpus) console.log('Not compared with recorded trigger metadata: the corpus is not beside the project.')

type Recorded = Readonly<Record<string, TypedData>>

const recorded = (path: string): Recorded => {
  const [entry] = corpusEntries((one) => one.path === path)
  if (entry === undefined) throw new Error(`The corpus has no ${path}.`)
  return corpusEvent(entry) as Recorded
}

/** The metadata that a function gets, before the library has touched it. */
async function metadataOf(
  binding: Readonly<Record<string, unknown>> & { readonly type: string },
  delivery: Parameters<ReturnType<typeof createDeliver>>[0],
): Promise<Recorded> {
  const requests: InvocationRequest[] = []
  const invoke: Worker['invoke'] = async (_name, request) => {
    requests.push(request)
    return undefined
  }
  const metadata: FunctionMetadata = { name: 'one', bindings: { in: { direction: 'in', ...binding } } }
  const worker = async () => ({ invoke }) as Partial<Worker> as Worker
  const runtime = { timeout: 5_000, worker, log: () => undefined }
  await createDeliver({ functions: toEventFunctions([metadata], {}), settings: {}, runtime })(delivery)
  return requests[0]?.triggerMetadata ?? {}
}

const caseOf = (data: TypedData | undefined) => Object.keys(data ?? {}).filter((name) => name !== 'data')
const casesOf = (metadata: Recorded, names = Object.keys(metadata)) =>
  Object.fromEntries(names.sort().map((name) => [name, caseOf(metadata[name])]))

it.skipIf(!hasCorpus)('has the fields of a recorded message of a storage queue, in the same form', async () => {
  const items = [{ body: '{\n  "name": "world"\n}' }]
  const { sys, ...metadata } = await metadataOf(
    { type: 'queueTrigger', queueName: 'helloworld' },
    { trigger: 'message', to: 'helloworld', items },
  )
  const real = recorded('azure/queue/nodelib-triggermetadata-queueTrigger.json')
  expect(casesOf(metadata)).toEqual(casesOf(real))
  expect(metadata.QueueTrigger?.string).toBe(real.QueueTrigger?.string)
  expect(metadata.name?.string).toBe('world')
  // The same text but for the digits: the forms of the times are the recorded ones.
  const formOf = (data: TypedData | undefined) => data?.json?.replace(/\d/g, '0')
  expect(formOf(metadata.InsertionTime)).toBe(formOf(real.InsertionTime))
  expect(caseOf(sys)).toEqual(['json'])
})

it.skipIf(!hasCorpus)('has the fields of a recorded blob, in the same form', async () => {
  const items = [{ kind: 'created', key: 'hello-at-2022-08-25T05-06-38Z', size: 16 }] as const
  const { sys, ...metadata } = await metadataOf(
    { type: 'blobTrigger', path: 'helloworldcontainer/{name}' },
    { trigger: 'object', to: 'helloworldcontainer', items },
  )
  const real = recorded('azure/blob/nodelib-triggermetadata-blobTrigger.json')
  expect(casesOf(metadata)).toEqual(casesOf(real))
  expect(metadata.BlobTrigger?.string).toBe(real.BlobTrigger?.string)
  expect(metadata.name?.string).toBe(real.name?.string)
  expect(caseOf(sys)).toEqual(['json'])
})

it.skipIf(!hasCorpus)(
  'has what a recorded message of Service Bus has in common with newer ones, in the same form',
  async () => {
    const metadata = await metadataOf(
      { type: 'serviceBusTrigger', queueName: 'q' },
      { trigger: 'message', to: 'q', items: [{ body: '{"name":"world"}' }] },
    )
    const real = recorded('azure/servicebus/nodelib-triggermetadata-serviceBusTrigger.json')
    const shared = Object.keys(real).filter((name) => name in metadata)
    expect(shared).toEqual(
      expect.arrayContaining(['DeliveryCount', 'LockToken', 'MessageId', 'SequenceNumber', 'name']),
    )
    expect(casesOf(metadata, shared)).toEqual(casesOf(real, shared))
  },
)

it.skipIf(!hasCorpus)('writes when a timer came as it was recorded', async () => {
  const metadata = await metadataOf(
    { type: 'timerTrigger' },
    { trigger: 'schedule', to: 'one', items: [{ scheduledAt: new Date() }] },
  )
  const { TimerTrigger: real } = recorded('azure/timer/nodelib-triggermetadata-timerTrigger.json')
  const form = /^\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d\d:\d\d [AP]M$/
  expect(real?.string).toMatch(form)
  expect(metadata.TimerTrigger?.string).toMatch(form)
})
