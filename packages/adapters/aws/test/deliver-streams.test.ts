import type { SentChange } from '@rove/core/adapter'
import type { DynamoDBStreamEvent, KinesisStreamEvent } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { deliveryHost, outcomes } from './host-fixtures/deliveries.ts'

const orders = { trigger: 'change', to: 'orders' } as const
const changes = (...plans: string[]): SentChange[] =>
  plans.map((plan, index) => ({ kind: 'created', key: `o-${index}`, after: { plan } }))
const plansOf = (events: readonly DynamoDBStreamEvent[]): unknown[][] =>
  events.map(({ Records }) => Records.map(({ dynamodb }) => dynamodb?.NewImage?.plan?.S))

describe('a change of DynamoDB', () => {
  it('has the shape that AWS documents', async () => {
    const { host, takeEvents } = await deliveryHost()
    const before = { plan: 'ok', count: 2, open: true, note: null, tags: ['a', { b: 1.5 }] }
    await host.deliver({
      ...orders,
      items: [
        { kind: 'created', key: 'o-1', after: before },
        { kind: 'updated', key: 'o-1', before, after: { plan: 'ok' } },
        { kind: 'deleted', key: 'o-1', before: { plan: 'ok' } },
      ],
    })
    const image = {
      plan: { S: 'ok' },
      count: { N: '2' },
      open: { BOOL: true },
      note: { NULL: true },
      tags: { L: [{ S: 'a' }, { M: { b: { N: '1.5' } } }] },
      id: { S: 'o-1' },
    }
    const small = { plan: { S: 'ok' }, id: { S: 'o-1' } }
    const record = (eventName: string, images: object) => ({
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventName,
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      dynamodb: {
        ApproximateCreationDateTime: expect.any(Number),
        Keys: { id: { S: 'o-1' } },
        ...images,
        SequenceNumber: expect.stringMatching(/^\d{21,40}$/),
        SizeBytes: expect.any(Number),
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
      eventSourceARN: expect.stringMatching(
        /^arn:aws:dynamodb:us-east-1:123456789012:table\/orders\/stream\/\d{4}-.*\.\d{3}$/,
      ),
    })
    expect(takeEvents<DynamoDBStreamEvent>()).toEqual([
      {
        Records: [
          record('INSERT', { NewImage: image }),
          record('MODIFY', { NewImage: small, OldImage: image }),
          record('REMOVE', { OldImage: small }),
        ],
      },
    ])
  })

  it('is replayed from the lowest reported sequence number on', async () => {
    const { host, takeEvents } = await deliveryHost()
    const delivered = await host.deliver({ ...orders, items: changes('ok a', 'fail-1 b', 'ok c', 'fail-1 d', 'ok e') })
    expect(outcomes(delivered)).toEqual(['done 1', 'done 2', 'done 2', 'done 2', 'done 2'])
    expect(plansOf(takeEvents())).toEqual([
      ['ok a', 'fail-1 b', 'ok c', 'fail-1 d', 'ok e'],
      ['fail-1 b', 'ok c', 'fail-1 d', 'ok e'],
    ])
  })

  it('that is poison goes aside with what follows in its batch; what came before and later batches are handled', async () => {
    const { host } = await deliveryHost()
    const items = changes(...Array(98).fill('ok'), 'fail', 'ok', 'ok', 'ok')
    const delivered = await host.deliver({ ...orders, maxAttempts: 3, items })
    expect(outcomes(delivered)).toEqual([
      ...Array(98).fill('done 1'),
      'dead-lettered 3',
      'dead-lettered 3',
      'done 1',
      'done 1',
    ])
  })

  it('fails with its whole batch when the function throws, or reports what it was not given', async () => {
    const { host, takeEvents } = await deliveryHost()
    const thrown = await host.deliver({ ...orders, items: changes('ok', 'throw-2', 'ok') })
    expect(outcomes(thrown)).toEqual(['done 3', 'done 3', 'done 3'])
    takeEvents()
    const misnamed = 'answer {"batchItemFailures":[{"itemIdentifier":"1"}]}'
    const unread = await host.deliver({ ...orders, maxAttempts: 2, items: changes('ok', misnamed) })
    expect(outcomes(unread)).toEqual(['dead-lettered 2', 'dead-lettered 2'])
    expect(plansOf(takeEvents())).toEqual([
      ['ok', misnamed],
      ['ok', misnamed],
    ])
  })

  it('is handled when nothing is reported, and whatever is, where reports are not read', async () => {
    const { host } = await deliveryHost()
    expect(outcomes(await host.deliver({ ...orders, items: changes('answer {}') }))).toEqual(['done 1'])
    const deaf = await deliveryHost({ reportsItems: false })
    expect(outcomes(await deaf.host.deliver({ ...orders, items: changes('fail') }))).toEqual(['done 1'])
  })

  it('fails when the function never answers, and when its process dies', async () => {
    const { host } = await deliveryHost({ timeout: 300 })
    for (const plan of ['hang', 'exit']) {
      expect(outcomes(await host.deliver({ ...orders, maxAttempts: 2, items: changes(plan, 'ok') }))).toEqual([
        'dead-lettered 2',
        'dead-lettered 2',
      ])
    }
  })
})

describe('a message of Kinesis', () => {
  const stream = { trigger: 'message', to: 'shipments', via: 'kinesis' } as const

  it('has the shape that AWS documents', async () => {
    const { host, takeEvents } = await deliveryHost()
    await host.deliver({ ...stream, items: [{ body: 'ok ü', group: 'one' }] })
    const sequenceNumber = takenNumber()
    expect(takeEvents<KinesisStreamEvent>()).toEqual([
      {
        Records: [
          {
            kinesis: {
              kinesisSchemaVersion: '1.0',
              partitionKey: 'one',
              sequenceNumber,
              data: Buffer.from('ok ü').toString('base64'),
              approximateArrivalTimestamp: expect.any(Number),
            },
            eventSource: 'aws:kinesis',
            eventVersion: '1.0',
            eventID: expect.stringMatching(/^shardId-00000000000[01]:\d{56}$/),
            eventName: 'aws:kinesis:record',
            invokeIdentityArn: expect.stringMatching(/^arn:aws:iam::123456789012:role\//),
            awsRegion: 'us-east-1',
            eventSourceARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/shipments',
          },
        ],
      },
    ])
  })

  it('may be any bytes', async () => {
    const { host, takeEvents } = await deliveryHost()
    await host.deliver({ ...stream, items: [{ body: Uint8Array.of(0xff, 0, 0xfe) }] })
    expect(takeEvents<KinesisStreamEvent>()[0]?.Records[0]?.kinesis.data).toBe('/wD+')
  })

  it('is replayed in its shard only, and a group stays in a shard', async () => {
    const { host, takeEvents } = await deliveryHost()
    const items = Array.from({ length: 20 }, (_, index) => ({
      body: index === 3 ? 'fail' : 'ok',
      group: `g${index % 10}`,
    }))
    const delivered = await host.deliver({ ...stream, maxAttempts: 2, items })
    const events = takeEvents<KinesisStreamEvent>()
    const shardOf = new Map<string, string>()
    for (const { Records } of events) {
      const shards = new Set(Records.map(({ eventID }) => eventID.split(':')[0] ?? ''))
      expect(shards.size).toBe(1)
      for (const { kinesis } of Records) {
        const [shard = ''] = shards
        expect(shardOf.get(kinesis.partitionKey) ?? shard).toBe(shard)
        shardOf.set(kinesis.partitionKey, shard)
      }
    }
    expect(new Set(shardOf.values()).size).toBe(2)
    const expected = items.map(({ group }, index) =>
      index >= 3 && shardOf.get(group) === shardOf.get('g3') ? 'dead-lettered 2' : 'done 1',
    )
    expect(outcomes(delivered)).toEqual(expected)
  })
})

function takenNumber(): unknown {
  return expect.stringMatching(/^\d{56}$/)
}
