import { deadLetter, done, type Outcome, retry } from '@rove/core'
import type { DecodedDelivery, EventCodec, Settled } from '@rove/core/adapter'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deliveryCodecs } from '../src/codecs/deliveries.ts'
import {
  activeMqEvent,
  busEvent,
  dynamoRecord,
  fifoRecord,
  firehoseEvent,
  kafkaEvent,
  kafkaRecord,
  kinesisRecord,
  rabbitMqEvent,
  records,
  s3Record,
  snsEvent,
  sqsRecord,
} from './delivery-events.ts'
import { deepFreeze } from './shop.ts'

// biome-ignore lint/suspicious/noExplicitAny: each codec has its own event type
type AnyCodec = EventCodec<any, unknown>

const codecFor = (event: unknown): AnyCodec => {
  const codec = deliveryCodecs.find((one) => one.matches(event))
  if (codec === undefined) throw new Error('no codec takes it')
  return codec
}

const settle = async (event: unknown, outcomes: readonly Outcome[]): Promise<Settled[]> => {
  const { deliveries } = await codecFor(event).decode(event)
  return deliveries.map((delivery, index) => ({ delivery, outcome: outcomes[index % outcomes.length] ?? done() }))
}

const anyOutcome = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Outcome>(done()) },
  fc.constant<Outcome>(retry()),
  fc.constant<Outcome>(deadLetter('no')),
)
const isFailed = (outcome: Outcome): boolean => outcome.kind !== 'done'
const identifiers = (result: unknown): string[] =>
  (result as { batchItemFailures: Array<{ itemIdentifier: string }> }).batchItemFailures.map(
    (one) => one.itemIdentifier,
  )

describe('any outcomes of any batch', () => {
  it('of SQS give exactly the ids that failed', () =>
    fc.assert(
      fc.asyncProperty(fc.array(anyOutcome, { minLength: 1, maxLength: 50 }), async (outcomes) => {
        const event = records(...outcomes.map((_, index) => sqsRecord(`m-${index}`)))
        const result = codecFor(event).encode(await settle(event, outcomes), event)
        expect(identifiers(result)).toEqual(outcomes.flatMap((one, index) => (isFailed(one) ? [`m-${index}`] : [])))
      }),
    ))

  it('of a FIFO queue give each group from its first failure on', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(anyOutcome, fc.constantFrom('a', 'b', 'c')), { minLength: 1, maxLength: 10 }),
        async (list) => {
          const event = records(...list.map(([, group], index) => fifoRecord(`m-${index}`, group)))
          const outcomes = list.map(([outcome]) => outcome)
          const first = (group: string) => list.findIndex(([outcome, other]) => other === group && isFailed(outcome))
          const expected = list.flatMap(([, group], index) =>
            first(group) >= 0 && index >= first(group) ? [`m-${index}`] : [],
          )
          expect(identifiers(codecFor(event).encode(await settle(event, outcomes), event))).toEqual(expected)
        },
      ),
    ))

  const numbers = fc.uniqueArray(fc.bigInt({ min: 0n, max: 10n ** 56n }), { minLength: 1, maxLength: 30 })
  it.each([
    ['Kinesis', (number: string) => kinesisRecord(number, 'x')],
    ['DynamoDB', (number: string) => dynamoRecord('MODIFY', number)],
  ])('of %s give the lowest number that failed', (_, record) =>
    fc.assert(
      fc.asyncProperty(numbers, fc.array(anyOutcome, { minLength: 30, maxLength: 30 }), async (list, outcomes) => {
        const event = records(...list.map((number) => record(String(number))))
        const failed = list.filter((_, index) => isFailed(outcomes[index] ?? done())).sort((a, b) => (a < b ? -1 : 1))
        const result = codecFor(event).encode(await settle(event, outcomes), event)
        expect(identifiers(result)).toEqual(failed.slice(0, 1).map(String))
      }),
    ),
  )

  it('of Firehose give every record its state', () =>
    fc.assert(
      fc.asyncProperty(fc.array(anyOutcome, { minLength: 1 }), async (outcomes) => {
        const event = firehoseEvent(outcomes.map(String))
        const result = codecFor(event).encode(await settle(event, outcomes), event)
        const states = (result as { records: Array<{ result: string }> }).records.map((one) => one.result)
        expect(states).toEqual(outcomes.map((one) => (isFailed(one) ? 'ProcessingFailed' : 'Ok')))
      }),
    ))
})

