import { createHash } from 'node:crypto'
import { deadLetter, retry } from '@rove/core'
import { describe, expect, it } from 'vitest'
import { dynamoRecord, kinesisRecord, records } from './delivery-events.ts'
import { deliver } from './shop.ts'

const failing = (...ids: string[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) })

describe('a change of DynamoDB', () => {
  it('has kind, key and both values', async () => {
    const images = { OldImage: { id: { S: 'o' }, n: { N: '1' } }, NewImage: { id: { S: 'o' }, n: { N: '2' } } }
    const record = dynamoRecord('MODIFY', '111', images)
    const { changes, result } = await deliver(records(record))
    expect(changes).toEqual([
      expect.objectContaining({
        id: record.eventID,
        source: record.eventSourceARN,
        subject: 'order-111',
        time: '2016-11-18T20:09:00.000Z',
        data: record,
        kind: 'updated',
        key: 'order-111',
        before: { id: 'o', n: 1 },
        after: { id: 'o', n: 2 },
        store: 'orders',
      }),
    ])
    expect(result).toEqual(failing())
  })

  it.each([
    ['INSERT', {}, 'created'],
    ['MODIFY', {}, 'updated'],
    ['REMOVE', {}, 'deleted'],
    [undefined, { NewImage: {} }, 'created'],
    [undefined, { OldImage: {} }, 'deleted'],
    [undefined, {}, 'updated'],
  ])('%s with %j is %s', async (name, images, kind) => {
    const { changes } = await deliver(records({ ...dynamoRecord('x', '1', images), eventName: name }))
    expect(changes[0]?.kind).toBe(kind)
  })

  it('by time to live says so in its data', async () => {
    const userIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' }
    const { changes } = await deliver(
      records({ ...dynamoRecord('REMOVE', '1', { OldImage: { id: { S: 'o' } } }), userIdentity }),
    )
    expect(changes[0]).toMatchObject({ kind: 'deleted', before: { id: 'o' }, after: undefined, data: { userIdentity } })
  })

  it.each([
    [{ pk: { S: 'a' }, sk: { N: '12345678901234567890' } }, 'a/12345678901234567890'],
    [{ sk: { S: 'b' }, pk: { S: 'a' } }, 'a/b'],
    [{ id: { B: 'AAH/' } }, 'AAH/'],
    [{}, ''],
  ])('has of the keys %j the key %s', async (Keys, key) => {
    expect((await deliver(records(dynamoRecord('MODIFY', '1', { Keys })))).changes[0]?.key).toBe(key)
  })

  it.each([
    ['1', 1],
    ['-0.5', -0.5],
    ['1E+2', 100],
    ['1.50', 1.5],
    ['0', 0],
    ['-0', -0],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', '9007199254740992'],
    ['9007199254740993', '9007199254740993'],
    ['0.1234567890123456789', '0.1234567890123456789'],
    ['1E+125', '1E+125'],
    ['1E-130', 1e-130],
    ['', ''],
    ['nonsense', 'nonsense'],
  ])('keeps the number %s exactly: %j', async (N, value) => {
    const { changes } = await deliver(records(dynamoRecord('INSERT', '1', { NewImage: { n: { N } } })))
    expect(changes[0]?.after).toEqual({ n: value })
  })

  it('has values of every type', async () => {
    const NewImage = {
      text: { S: 'x' },
      yes: { BOOL: true },
      nothing: { NULL: true },
      bytes: { B: 'AAH/' },
      list: { L: [{ S: 'a' }, { N: '1' }, { L: [] }] },
      map: { M: { inner: { M: { deep: { NULL: true } } }, ['__proto__']: { S: 'p' } } },
      texts: { SS: ['a', 'b'] },
      numbers: { NS: ['1', '12345678901234567890'] },
      binaries: { BS: ['AAH/'] },
      odd: { XX: 1 },
      raw: 'as it is',
    }
    const { changes } = await deliver(records(dynamoRecord('INSERT', '1', { NewImage })))
    expect(JSON.parse(JSON.stringify(changes[0]?.after))).toEqual({
      text: 'x',
      yes: true,
      nothing: null,
      bytes: 'AAH/',
      list: ['a', 1, []],
      map: JSON.parse('{"inner":{"deep":null},"__proto__":"p"}'),
      texts: ['a', 'b'],
      numbers: [1, '12345678901234567890'],
      binaries: ['AAH/'],
      odd: { XX: 1 },
      raw: 'as it is',
    })
  })

  it('that failed is where the stream goes on', async () => {
    const list = ['99', '100', '1000', '1001'].map((sequence) => dynamoRecord('MODIFY', sequence))
    const decide = (id: string) => (id.endsWith('b100') ? retry() : id.endsWith('b1001') ? deadLetter('x') : undefined)
    expect((await deliver(records(...list), { decide })).result).toEqual(failing('100'))
  })

  it('without a number fails the batch when it fails', async () => {
    const record = dynamoRecord('MODIFY', '1', { SequenceNumber: undefined })
    expect((await deliver(records(record))).result).toEqual(failing())
    await expect(deliver(records(record), { decide: () => retry() })).rejects.toThrow(/1 of 1 deliveries/)
  })
})

describe('a tumbling window', () => {
  const window = { start: '2020-12-09T07:04:00Z', end: '2020-12-09T07:06:00Z' }
  const arn = 'arn:aws:kinesis:us-east-1:123456789012:stream/shipments'

  it('gets its state back, also at its end, when there are no records', async () => {
    const more = { window, state: { total: 3 }, eventSourceARN: arn, isFinalInvokeForWindow: true }
    const full = { ...records(kinesisRecord('1', 'x')), ...more }
    expect((await deliver(full)).result).toEqual({ batchItemFailures: [], state: { total: 3 } })
    expect((await deliver({ Records: [], ...more })).result).toEqual({ batchItemFailures: [], state: { total: 3 } })
    await expect(deliver({ Records: [] })).rejects.toThrow('an event with an empty list of records')
  })
})

