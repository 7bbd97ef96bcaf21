import type { MSKEvent } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { deliveryHost, outcomes } from './host-fixtures/deliveries.ts'

const queue = { trigger: 'message', to: 'shipments' } as const
const bodies = (...plans: string[]) => plans.map((body) => ({ body }))

describe('a message of Kafka', () => {
  const kafka = { ...queue, via: 'kafka' } as const

  it('has the shape that AWS documents', async () => {
    const { host, takeEvents } = await deliveryHost()
    const items = [{ body: 'ok', attributes: { trace: 'aé' }, group: 'k' }, { body: 'ok' }, { body: 'ok', group: 'k' }]
    await host.deliver({ ...kafka, items })
    const [event] = takeEvents<MSKEvent>()
    expect(event).toEqual({
      eventSource: 'aws:kafka',
      eventSourceArn: expect.stringMatching(/^arn:aws:kafka:us-east-1:123456789012:cluster\//),
      bootstrapServers: expect.stringMatching(/^b-1\..*:\d+,b-2\./),
      records: expect.any(Object),
    })
    const records = Object.values(event?.records ?? {}).flat()
    for (const [name, ones] of Object.entries(event?.records ?? {}))
      for (const { topic, partition } of ones) expect(`${topic}-${partition}`).toBe(name)
    const keyed = records.filter(({ key }) => key !== undefined)
    expect(keyed[0]).toEqual({
      topic: 'shipments',
      partition: keyed[1]?.partition,
      offset: expect.any(Number),
      timestamp: expect.any(Number),
      timestampType: 'CREATE_TIME',
      key: Buffer.from('k').toString('base64'),
      value: Buffer.from('ok').toString('base64'),
      headers: [{ trace: [97, -61, -87] }],
    })
    expect(keyed[1]?.offset).toBeGreaterThan(keyed[0]?.offset ?? 0)
    expect(records.filter(({ key }) => key === undefined)).toHaveLength(1)
  })

  it('is redelivered with its whole batch, then goes aside with it', async () => {
    const { host } = await deliveryHost()
    expect(outcomes(await host.deliver({ ...kafka, items: bodies('ok', 'throw-2') }))).toEqual(['done 3', 'done 3'])
    const poisoned = await host.deliver({ ...kafka, maxAttempts: 2, items: bodies('ok', 'throw') })
    expect(outcomes(poisoned)).toEqual(['dead-lettered 2', 'dead-lettered 2'])
    // A report means nothing here.
    expect(outcomes(await host.deliver({ ...kafka, items: bodies('fail') }))).toEqual(['done 1'])
  })

  it('does not hold up the next batch', async () => {
    const { host } = await deliveryHost()
    const items = bodies('throw', ...Array(99).fill('ok'), 'ok')
    const delivered = await host.deliver({ ...kafka, maxAttempts: 2, items })
    expect(outcomes(delivered)).toEqual([...Array(100).fill('dead-lettered 2'), 'done 1'])
  })
})

describe('a message of ActiveMQ', () => {
  const activemq = { ...queue, via: 'activemq' } as const

  it('has the shape that AWS documents', async () => {
    const { host, takeEvents } = await deliveryHost()
    await host.deliver({
      ...activemq,
      items: [{ body: 'ok', attributes: { index: '1' } }, { body: Uint8Array.of(0xff) }],
    })
    const message = {
      messageID: expect.stringMatching(/^ID:b-.*:1:1:1:\d+$/),
      messageType: 'jms/text-message',
      deliveryMode: 1,
      replyTo: null,
      type: null,
      expiration: 0,
      priority: 4,
      correlationId: '',
      redelivered: false,
      destination: { physicalName: 'shipments' },
      data: Buffer.from('ok').toString('base64'),
      timestamp: expect.any(Number),
      brokerInTime: expect.any(Number),
      brokerOutTime: expect.any(Number),
      properties: { index: '1' },
    }
    expect(takeEvents()).toEqual([
      {
        eventSource: 'aws:mq',
        eventSourceArn: expect.stringMatching(/^arn:aws:mq:us-east-1:123456789012:broker:rove:b-/),
        messages: [
          message,
          {
            ...message,
            messageID: expect.stringMatching(/^ID:b-.*:1:1:1:\d+$/),
            messageType: 'jms/bytes-message',
            data: '/w==',
            properties: {},
          },
        ],
      },
    ])
  })

  it('is redelivered six times with its batch, whatever is asked for', async () => {
    const { host, takeEvents } = await deliveryHost()
    const delivered = await host.deliver({ ...activemq, maxAttempts: 2, items: bodies('ok', 'throw') })
    expect(outcomes(delivered)).toEqual(['dead-lettered 7', 'dead-lettered 7'])
    const events = takeEvents<{ messages: Array<{ messageID: string; redelivered: boolean }> }>()
    expect(events.map(({ messages }) => messages[0]?.redelivered)).toEqual([false, ...Array(6).fill(true)])
    expect(new Set(events.map(({ messages }) => messages[0]?.messageID)).size).toBe(1)
  })
})

describe('a message of RabbitMQ', () => {
  const rabbitmq = { ...queue, via: 'rabbitmq' } as const

  it('has the shape that AWS documents', async () => {
    const { host, takeEvents } = await deliveryHost()
    await host.deliver({ ...rabbitmq, items: [{ body: 'ok', attributes: { header1: 'value1' } }] })
    expect(takeEvents()).toEqual([
      {
        eventSource: 'aws:rmq',
        eventSourceArn: expect.stringMatching(/^arn:aws:mq:us-east-1:123456789012:broker:rove:b-/),
        rmqMessagesByQueue: {
          'shipments::/': [
            {
              basicProperties: {
                contentType: 'text/plain',
                contentEncoding: null,
                headers: { header1: { bytes: [118, 97, 108, 117, 101, 49] } },
                deliveryMode: 2,
                priority: 0,
                correlationId: null,
                replyTo: null,
                expiration: null,
                messageId: null,
                timestamp: expect.stringMatching(/^[A-Z][a-z]{2} \d{1,2}, \d{4}, \d{1,2}:\d\d:\d\d [AP]M$/),
                type: null,
                userId: null,
                appId: null,
                clusterId: null,
                bodySize: 2,
              },
              redelivered: false,
              data: Buffer.from('ok').toString('base64'),
            },
          ],
        },
      },
    ])
  })

  it('is redelivered with its whole batch up to the limit of its queue', async () => {
    const { host, takeEvents } = await deliveryHost()
    const delivered = await host.deliver({ ...rabbitmq, maxAttempts: 3, items: bodies('throw', 'ok') })
    expect(outcomes(delivered)).toEqual(['dead-lettered 3', 'dead-lettered 3'])
    const counts = takeEvents<{ rmqMessagesByQueue: Record<string, Array<{ basicProperties: { headers: object } }>> }>()
    expect(counts.map((event) => event.rmqMessagesByQueue['shipments::/']?.[0]?.basicProperties.headers)).toEqual([
      {},
      { 'x-delivery-count': 1 },
      { 'x-delivery-count': 2 },
    ])
  })
})
