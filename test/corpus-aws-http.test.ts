import { adapt } from '@rove/aws'
import { app, json, onRequest } from '@rove/core'
import { describe, expect, it } from 'vitest'
import { type CorpusEntry, corpusEntries, corpusEvent, hasCorpus } from './corpus.ts'

// What the events say, read by hand and not by a codec.
interface AnyHttpEvent {
  readonly httpMethod?: string
  readonly method?: string
  readonly body?: string | null
  readonly isBase64Encoded?: boolean
  readonly is_base64_encoded?: boolean
  readonly type?: string
  readonly methodArn?: string
  readonly routeArn?: string
  readonly identitySource?: unknown
  readonly requestContext?: {
    readonly http?: { readonly method?: string }
    readonly connectionId?: string
    readonly eventType?: string
  }
  readonly Records?: ReadonlyArray<{
    readonly cf: { readonly request?: { readonly method: string }; readonly response?: unknown }
  }>
}

const entries = corpusEntries((entry) => entry.provider === 'aws' && entry.trigger === 'http')

const seen = onRequest('ANY /*', async (request) =>
  json({
    method: request.method,
    url: request.url,
    bytes: (await request.arrayBuffer()).byteLength,
    headers: [...request.headers.keys()].length,
  }),
)
const echo = adapt(app('corpus', { seen }))

/** Why an event is no request that a function answers; undefined when it is one. */
function reasonToRefuse(entry: CorpusEntry, event: AnyHttpEvent): RegExp | undefined {
  if (entry.format === 'apigw-websocket') return /WebSocket/i
  if (event.type === 'TOKEN' || event.methodArn || event.routeArn) return /authorizer/i
  if (event.Records?.[0]?.cf.response !== undefined) return /Lambda@Edge/i
  // An API Gateway event that somebody shortened: it cannot be told from another provider's, nor where it went.
  if (event.httpMethod && event.requestContext === undefined) return /without requestContext/
  return undefined
}

describe.skipIf(!hasCorpus)('recorded AWS requests', () => {
  it('are many', () => {
    expect(entries.length).toBeGreaterThan(100)
  })

  it.each(entries.map((entry) => [entry.path, entry] as const))('%s', async (_, entry) => {
    const event = corpusEvent(entry) as AnyHttpEvent
    const before = structuredClone(event)
    const refused = reasonToRefuse(entry, event)
    const outcome = (echo as (event: unknown, context: unknown) => Promise<unknown>)(event, {})
    if (refused) {
      await expect(outcome).rejects.toMatchObject({ name: 'RoveError', message: expect.stringMatching(refused) })
    } else {
      const result = (await outcome) as { statusCode?: number; status?: string; body: string }
      expect(Number(result.statusCode ?? result.status)).toBe(200)
      const answer = JSON.parse(result.body)
      const method =
        event.requestContext?.http?.method ?? event.httpMethod ?? event.method ?? event.Records?.[0]?.cf.request?.method
      expect(answer.method).toBe(method?.toUpperCase())
      expect(new URL(answer.url).protocol).toMatch(/^https?:$/)
      if (typeof event.body === 'string') {
        const encoding = event.isBase64Encoded || event.is_base64_encoded ? 'base64' : 'utf8'
        expect(answer.bytes).toBe(Buffer.from(event.body, encoding).byteLength)
      }
    }
    expect(event).toEqual(before)
  })
})

it.runIf(!hasCorpus)('the corpus of recorded events', () => {
  console.log(
    'SKIPPED: the corpus of recorded events is not beside the project (../shared/corpus); its tests did not run.',
  )
})
