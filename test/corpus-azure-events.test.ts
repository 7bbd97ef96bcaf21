import { adapt } from '@rove/azure'
import {
  app,
  bucket,
  type DeliveryFunction,
  kv,
  onChange,
  onEvent,
  onMessage,
  onObject,
  onSchedule,
  queue,
  topic,
} from '@rove/core'
import { describe, expect, it } from 'vitest'
import { caseOf, refusalOf } from '../packages/adapters/azure/test/corpus-cases.ts'
import type { Case } from '../packages/adapters/azure/test/corpus-reading.ts'
import { installCore, invoke, type Rpc, takeRegistered } from '../packages/adapters/azure/test/library.ts'
import { type CorpusEntry, corpusEntries, corpusEvent, hasCorpus } from './corpus.ts'

installCore()

const entries = corpusEntries((entry) => entry.provider === 'azure' && entry.trigger !== 'http' && !isRequest(entry))

/** Invocations of the HTTP trigger are read by corpus-azure-http.test.ts. */
function isRequest(entry: CorpusEntry): boolean {
  return entry.service === 'rpc' && JSON.stringify(corpusEvent(entry)).includes('"http"')
}

describe.skipIf(!hasCorpus)('recorded Azure events', () => {
  it('are there', () => {
    expect(entries.length).toBeGreaterThan(35)
  })

  const isExpectation = (entry: CorpusEntry): boolean =>
    (entry as CorpusEntry & { readonly role?: string }).role === 'expected'
  const decoded = entries.filter((entry) => refusalOf(entry) === undefined)

  it.each(decoded.filter((entry) => !isExpectation(entry)).map((entry) => [entry.path, entry] as const))(
    '%s',
    async (_path, entry) => {
      const read = caseOf(entry)
      const { data, metadata = {}, expected, refused, converted } = read
      const { run, seen, contexts } = adapted(read)
      if (refused) {
        await expect(run(data, metadata)).rejects.toThrow(refused)
        expect(seen).toEqual([])
        return
      }
      await expect(run(data, metadata)).resolves.toBe(undefined)
      expect(seen).toHaveLength(expected?.length ?? -1)
      expect(seen).toMatchObject(expected ?? [])
      // Idempotency needs an id, and a CloudEvent has all of these.
      for (const { id, source, type } of seen as Array<Record<string, unknown>>)
        expect([id, source, type].every(Boolean)).toBe(true)
      if (converted !== undefined) expect(contexts[0]).toEqual(converted)
    },
  )

  it('every expectation of the library is compared with its input', () => {
    const groupOf = (entry: CorpusEntry): unknown => (entry as CorpusEntry & { readonly group?: string }).group
    const inputs = decoded.filter((entry) => !isExpectation(entry)).map(groupOf)
    expect(decoded.filter(isExpectation).filter((entry) => !inputs.includes(groupOf(entry)))).toEqual([])
  })

  const foreign = entries.filter((entry) => refusalOf(entry) !== undefined)
  it.each(foreign.map((entry) => [entry.path, entry] as const))('%s is refused', async (_path, entry) => {
    const handler = adapt(app('corpus', {}))
    takeRegistered()
    const context = { functionName: 'corpus', debug() {}, info() {}, warn() {}, error() {} }
    await expect(handler(corpusEvent(entry) as never, context)).rejects.toThrow(refusalOf(entry))
  })
})

/** An app with one function for a trigger, registered with the genuine library. */
function adapted({ trigger, kind = 'created', options = {} }: Case): {
  readonly seen: unknown[]
  readonly contexts: unknown[]
  run(data: Rpc, metadata: Readonly<Record<string, Rpc>>): Promise<unknown>
} {
  const seen: unknown[] = []
  const contexts: unknown[] = []
  const handle = (event: unknown, { platform }: { readonly platform: { readonly context: unknown } }): undefined => {
    seen.push(event)
    contexts.push((platform.context as { triggerMetadata?: unknown }).triggerMetadata)
  }
  const makers: Readonly<Record<Case['trigger'], () => DeliveryFunction>> = {
    message: () => onMessage(queue('things'), handle),
    event: () => onEvent(topic('things'), handle),
    schedule: () => onSchedule('@daily', handle),
    object: () => onObject(bucket('files'), kind, handle),
    change: () => onChange(kv('things'), handle),
  }
  const functions: Record<string, DeliveryFunction> = { handle: makers[trigger]() }
  adapt(app('corpus', functions), options)
  const registered = takeRegistered().get('handle')
  if (registered === undefined) throw new Error('The function is not registered.')
  return { seen, contexts, run: (data, metadata) => invoke(registered, { data, metadata }) }
}

it.runIf(!hasCorpus)('the corpus of recorded events', () => {
  console.log(
    'SKIPPED: the corpus of recorded events is not beside the project (../shared/corpus); its tests did not run.',
  )
})
