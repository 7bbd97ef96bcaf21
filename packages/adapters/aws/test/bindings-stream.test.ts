import { describe, expect, it } from 'vitest'
import { toItem, toItemKey } from '../src/bindings/dynamodb-layout.ts'
import { dynamoRecord, kinesisRecord, records } from './delivery-events.ts'
import { deliver } from './shop.ts'

const Keys = toItemKey('order/ü 1', 4)
const image = (value: unknown, expiresAt?: number) =>
  toItem({ key: 'order/ü 1', text: JSON.stringify(value), version: 'v', expiresAt }, 4)

describe('a change of a table of a store of ours', () => {
  it('has the key and the values of the store', async () => {
    const images = { Keys, OldImage: image({ quantity: 1 }), NewImage: image({ quantity: 2, at: [null, 'x'] }) }
    const record = dynamoRecord('MODIFY', '111', images)
    const { changes } = await deliver(records(record))
    expect(changes).toEqual([
      expect.objectContaining({
        kind: 'updated',
        key: 'order/ü 1',
        subject: 'order/ü 1',
        before: { quantity: 1 },
        after: { quantity: 2, at: [null, 'x'] },
        data: record,
        store: 'orders',
      }),
    ])
  })

  it.each([['a text'], [''], [0], [-1.5], [true], [null], [[]], [[1, { S: 'x' }]], [{}], [{ value: { S: '1' } }]])(
    'has the value %j as it was written',
    async (value) => {
      const { changes } = await deliver(records(dynamoRecord('INSERT', '1', { Keys, NewImage: image(value) })))
      expect(changes[0]).toMatchObject({ kind: 'created', before: undefined })
      expect(changes[0]?.after).toEqual(value)
    },
  )

  it('that expired is told as a deletion, with what was there', async () => {
    const userIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' }
    const removal = dynamoRecord('REMOVE', '1', { Keys, OldImage: image({ quantity: 1 }, 1_479_499_000_123) })
    const { changes } = await deliver(records({ ...removal, userIdentity }))
    expect(changes[0]).toMatchObject({ kind: 'deleted', key: 'order/ü 1', before: { quantity: 1 } })
    expect(changes[0]).toHaveProperty('after', undefined)
    expect(changes[0]?.data).toHaveProperty('userIdentity', userIdentity)
  })

  it('without images has the key', async () => {
    const { changes } = await deliver(records(dynamoRecord('MODIFY', '1', { Keys, StreamViewType: 'KEYS_ONLY' })))
    expect(changes[0]).toMatchObject({ kind: 'updated', key: 'order/ü 1', before: undefined, after: undefined })
  })

  it('through Kinesis is the same', async () => {
    const change = {
      ...dynamoRecord('INSERT', '1', { Keys, NewImage: image({ quantity: 3 }) }),
      tableName: 'orders',
      eventSourceARN: undefined,
    }
    const { changes } = await deliver(records(kinesisRecord('1', JSON.stringify(change))), { names: ['audit'] })
    expect(changes[0]).toMatchObject({ kind: 'created', key: 'order/ü 1', after: { quantity: 3 } })
  })

  it('keeps order by the key, whatever part of the table it lies in', async () => {
    const one = dynamoRecord('INSERT', '1', { Keys, NewImage: image(1) })
    const other = dynamoRecord('MODIFY', '2', { Keys, OldImage: image(1), NewImage: image(2) })
    const { changes } = await deliver(records(one, other))
    expect(changes.map(({ key, after }) => [key, after])).toEqual([
      ['order/ü 1', 1],
      ['order/ü 1', 2],
    ])
  })

  it('that somebody else wrote is the item', async () => {
    const NewImage = { ...Keys, value: { S: 'no JSON' }, count: { N: '2' } }
    const { changes } = await deliver(records(dynamoRecord('INSERT', '1', { Keys, NewImage })))
    expect(changes[0]).toMatchObject({ key: 'order/ü 1', after: { id: 'order/ü 1', value: 'no JSON', count: 2 } })
  })

  it('is known by its keys alone: a table with others is somebody else’s, values and all', async () => {
    const others = [{ id: Keys.id }, { ...Keys, tenant: { S: 't' } }, { ...Keys, roveShard: { S: '1' } }]
    for (const keys of others) {
      const { changes } = await deliver(records(dynamoRecord('INSERT', '1', { Keys: keys, NewImage: image(1) })))
      expect(changes[0]?.after).toMatchObject({ value: '1', version: 'v' })
    }
  })
})
