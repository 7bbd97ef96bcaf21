import { readPayload } from '@rove/core/adapter'
import { type CloudEvent, HTTP } from 'cloudevents'
import { describe, expect, it } from 'vitest'
import { readEvents } from '../packages/adapters/gcp/src/codecs/cloud-event.ts'
import type { ReceivedEvent } from '../packages/adapters/gcp/src/codecs/cloud-events/received-event.ts'
import { toEventRequest } from '../packages/adapters/gcp/src/codecs/event-request.ts'
import { type Post, post } from '../packages/adapters/gcp/test/events.ts'
import { type CorpusEntry, corpusEntries, corpusEvent, hasCorpus } from './corpus.ts'

type Fields = Readonly<Record<string, unknown>>

const entries = corpusEntries(({ provider }) => provider === 'cloudevents')
const structured = { 'content-type': 'application/cloudevents+json' }
const batched = { 'content-type': 'application/cloudevents-batch+json' }

/** The request that carries a file's event. */
function toPost({ format }: CorpusEntry, content: unknown): Post {
  const file = content as Fields
  if (format === 'cloudevent-batch') return { headers: batched, body: content }
  if (format.startsWith('cloudevent-batch-')) return { headers: batched, body: file.batch }
  if (format.endsWith('-vector') && 'event' in file) return { headers: structured, body: file.event }
  if (format.startsWith('cloudevent-yaml')) return ofYaml(file)
  if (format.endsWith('-http-vector')) return ofHttp(file)
  if (format.endsWith('-kafka-vector')) return ofKafka(file)
  return { headers: structured, body: content }
}

// A scenario of the conformance suite: a request as text.
function ofHttp({ blocks }: Fields): Post {
  const [head = '', body] = String((blocks as string[])[0]).split('\n\n')
  const headers = head
    .split('\n')
    .slice(1)
    .map((line) => {
      const at = line.indexOf(':')
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()] as const
    })
  return { headers: Object.fromEntries(headers), body }
}

// The same event over HTTP: the headers of a record have another prefix.
function ofKafka({ blocks, tables }: Fields): Post {
  const [, ...rows] = (tables as string[][][])[0] ?? []
  const headers = rows.map(([name = '', value = '']) => [name.replace(/^ce_/, 'ce-'), value] as const)
  return { headers: Object.fromEntries(headers), body: (blocks as string[])[0] }
}

interface Yaml {
  readonly Mode?: string
  readonly ContextAttributes: Readonly<Record<string, string>> & {
    readonly Extensions?: Readonly<Record<string, string>>
  }
  readonly Data: string
}