// Written by hand from https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
const field = (number: number, bytes: Uint8Array) => [(number << 3) | 2, ...varint(bytes.length), ...bytes]
const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)])

function aggregate(keys: readonly string[], parts: ReadonlyArray<readonly [key: number, data: Uint8Array]>) {
  const message = Buffer.from([
    ...keys.flatMap((key) => field(1, Buffer.from(key))),
    ...field(2, Buffer.from('123')),
    ...parts.flatMap(([key, data]) =>
      field(3, Buffer.from([0x08, key, 0x10, 0, ...field(3, data), ...field(4, Buffer.of(0x0a, 0))])),
    ),
  ])
  return Buffer.concat([Buffer.of(0xf3, 0x89, 0x9a, 0xc2), message, createHash('md5').update(message).digest()])
}

describe('a record of Kinesis', () => {
  it('is a message with its bytes', async () => {
    const bytes = Uint8Array.of(0, 255, 128, 1)
    const { messages, result } = await deliver(records(kinesisRecord('1', bytes), kinesisRecord('2', '{"n":1}')))
    expect(messages[0]).toMatchObject({
      id: 'shardId-000000000006:1',
      source: 'arn:aws:kinesis:us-east-2:123456789012:stream/shipments',
      group: '1',
      enqueuedAt: new Date('2018-12-17T22:10:50.987Z'),
      queue: 'shipments',
    })
    expect(messages.map(({ body }) => body)).toEqual([bytes, { n: 1 }])
    expect(result).toEqual(failing())
  })

  it('through a consumer of its own has the stream’s name', async () => {
    const eventSourceARN = 'arn:aws:kinesis:us-east-1:123456789012:stream/shipments/consumer/mine:1'
    expect((await deliver(records({ ...kinesisRecord('1', 'x'), eventSourceARN }))).messages[0]?.queue).toBe(
      'shipments',
    )
  })

  it('of the Producer Library is taken apart, and its parts share the number', async () => {
    const data = aggregate(
      ['a', 'b'],
      [
        [1, Buffer.from('{"n":1}')],
        [0, Buffer.from('x'.repeat(200))],
        [1, Buffer.of(0, 255)],
      ],
    )
    const event = records(kinesisRecord('10', 'before'), kinesisRecord('11', data), kinesisRecord('12', 'after'))
    const { messages } = await deliver(event)
    // Partition keys are handled side by side.
    const inOrder = messages.toSorted((one, other) => (one.id < other.id ? -1 : 1))
    expect(inOrder.map(({ id, group, body }) => [id.split(':').slice(1).join(':'), group, body])).toEqual([
      ['10', '1', 'before'],
      ['11:0', 'b', { n: 1 }],
      ['11:1', 'a', 'x'.repeat(200)],
      ['11:2', 'b', Uint8Array.of(0, 255)],
      ['12', '1', 'after'],
    ])
    const decide = (id: string) => (id.endsWith('11:2') ? retry() : undefined)
    expect((await deliver(event, { decide })).result).toEqual(failing('11'))
  })

  it.each([
    ['another checksum', (data: Buffer) => data.fill(0, data.length - 16)],
    ['an end that is missing', (data: Buffer) => data.subarray(0, 12)],
    ['nothing inside', () => aggregate([], [])],
    ['no protocol buffer', () => withChecksum(Buffer.of(0xff, 0xff, 0xff))],
    ['a length beyond its end', () => withChecksum(Buffer.of(0x1a, 0x7f, 0x01))],
    ['a wire type that is none', () => withChecksum(Buffer.of(0x1b))],
    ['a field without a number', () => withChecksum(Buffer.of(0x02, 0x00))],
  ])('that only looks like one of theirs, with %s, is a record like any other', async (_, change) => {
    const data = Buffer.from(change(aggregate(['a'], [[0, Buffer.from('x')]])))
    const { messages } = await deliver(records(kinesisRecord('1', data)))
    expect(messages.map(({ body }) => Buffer.from(body as Uint8Array).equals(data))).toEqual([true])
  })

  it('goes on at the lowest number that failed, and begins nothing after it', async () => {
    const list = ['8', '9', '10', '11'].map((number) => kinesisRecord(number, 'x', { partitionKey: 'one' }))
    const { result, messages } = await deliver(records(...list), {
      decide: (id) => (id.endsWith(':9') ? retry() : undefined),
    })
    expect(result).toEqual(failing('9'))
    expect(messages).toHaveLength(2)
  })

  it('with a change of DynamoDB inside reaches who listens to the table', async () => {
    const change = {
      ...dynamoRecord('INSERT', '1', { NewImage: { id: { S: 'o' } } }),
      tableName: 'orders',
      eventSourceARN: undefined,
    }
    const { changes } = await deliver(records(kinesisRecord('1', JSON.stringify(change))), { names: ['audit'] })
    expect(changes[0]).toMatchObject({ kind: 'created', key: 'order-1', after: { id: 'o' } })
  })

  it('keeps what somebody wrote by hand instead of base64', async () => {
    expect((await deliver(records(kinesisRecord('1', '', { data: 'not base64!' })))).messages[0]?.body).toBe(
      'not base64!',
    )
  })
})

function withChecksum(message: Buffer): Buffer {
  return Buffer.concat([Buffer.of(0xf3, 0x89, 0x9a, 0xc2), message, createHash('md5').update(message).digest()])
}
