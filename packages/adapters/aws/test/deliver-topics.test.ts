import type { EventBridgeEvent, SNSEvent, SQSEvent } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { deliveryHost, outcomes } from './host-fixtures/deliveries.ts'

const topic = { trigger: 'event', to: 'order-placed' } as const
const data = (...plans: string[]) => plans.map((one) => ({ data: one }))

describe('an event of SNS', () => {
  it('has the shape that AWS documents', async () => {
    const { host, takeEvents } = await deliveryHost()
    await host.deliver({ ...topic, items: [{ data: 'ok', attributes: { channel: 'sms' } }] })
    const arn = 'arn:aws:sns:us-east-1:123456789012:order-placed'
    expect(takeEvents<SNSEvent>()).toEqual([
      {
        Records: [
          {
            EventSource: 'aws:sns',
            EventVersion: '1.0',
            EventSubscriptionArn: expect.stringMatching(new RegExp(`^${arn}:[0-9a-f-]{36}$`)),
            Sns: {
              Type: 'Notification',
              MessageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
              TopicArn: arn,
              Subject: null,
              Message: 'ok',
              Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
              SignatureVersion: '1',
              Signature: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/),
              SigningCertUrl: expect.stringMatching(/^https:\/\/sns\.us-east-1\.amazonaws\.com\/.*\.pem$/),
              UnsubscribeUrl: expect.stringContaining('?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:'),
              MessageAttributes: { channel: { Type: 'String', Value: 'sms' } },
            },
          },
        ],
      },
    ])
  })

  it('is run three times at most, whatever is asked for, and each time is the same event', async () => {
    const { host, takeEvents } = await deliveryHost()
    const delivered = await host.deliver({ ...topic, maxAttempts: 9, items: data('throw', 'throw-2', 'throw-1', 'ok') })
    expect(outcomes(delivered)).toEqual(['dead-lettered 3', 'done 3', 'done 2', 'done 1'])
    expect(delivered.map(({ delays }) => delays.length)).toEqual([2, 2, 1, 0])
    const events = takeEvents<SNSEvent>()
    expect(events).toHaveLength(9)
    expect(new Set(events.map((event) => JSON.stringify(event))).size).toBe(4)
  })

  it('is handled when the function gives anything, also a report', async () => {
    const { host } = await deliveryHost()
    expect(outcomes(await host.deliver({ ...topic, items: data('fail') }))).toEqual(['done 1'])
  })

  it('fails when the function never answers, and when its process dies', async () => {
    const { host } = await deliveryHost({ timeout: 300 })
    expect(outcomes(await host.deliver({ ...topic, items: data('hang', 'exit-1', 'ok') }))).toEqual([
      'dead-lettered 3',
      // What the process had counted died with it.
      'dead-lettered 3',
      'done 1',
    ])
  })

  it('is refused as SNS refuses it', async () => {
    const { host } = await deliveryHost()
    const refused = (item: { data: string | Uint8Array; attributes?: Record<string, string> }) =>
      expect(host.deliver({ ...topic, items: [item] })).rejects.toMatchObject({ code: 'InvalidArgument' })
    await refused({ data: '' })
    await refused({ data: Uint8Array.of(0xff) })
    await refused({ data: 'ok', attributes: { empty: '' } })
  })
})

describe('an event of SNS inside of SQS', () => {
  const viaQueue = { ...topic, via: 'sns-sqs' } as const

  it('is a notification in the body, as AWS documents it', async () => {
    const { host, takeEvents } = await deliveryHost()
    const items = [{ data: '{"plan":"ok"}', attributes: { channel: 'sms' } }, { data: 'ok' }]
    await host.deliver({ ...viaQueue, items })
    const [first, second] = takeEvents<SQSEvent>()[0]?.Records ?? []
    expect(first).toMatchObject({
      eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:order-placed-inbox',
      messageAttributes: {},
    })
    expect(first?.body).toMatch(/^\{\n {2}"Type" : "Notification",\n {2}"MessageId" : "/)
    const notification = JSON.parse(first?.body ?? '')
    expect(Object.keys(notification)).toEqual(
      'Type MessageId TopicArn Message Timestamp SignatureVersion Signature SigningCertURL UnsubscribeURL MessageAttributes'.split(
        ' ',
      ),
    )
    expect(notification).toMatchObject({
      TopicArn: 'arn:aws:sns:us-east-1:123456789012:order-placed',
      Message: '{"plan":"ok"}',
      MessageAttributes: { channel: { Type: 'String', Value: 'sms' } },
    })
    expect(JSON.parse(second?.body ?? '')).not.toHaveProperty('MessageAttributes')
  })

  it('is redelivered by the rules of SQS', async () => {
    const { host, takeEvents } = await deliveryHost({ handler: 'deliveries.refuse' })
    const delivered = await host.deliver({ ...viaQueue, maxAttempts: 4, items: data('one', 'two') })
    expect(outcomes(delivered)).toEqual(['dead-lettered 4', 'dead-lettered 4'])
    expect(takeEvents()).toHaveLength(4)
  })
})

describe('an event of EventBridge', () => {
  const viaBus = { ...topic, via: 'eventbridge' } as const

  it('has the shape that AWS documents', async () => {
    const { host, takeEvents } = await deliveryHost()
    await host.deliver({ ...viaBus, items: data('{"plan":"ok"}') })
    expect(takeEvents<EventBridgeEvent<string, unknown>>()).toEqual([
      {
        version: '0',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        'detail-type': 'order-placed',
        source: 'rove',
        account: '123456789012',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        region: 'us-east-1',
        resources: [],
        detail: { plan: 'ok' },
      },
    ])
  })

  it('is run three times at most', async () => {
    const { host } = await deliveryHost()
    const delivered = await host.deliver({ ...viaBus, items: data('{"plan":"throw"}', '{"plan":"throw-1"}') })
    expect(outcomes(delivered)).toEqual(['dead-lettered 3', 'done 2'])
  })

  it.each(['text', '[1]', '7', 'null'])('is refused when its detail is %s', async (detail) => {
    const { host } = await deliveryHost()
    await expect(host.deliver({ ...viaBus, items: data(detail) })).rejects.toMatchObject({ code: 'InvalidArgument' })
  })
})