function ofYaml(file: Fields): Post {
  const { Mode, ContextAttributes, Data } = file as unknown as Yaml
  const { Extensions, datacontenttype, ...attributes } = ContextAttributes
  const all: Record<string, string> = { ...(attributes as Record<string, string>), ...Extensions }
  if (Mode === 'structured') {
    return { headers: structured, body: { ...all, datacontenttype: 'application/json', data: JSON.parse(Data) } }
  }
  const headers = Object.entries(all).map(([name, value]) => [
    `ce-${name}`,
    value.replace(/[^!-~]|["%]/gu, encodeURIComponent),
  ])
  return {
    headers: { ...Object.fromEntries(headers), 'content-type': datacontenttype ?? 'application/json' },
    body: Data,
  }
}

/** What is expected of the data where it cannot be read off the file, and why something is refused that nobody calls invalid. */
const refused: Readonly<Record<string, RegExp>> = {
  'invalidCapitalizedExtension.json': /"MyExtension" has a name/,
  'invalidObjectId.json': /"id" is not text/,
  'invalidNoId.json': /"id" is missing/,
  'invalidEmptySpecVersion.json': /"specversion" is empty/,
  'invalidNonRfc2046DataContentType.json': /"datacontenttype" is no media type/,
  'invalidNoSpecVersion.json': /"specversion" is missing/,
  'invalidEmptyId.json': /"id" is empty/,
  'invalidTimeOffsetHourOnly.json': /"time" is no RFC 3339/,
  'invalidTimeOffsetX.json': /"time" is no RFC 3339/,
  'invalidTimeOffsetNonInteger.json': /"time" is no RFC 3339/,
  'invalidUnknownSpecVersion.json': /"specversion" is "0.9"/,
  'invalidTimeToMinute.json': /"time" is no RFC 3339/,
  'invalidTimeOffsetOutOfRange.json': /"time" is no RFC 3339/,
  'invalidBatchContainingNonObject.json': /Event 1 of 2 .* not a JSON object/,
  'invalidBatchMixedSpecVersions.json': /Event 2 of 2 .*"specversion" is "0.9"/,
  'cejava-v03-fail_numeric_long.json': /"long" is neither text/,
  'cejava-v1-json_data_with_ext_invalid.json': /"a_invalid_name" has a name/,
  'cejava-v1-json_data_with_ext_upper_case.json': /"aString" has a name/,
  // The specification's own example says in place of its data that base64 is to be put there.
  'spec-json-format-0.json': /"data_base64" is not base64/,
}

const nameOf = ({ path }: CorpusEntry): string => path.slice(path.lastIndexOf('/') + 1)

async function read(parts: Post): Promise<ReceivedEvent[]> {
  const event = toEventRequest(post(parts))
  if (event === undefined) throw new Error('it is no event')
  return readEvents(event)
}

/** An event as the file says that it is: attributes without those that are null. */
function statedBy(parts: Post): Fields[] {
  if (typeof parts.body === 'object') return [parts.body].flat() as Fields[]
  if (parts.headers?.['content-type']?.startsWith('application/cloudevents'))
    return [JSON.parse(String(parts.body)) as Fields]
  const names = Object.entries(parts.headers ?? {}).filter(([name]) => name.startsWith('ce-'))
  return [
    {
      ...Object.fromEntries(names.map(([name, value]) => [name.slice(3), decodeURIComponent(value)])),
      datacontenttype: parts.headers?.['content-type'],
      binary: parts.body,
    },
  ]
}

function expectSame(received: ReceivedEvent, stated: Fields): void {
  const { specversion, data, data_base64, binary, datacontentencoding, schemaurl, dataschema, ...attributes } = stated
  const { extensions, payload, ...core } = received
  const there = Object.entries({ ...attributes, dataschema: dataschema ?? schemaurl }).filter(
    ([, value]) => value != null,
  )
  const known = {
    ...core,
    ...(specversion === '0.3' && datacontentencoding ? { datacontentencoding: extensions.datacontentencoding } : {}),
  }
  for (const [name, value] of there) {
    const found = name in core ? (known as Fields)[name] : extensions[name]
    expect(found, name).toBe(typeof value === 'object' ? JSON.stringify(value) : String(value))
  }
  expect(Object.keys(extensions).filter((name) => !(name in attributes))).toEqual([])
  const seen = payload && readPayload(payload, core.datacontenttype)
  const base64 = data_base64 ?? (datacontentencoding ? data : undefined)
  const raw = binary ?? (base64 === undefined ? undefined : Buffer.from(String(base64), 'base64').toString())
  const isJson = core.datacontenttype === undefined || core.datacontenttype.includes('json')
  expect(seen).toEqual(raw === undefined ? data : isJson ? JSON.parse(String(raw)) : raw)
}

describe.skipIf(!hasCorpus)('CloudEvents of the specification and its SDKs', () => {
  it('are many, and all that are called invalid have a reason here', () => {
    expect(entries.length).toBeGreaterThan(50)
    const negative = entries.filter((entry) => entry.negative).map(nameOf)
    expect(negative.length).toBeGreaterThan(15)
    expect(negative.filter((name) => refused[name] === undefined)).toEqual([])
    expect(Object.keys(refused).filter((name) => !negative.includes(name))).toEqual(['spec-json-format-0.json'])
  })

  it.each(entries.map((entry) => [entry.path, entry] as const))('%s', async (_, entry) => {
    const parts = toPost(entry, corpusEvent(entry))
    const reason = refused[nameOf(entry)]
    if (reason) {
      await expect(read(parts)).rejects.toMatchObject({
        code: 'InvalidArgument',
        message: expect.stringMatching(reason),
      })
      return
    }
    const stated = statedBy(parts)
    const received = await read(parts)
    expect(received).toHaveLength(stated.length)
    for (const [index, event] of received.entries()) expectSame(event, stated[index] ?? {})
  })

  const single = entries.filter((entry) => !entry.path.includes('batch') && refused[nameOf(entry)] === undefined)
  it.each(single.map((entry) => [entry.path, entry] as const))('as the SDK reads it: %s', async (_, entry) => {
    const parts = toPost(entry, corpusEvent(entry))
    const body = typeof parts.body === 'string' ? parts.body : JSON.stringify(parts.body)
    const sdk = HTTP.toEvent({ headers: { ...parts.headers }, body }) as CloudEvent
    const [event] = await read(parts)
    expect(event?.id).toBe(sdk.id)
    expect(event?.type).toBe(sdk.type)
    expect(event?.source).toBe(sdk.source)
    expect(event?.subject ?? undefined).toBe(sdk.subject ?? undefined)
    // It writes times anew, and makes one up where there is none.
    if (event?.time) expect(new Date(event.time).getTime()).toBe(new Date(sdk.time ?? '').getTime())
  })
})

it.runIf(!hasCorpus)('the corpus of recorded events', () => {
  console.log(
    'SKIPPED: the corpus of recorded events is not beside the project (../shared/corpus); its tests did not run.',
  )
})
