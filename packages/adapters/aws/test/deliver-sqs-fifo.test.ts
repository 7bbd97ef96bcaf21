import type { SQSEvent } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { deliveryHost, outcomes } from './host-fixtures/deliveries.ts'

const fifo = { trigger: 'message', to: 'shipments', via: 'sqs-fifo' } as const
const bodiesOf = (events: readonly SQSEvent[]): string[][] =>
  events.map(({ Records }) => Records.map(({ body }) => body))

describe('a message of a FIFO queue', () => {
  it('has the shape that AWS documents', async () => {
    const { host, takeEvents } = await deliveryHost()
    await host.deliver({ ...fifo, items: [{ body: 'ok', group: 'g' }, { body: 'ok' }] })
    const records = takeEvents<SQSEvent>()[0]?.Records ?? []
    expect(records[0]).toMatchObject({
      eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:shipments.fifo',
      attributes: {
        ApproximateReceiveCount: '1',
        MessageGroupId: 'g',
        SequenceNumber: expect.stringMatching(/^\d{20}$/),
        MessageDeduplicationId: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    })
    const [first, second] = records.map(({ attributes }) => BigInt(attributes.SequenceNumber ?? 0))
    expect(second).toBeGreaterThan(first ?? 0n)
    // SQS takes no message without a group.
    expect(records[1]?.attributes.MessageGroupId).toMatch(/./)
  })

  it('waits while an earlier one of its group is not settled; other groups go on', async () => {
    const { host, takeEvents } = await deliveryHost()
    const group = (name: string, ...plans: string[]) => plans.map((body) => ({ body, group: name }))
    const items = [
      ...group('a', 'fail-1 a0', ...Array.from({ length: 9 }, (_, index) => `fail-1 a${index + 1}`)),
      ...group('a', 'ok a10'),
      ...group('b', 'ok b0', 'ok b1'),
    ]
    const delivered = await host.deliver({ ...fifo, items })
    expect(outcomes(delivered)).toEqual([...Array(10).fill('done 2'), 'done 1', 'done 1', 'done 1'])
    const batches = bodiesOf(takeEvents<SQSEvent>())
    // a10 was visible all the time, but its group was not settled.
    expect(batches[1]).toEqual(['ok b0', 'ok b1'])
    expect(
      batches
        .flat()
        .filter((body) => body.includes(' a'))
        .at(-1),
    ).toBe('ok a10')
  })

  it('keeps the order of its group over redeliveries', async () => {
    const { host, takeEvents } = await deliveryHost()
    const items = Array.from({ length: 12 }, (_, index) => ({ body: `fail-${index % 3} m${index}`, group: 'one' }))
    const delivered = await host.deliver({ ...fifo, items })
    expect(delivered.every(({ outcome }) => outcome === 'done')).toBe(true)
    for (const batch of bodiesOf(takeEvents<SQSEvent>())) {
      const numbers = batch.map((body) => Number(body.split(' m')[1]))
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    }
  })

  it('that is poison is moved aside, and its group goes on', async () => {
    const { host } = await deliveryHost()
    const items = [...Array(10).fill('fail'), 'ok'].map((body) => ({ body, group: 'one' }))
    expect(outcomes(await host.deliver({ ...fifo, maxAttempts: 2, items }))).toEqual([
      ...Array(10).fill('dead-lettered 2'),
      'done 1',
    ])
  })

  it('is counted as received with the poison before it, when all of the group is reported', async () => {
    // What AWS asks functions to do: stop at the first failure, report it and all after it.
    const { host } = await deliveryHost()
    const items = ['ok', 'fail', 'fail-3'].map((body) => ({ body, group: 'one' }))
    expect(outcomes(await host.deliver({ ...fifo, maxAttempts: 3, items }))).toEqual([
      'done 1',
      'dead-lettered 3',
      'dead-lettered 3',
    ])
  })
})
