import azure from '@azure/functions'
import { adapt } from '@rove/azure'
import { app, json, onRequest } from '@rove/core'
import { describe, expect, it } from 'vitest'
import { type CorpusEntry, corpusEntries, corpusEvent, hasCorpus } from './corpus.ts'

// What the events say, read by hand: the host's message, on its own or inside of an invocation, or the v3 model's object.
interface RpcHttp {
  readonly method?: string
  readonly url?: string
  readonly body?: { readonly string?: string }
}
interface AnyAzureEvent extends RpcHttp {
  readonly http?: RpcHttp
  readonly Req?: { readonly http?: RpcHttp }
  readonly inputData?: ReadonlyArray<{ readonly data: { readonly http?: RpcHttp } }>
}

const isHttp = (entry: CorpusEntry): boolean => entry.trigger === 'http' || entry.service === 'rpc'
const entries = corpusEntries((entry) => entry.provider === 'azure' && isHttp(entry))

const seen = onRequest('ANY /*', (request) => json({ method: request.method, url: request.url }))
const handler = adapt(app('corpus', { seen }), { stream: false })
const context = {
  invocationId: 'i',
  functionName: 'corpus',
  log() {},
  trace() {},
  debug() {},
  info() {},
  warn() {},
  error() {},
}

function messageOf(event: AnyAzureEvent): RpcHttp | undefined {
  return event.http ?? event.Req?.http ?? event.inputData?.[0]?.data.http ?? (event.url ? event : undefined)
}

describe.skipIf(!hasCorpus)('recorded Azure requests', () => {
  it('are there', () => {
    expect(entries.length).toBeGreaterThan(8)
  })

  it.each(entries.map((entry) => [entry.path, entry] as const))('%s', async (_, entry) => {
    const message = messageOf(corpusEvent(entry) as AnyAzureEvent)
    const receive = async (): Promise<unknown> => {
      // The vendor's own conversion; it refuses a message that does not say where the request went.
      const request = new azure.HttpRequest({ method: 'GET', ...(message ?? {}) } as never)
      return handler(request as never, context as never)
    }
    if (message?.url === undefined) {
      await expect(receive().then((result) => (result as { status: number }).status)).rejects.toThrow(/url/i)
      return
    }
    const result = (await receive()) as { status: number; body: string }
    expect(result.status).toBe(200)
    const answer = JSON.parse(result.body)
    expect(answer.method).toBe(message.method ?? 'GET')
    const { pathname, search } = new URL(message.url)
    expect(new URL(answer.url).pathname).toBe(pathname.replace(/^\/api(?=\/)/, ''))
    expect(new URL(answer.url).search).toBe(search)
  })

  it('and none of Google: its corpus holds events, not requests', () => {
    expect(corpusEntries((entry) => entry.provider === 'gcp' && entry.trigger === 'http')).toEqual([])
  })
})

it.runIf(!hasCorpus)('the corpus of recorded events', () => {
  console.log(
    'SKIPPED: the corpus of recorded events is not beside the project (../shared/corpus); its tests did not run.',
  )
})