const many = <One>(make: (index: number) => One): One[] => [0, 1, 2].map(make)

// One event of every codec, with several deliveries where it can have them.
const everyEvent: Readonly<Record<string, unknown>> = {
  sqs: records(...many((n) => sqsRecord(`m-${n}`))),
  'sqs-fifo': records(...many((n) => fifoRecord(`m-${n}`, 'a'))),
  sns: records(...many(() => (snsEvent('x') as { Records: unknown[] }).Records[0])),
  eventbridge: busEvent('shop', 'placed'),
  s3: records(...many((n) => s3Record('ObjectCreated:Put', `k-${n}`))),
  dynamodb: records(...many((n) => dynamoRecord('MODIFY', String(n + 1)))),
  kinesis: records(...many((n) => kinesisRecord(String(n + 1), 'x'))),
  firehose: firehoseEvent(['a', 'b', 'c']),
  kafka: kafkaEvent(many(kafkaRecord)),
  activemq: activeMqEvent(many(() => ({}))),
  rabbitmq: rabbitMqEvent(many(() => ({}))),
  'cloudwatch-logs': { logGroup: 'g', logEvents: many((n) => ({ id: `${n}`, message: 'x' })) },
  documentdb: { eventSource: 'aws:docdb', events: many(() => ({ event: { operationType: 'insert' } })) },
  scheduler: { arn: 'arn:aws:scheduler:us-east-1:123456789012:schedule/default/nightly' },
  direct: { any: 'thing' },
}

describe.each(deliveryCodecs.map((codec) => [codec.name, codec as AnyCodec] as const))('%s', (name, codec) => {
  const event = everyEvent[name]

  it('is the one that takes its event', () => {
    expect(codecFor(event).name).toBe(name)
  })

  it('answers a success, and after any failure nothing that AWS reads as one', () =>
    fc.assert(
      fc.asyncProperty(fc.array(anyOutcome, { minLength: 3, maxLength: 3 }), async (outcomes) => {
        const settled = await settle(event, outcomes)
        const isHandled = settled.every(({ outcome }) => outcome.kind === 'done')
        let answer: unknown
        try {
          answer = codec.encode(settled, event)
        } catch {
          // A rejection is never a success.
          expect(isHandled).toBe(false)
          return
        }
        const text = JSON.stringify(answer)
        const told = /"itemIdentifier":"[^"]+"|ProcessingFailed/.test(text)
        expect(told).toBe(!isHandled)
      }),
    ))

  it('gives each delivery an id, the same when it comes again', async () => {
    const ids = async () => (await codec.decode(structuredClone(event))).deliveries.map(({ id }: DecodedDelivery) => id)
    const first = await ids()
    expect(first.every((id) => isId(id, name))).toBe(true)
    expect(await ids()).toEqual(first)
  })

  it('decodes whatever its shape holds, and changes nothing', () =>
    fc.assert(
      fc.asyncProperty(mangled(event), async (other) => {
        const before = structuredClone(other)
        if (!codec.matches(deepFreeze(other))) return
        const { deliveries } = await codec.decode(other)
        for (const delivery of deliveries) {
          expect(delivery.names.every((one) => typeof one === 'string' && one !== '')).toBe(true)
          expect(isId(delivery.id, name)).toBe(true)
          expect(typeof delivery.source).toBe('string')
          delivery.inner?.()
        }
        expect(other).toEqual(before)
      }),
      { numRuns: 500 },
    ))
})

/** Only a direct invocation may have no id of its own: the invocation's is it. */
function isId(id: unknown, codec: string): boolean {
  return id === undefined ? codec === 'direct' : typeof id === 'string' && id !== ''
}

/** The same event with some of its parts replaced by whatever JSON there is, or taken out. */
function mangled(event: unknown): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.infiniteStream(fc.integer({ min: 0, max: 24 })), fc.infiniteStream(fc.jsonValue({ maxDepth: 2 })))
    .map(([dice, values]) => {
      const change = (value: unknown): unknown => {
        const roll = dice.next().value
        if (roll === 0) return values.next().value
        if (roll === 1) return undefined
        if (Array.isArray(value)) return value.map(change)
        if (typeof value !== 'object' || value === null) return value
        return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, change(part)]))
      }
      return change(event)
    })
}
