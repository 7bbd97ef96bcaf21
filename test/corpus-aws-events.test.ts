import { gunzipSync } from 'node:zlib'
import { adapt } from '@rove/aws'
import {
  type App,
  type AppFunction,
  app,
  bucket,
  done,
  type EventContext,
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
import { type CorpusEntry, corpusEntries, corpusEvent, hasCorpus } from './corpus.ts'

process.env.AWS_LAMBDA_LOG_LEVEL ??= 'FATAL'

// biome-ignore lint/suspicious/noExplicitAny: recorded events of every shape are read by hand here
type Any = any

/** What a handler is to see of one thing, read from the native event by hand and not by a codec. */
interface Expected {
  readonly trigger: 'message' | 'event' | 'schedule' | 'object' | 'change'
  /** The provider's name by which the function is to be found. */
  readonly name: string
  readonly [field: string]: unknown
}

interface Reading {
  readonly seen?: readonly Expected[]
  /** The native result of a success; undefined for one that AWS does not read. */
  readonly success?: unknown
  /** The native result when every handler fails; undefined for a rejection. */
  readonly failure?: unknown
  /** Why the event is refused. */
  readonly refused?: RegExp
}

const last = (arn: string): string => arn.replace(/\.fifo$/, '').match(/[^:/]+$/)?.[0] ?? ''
const iso = (milliseconds: number): string => new Date(milliseconds).toISOString()
const fromBase64 = (text: string): unknown => readText(Buffer.from(text, 'base64').toString())

/** JSON objects, lists and strings are parsed; all other text stays text. */
function readText(text: string): unknown {
  if (!/^\s*[[{"]/.test(text)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function readSqs({ Records }: Any): Reading {
  const ids = [...new Set(Records.map(({ messageId }: Any) => messageId))]
  return {
    seen: Records.map(({ messageId, eventSourceARN, attributes, messageAttributes, body }: Any) => {
      const parsed = readText(body) as Any
      const isNotification = parsed?.Type === 'Notification'
      return {
        trigger: 'message',
        name: last(eventSourceARN),
        id: messageId,
        source: eventSourceARN,
        body: isNotification ? readText(parsed.Message) : parsed,
        attempt: Number(attributes.ApproximateReceiveCount),
        enqueuedAt: iso(Number(attributes.SentTimestamp)),
        group: attributes.MessageGroupId,
        attributes: {
          ...Object.fromEntries(
            Object.entries<Any>(messageAttributes).map(([name, { dataType, stringValue, binaryValue }]) => [
              name,
              dataType.startsWith('Binary') ? binaryValue : stringValue,
            ]),
          ),
          ...(isNotification ? valuesOf(parsed.MessageAttributes) : {}),
        },
        ...(attributes.AWSTraceHeader
          ? { traceId: attributes.AWSTraceHeader.match(/Root=1-([^;]*)/)?.[1].replace('-', '') }
          : {}),
      }
    }),
    success: { batchItemFailures: [] },
    failure: { batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) },
  }
}

const valuesOf = (attributes: Any): object =>
  Object.fromEntries(Object.entries<Any>(attributes ?? {}).map(([name, { Value }]) => [name, Value]))

function readSns({ Records }: Any): Reading {
  return {
    seen: Records.map(({ Sns }: Any) => ({
      trigger: 'event',
      name: last(Sns.TopicArn),
      id: Sns.MessageId,
      source: Sns.TopicArn,
      subject: Sns.Subject || undefined,
      data: readText(Sns.Message),
      attributes: valuesOf(Sns.MessageAttributes),
    })),
  }
}

function readS3({ Records }: Any): Reading {
  return {
    seen: Records.map(({ eventName = 'ObjectCreated', s3 }: Any) => {
      const name = eventName.replace('s3:', '')
      if (!/Created|Removed|Expiration/.test(name)) return { trigger: 'event', name: `s3/${name}`, type: name }
      return {
        trigger: 'object',
        name: s3.bucket.name,
        kind: name.includes('Created') ? 'created' : 'deleted',
        key: decodeURIComponent(s3.object.key.replaceAll('+', ' ')),
        size: s3.object.size,
        etag: s3.object.eTag,
        version: s3.object.versionId,
      }
    }),
  }
}

function readEventBridge(event: Any): Reading {
  const { id, source, detail, time } = event
  const type = [event['detail-type']].flat()[0]
  if (type === 'Scheduled Event') {
    return { seen: [{ trigger: 'schedule', name: last(event.resources[0]), id, scheduledAt: iso(Date.parse(time)) }] }
  }
  if (source === 'aws.s3' && /^Object (Created|Deleted)$/.test(type)) {
    const { bucket: from, object } = detail
    const kind = type === 'Object Created' ? 'created' : 'deleted'
    const { key, size, etag } = object
    return { seen: [{ trigger: 'object', name: from.name, id, kind, key, size, etag, version: object['version-id'] }] }
  }
  return { seen: [{ trigger: 'event', name: `${source}/${type}`, id, source, type, data: detail ?? event }] }
}

function readDynamoDb({ Records, state }: Any): Reading {
  const kinds: Any = { INSERT: 'created', MODIFY: 'updated', REMOVE: 'deleted' }
  return {
    seen: Records.map(({ eventID, eventName, eventSourceARN, dynamodb }: Any) => ({
      trigger: 'change',
      name: eventSourceARN.match(/table\/([^/]+)/)?.[1] ?? eventSourceARN,
      id: eventID,
      kind: kinds[eventName],
      key: Object.keys(dynamodb.Keys)
        .sort()
        .map((name) => Object.values(dynamodb.Keys[name])[0])
        .join('/'),
      before: dynamodb.OldImage && expect.objectContaining(plainTexts(dynamodb.OldImage)),
      after: dynamodb.NewImage && expect.objectContaining(plainTexts(dynamodb.NewImage)),
    })),
    ...readStream(
      Records.map(({ dynamodb }: Any) => dynamodb.SequenceNumber),
      state,
    ),
  }
}

/** A stream goes on at the lowest number; one with tumbling windows gets its state back. */
function readStream(numbers: readonly string[], state: unknown): Pick<Reading, 'success' | 'failure'> {
  const [lowest] = numbers.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
  const window = state === undefined ? {} : { state }
  return {
    success: { batchItemFailures: [], ...window },
    failure: { batchItemFailures: [{ itemIdentifier: lowest }], ...window },
  }
}

/** The texts and the small numbers of an image; the rest has tests of its own. */
function plainTexts(image: Any): object {
  const entries = Object.entries<Any>(image).flatMap(([name, { S, N, BOOL }]) =>
    S !== undefined ? [[name, S]] : N !== undefined ? [[name, Number(N)]] : BOOL !== undefined ? [[name, BOOL]] : [],
  )
  return Object.fromEntries(entries)
}

function readKinesis({ Records, state }: Any): Reading {
  return {
    seen: Records.map(({ eventID, eventSourceARN, kinesis }: Any) => ({
      trigger: 'message',
      name: last(eventSourceARN),
      id: eventID,
      body: fromBase64(kinesis.data),
      group: kinesis.partitionKey,
      enqueuedAt: iso(kinesis.approximateArrivalTimestamp * 1000),
    })),
    ...readStream(
      Records.map(({ kinesis }: Any) => kinesis.sequenceNumber),
      state,
    ),
  }
}

function readFirehose(event: Any): Reading {
  const answer = (result: string) => ({
    records: event.records.map(({ recordId, data, kafkaRecordValue }: Any) =>
      data === undefined ? { recordId, result, kafkaRecordValue } : { recordId, result, data },
    ),
  })
  const arn = event.deliveryStreamArn || event.sourceKinesisStreamArn
  return {
    seen: event.records.map(({ recordId, data, kafkaRecordValue }: Any) => ({
      trigger: 'message',
      name: arn ? last(arn) : '',
      id: recordId,
      body: fromBase64(data ?? kafkaRecordValue),
    })),
    success: answer('Ok'),
    failure: answer('ProcessingFailed'),
  }
}

function readKafka({ records }: Any): Reading {
  return {
    seen: Object.values<Any>(records)
      .flat()
      .map(({ topic: name, partition, offset, timestamp, key, value, headers }: Any) => ({
        trigger: 'message',
        name,
        id: `${name}-${partition}@${offset}`,
        enqueuedAt: iso(timestamp),
        body: bytesOrText(value),
        group: key ? Buffer.from(key, 'base64').toString() : `${name}-${partition}`,
        attributes: expect.objectContaining(Object.fromEntries((headers ?? []).flatMap(asciiHeaders))),
      })),
  }
}

function bytesOrText(value: string): unknown {
  const bytes = Buffer.from(value, 'base64')
  return bytes.equals(Buffer.from(bytes.toString())) ? readText(bytes.toString()) : new Uint8Array(bytes)
}

function asciiHeaders(header: Any): Array<[string, string]> {
  return Object.entries<Any>(header).flatMap(([name, bytes]) =>
    Array.isArray(bytes) && bytes.every((byte) => byte >= 0) ? [[name, String.fromCharCode(...bytes)]] : [],
  )
}

function readActiveMq({ messages }: Any): Reading {
  return {
    seen: messages.map(({ messageID, destination, data, properties, timestamp }: Any) => ({
      trigger: 'message',
      name: destination.physicalName ?? destination.physicalname,
      id: messageID,
      body: bytesOrText(data),
      attributes: properties,
      enqueuedAt: iso(timestamp),
    })),
  }
}

function readRabbitMq({ rmqMessagesByQueue }: Any): Reading {
  return {
    seen: Object.entries<Any>(rmqMessagesByQueue).flatMap(([where, list]) =>
      list.map(({ basicProperties, data }: Any) => ({
        trigger: 'message',
        name: where.replace(/::.*/, ''),
        // `text/plain` says nothing there: all of these are JSON, and parsed.
        datacontenttype: basicProperties.contentType === 'text/plain' ? undefined : basicProperties.contentType,
        body: JSON.parse(Buffer.from(data, 'base64').toString()),
        attributes: { header1: 'value1', header2: 'value2', numberInHeader: '10' },
        enqueuedAt: '1970-01-01T00:33:41.000Z',
      })),
    ),
  }
}

function readLogs(event: Any): Reading {
  const bytes = Buffer.from(event.awslogs?.data ?? '', 'base64')
  const isPacked = bytes[0] === 0x1f
  const data = event.awslogs ? JSON.parse((isPacked ? gunzipSync(bytes) : bytes).toString()) : event
  if (data.logEvents === undefined) return { seen: [{ trigger: 'event', name: '', data }] }
  return {
    seen: data.logEvents.map(({ id, message }: Any) => ({
      trigger: 'event',
      name: data.logGroup,
      id,
      subject: data.logStream,
      data: readText(message),
      attributes: expect.objectContaining({ logGroup: data.logGroup, logStream: data.logStream }),
    })),
  }
}

function readDocumentDb({ events }: Any): Reading {
  const kinds: Any = { insert: 'created', update: 'updated', replace: 'updated', delete: 'deleted' }
  return {
    seen: events.map(({ event }: Any) => {
      const { operationType, ns, documentKey, fullDocument } = event
      const kind = kinds[operationType]
      const id = event._id._data
      if (!kind) return { trigger: 'event', name: operationType, id, type: operationType }
      const key = documentKey._id.$oid ?? documentKey._id
      return { trigger: 'change', name: `${ns.db}.${ns.coll}`, id, kind, key, after: fullDocument }
    }),
  }
}

const readDirect = (event: Any): Reading => ({
  seen: [{ trigger: 'event', name: '', source: 'aws:lambda', data: event }],
  success: 'answered',
})
const refuse = (why: RegExp) => (): Reading => ({ refused: why })

const readers: Readonly<Record<string, (event: Any) => Reading>> = {
  sqs: readSqs,
  sns: readSns,
  s3: readS3,
  's3-eventbridge': readEventBridge,
  eventbridge: readEventBridge,
  'eventbridge-scheduled': readEventBridge,
  dynamodb: readDynamoDb,
  kinesis: readKinesis,
  firehose: readFirehose,
  'kafka-msk': readKafka,
  'kafka-self-managed': readKafka,
  activemq: readActiveMq,
  rabbitmq: readRabbitMq,
  'cloudwatch-logs': readLogs,
  'cloudwatch-logs-decoded': readLogs,
  documentdb: readDocumentDb,
  'kinesis-analytics': refuse(/a Kinesis Data Analytics event, whose service has ended/),
  'cloudwatch-alarm': refuse(/a CloudWatch alarm event/),
  'lambda-destination': refuse(/a Lambda destination event/),
  'secrets-rotation': refuse(/a Secrets Manager rotation event/),
  batch: readDirect,
  'codedeploy-hook': readDirect,
  sagemaker: readDirect,
  stepfunctions: readDirect,
  workmail: readDirect,
}

/** An app that listens to exactly what is expected, under the provider's names. */
function listening(
  expected: readonly Expected[],
  handle: (event: Any, context: EventContext) => ReturnType<typeof done>,
) {
  const names = [...new Set(expected.map(({ trigger, name }) => `${trigger} ${name}`))]
  const functions: Record<string, AppFunction> = {}
  const resources = { queue: {}, topic: {}, bucket: {}, kv: {} } as Record<string, Record<string, string>>
  let appName = 'corpus'
  names.forEach((one, index) => {
    const [trigger = '', ...rest] = one.split(' ')
    const native = rest.join(' ')
    const own = `r-${index}x`
    const name = `f${index}`
    if (trigger === 'message') functions[name] = onMessage(queue(own), handle)
    if (trigger === 'event') functions[name] = onEvent(topic(own), handle)
    if (trigger === 'object') functions[`${name}c`] = onObject(bucket(own), 'created', handle)
    if (trigger === 'object') functions[`${name}d`] = onObject(bucket(own), 'deleted', handle)
    if (trigger === 'change') functions[name] = onChange(kv(own), handle)
    if (trigger === 'schedule') {
      // A schedule is named after app and function: my-scheduled-rule is scheduledRule of the app "my".
      const [first = '', ...words] = native.split('-')
      const camel = words.map((word, at) => (at === 0 ? word : word[0]?.toUpperCase() + word.slice(1))).join('')
      if (camel) appName = first
      functions[camel || first] = onSchedule('@daily', handle)
    }
    const kind = { message: 'queue', event: 'topic', object: 'bucket', change: 'kv' }[trigger]
    if (kind && native) Object.assign(resources[kind] ?? {}, { [own]: native })
  })
  return adapt(app(appName, functions) as App, { resources })
}

const entries = corpusEntries((entry) => entry.provider === 'aws' && entry.trigger !== 'http')
const plain = (value: unknown): unknown => (value instanceof Date ? value.toISOString() : value)

async function check(entry: CorpusEntry): Promise<void> {
  const event = corpusEvent(entry)
  const before = structuredClone(event)
  const { seen: expected = [], success = null, failure, refused } = readers[entry.format]?.(event) ?? {}
  const seen: Any[] = []
  const handler = listening(expected, (one, { trace }) => {
    seen.push({ ...Object.fromEntries(Object.entries(one).map(([k, v]) => [k, plain(v)])), traceId: trace.traceId })
    return done(success === 'answered' ? success : undefined)
  })
  if (refused) {
    await expect(handler(event)).rejects.toMatchObject({ name: 'RoveError', message: expect.stringMatching(refused) })
    return
  }
  expect(await handler(event)).toEqual(success)
  expect(seen).toHaveLength(expected.length)
  for (const { trigger: _, name: __, ...fields } of expected)
    expect(seen).toContainEqual(expect.objectContaining(fields))

  const failing = listening(expected, () => {
    throw new Error('on purpose')
  })
  if (failure) expect(await failing(event)).toEqual(failure)
  else await expect(failing(event)).rejects.toThrow(/were not handled|has no function/)
  // Without a function for it, no event counts as handled.
  const deaf = adapt(app('deaf', {}))
  await expect(deaf(event)).rejects.toThrow(/has no function for/)
  expect(event).toEqual(before)
}

describe.skipIf(!hasCorpus)('recorded AWS events that are no requests', () => {
  it('are each of a format that is read here, and no reader is idle', () => {
    const formats = new Map<string, number>()
    for (const { format } of entries) formats.set(format, (formats.get(format) ?? 0) + 1)
    expect([...formats.keys()].sort()).toEqual(Object.keys(readers).sort())
    expect([...formats.values()].reduce((sum, count) => sum + count, 0)).toBe(entries.length)
    expect(entries.length).toBeGreaterThan(150)
  })

  it.each(entries.map((entry) => [entry.path, entry] as const))('%s', (_, entry) => check(entry))

  it('hold records of the Kinesis Producer Library, which are taken apart as messages of a stream', async () => {
    const aggregated = entries
      .filter(({ format }) => format === 'kinesis-analytics')
      .flatMap((entry) => (corpusEvent(entry) as Any).records)
      .filter(({ data }) => Buffer.from(data, 'base64').readUInt32BE() === 0xf3899ac2)
    expect(aggregated.length).toBeGreaterThan(0)
    for (const { data } of aggregated) {
      // The library's own parts are told by the lines that they begin with: `40,aaaa…`.
      const lines =
        Buffer.from(data, 'base64')
          .toString('latin1')
          .match(/\d+,a{20,}/g) ?? []
      const seen: Any[] = []
      const take = onMessage(queue('inbox'), ({ body, id }) => void seen.push({ body, id }))
      const kinesis = { sequenceNumber: '7', partitionKey: 'a', data }
      const record = {
        eventSource: 'aws:kinesis',
        eventID: 'shard:7',
        eventSourceARN: 'arn:aws:kinesis:r:1:stream/inbox',
      }
      expect(await adapt(app('kpl', { take }))({ Records: [{ ...record, kinesis }] })).toEqual({
        batchItemFailures: [],
      })
      expect(seen.map(({ body }) => body.trim()).sort()).toEqual(lines.toSorted())
      expect(new Set(seen.map(({ id }) => id)).size).toBe(lines.length)
    }
  })
})

it.runIf(!hasCorpus)('the corpus of recorded events', () => {
  console.log(
    'SKIPPED: the corpus of recorded events is not beside the project (../shared/corpus); its tests did not run.',
  )
})
