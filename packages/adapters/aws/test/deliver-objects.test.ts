import { createHash } from 'node:crypto'
import type { S3Event, SNSEvent, SQSEvent } from 'aws-lambda'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formEncode } from '../src/host/services/s3-event.ts'
import { deliveryHost, outcomes } from './host-fixtures/deliveries.ts'

const receipts = { trigger: 'object', to: 'receipts' } as const
const created = (key: string) => ({ kind: 'created', key }) as const

describe('an object of S3', () => {
  it('has the shape that AWS documents, with an encoded key', async () => {
    const { host, takeEvents } = await deliveryHost()
    await host.deliver({
      ...receipts,
      items: [
        { kind: 'created', key: '2026/March 1/o-1 + "copy".png', size: 73, etag: 'e7a6', contentType: 'image/png' },
      ],
    })
    expect(takeEvents<S3Event>()).toEqual([
      {
        Records: [
          {
            eventVersion: '2.1',
            eventSource: 'aws:s3',
            awsRegion: 'us-east-1',
            eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
            eventName: 'ObjectCreated:Put',
            userIdentity: { principalId: expect.any(String) },
            requestParameters: { sourceIPAddress: '127.0.0.1' },
            responseElements: {
              'x-amz-request-id': expect.stringMatching(/^[0-9A-F]{16}$/),
              'x-amz-id-2': expect.stringMatching(/^[A-Za-z0-9+/]{76}$/),
            },
            s3: {
              s3SchemaVersion: '1.0',
              configurationId: expect.any(String),
              bucket: {
                name: 'receipts',
                ownerIdentity: { principalId: expect.any(String) },
                arn: 'arn:aws:s3:::receipts',
              },
              object: {
                key: '2026/March+1/o-1+%2B+%22copy%22.png',
                size: 73,
                eTag: 'e7a6',
                sequencer: expect.stringMatching(/^00[0-9A-F]{16}$/),
              },
            },
          },
        ],
      },
    ])
  })

  it('has a size and an etag of its own when none is said, and none when it is deleted', async () => {
    const { host, takeEvents } = await deliveryHost()
    await host.deliver({ ...receipts, items: [created('ok')] })
    await host.deliver({ ...receipts, items: [{ kind: 'deleted', key: 'ok', size: 73 }] })
    const [one, gone] = takeEvents<S3Event>().map(({ Records }) => Records[0])
    expect(one?.s3.object).toMatchObject({ size: 1024, eTag: createHash('md5').update('ok').digest('hex') })
    expect(gone?.eventName).toBe('ObjectRemoved:Delete')
    expect(Object.keys(gone?.s3.object ?? {})).toEqual(['key', 'sequencer'])
  })

  it('is encoded so that a form decoder gives its key back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (key) => {
        const encoded = formEncode(key)
        expect(encoded).toMatch(/^[A-Za-z0-9.\-*_+/%]*$/)
        expect(new URLSearchParams(`key=${encoded}`).get('key')).toBe(key)
      }),
    )
  })

  it('is run three times at most', async () => {
    const { host } = await deliveryHost()
    const items = [created('throw'), created('throw-1'), created('ok')]
    expect(outcomes(await host.deliver({ ...receipts, items }))).toEqual(['dead-lettered 3', 'done 2', 'done 1'])
  })

  it('comes through EventBridge with its key as it is', async () => {
    const { host, takeEvents } = await deliveryHost()
    const via = 'eventbridge'
    await host.deliver({
      ...receipts,
      via,
      items: [{ kind: 'created', key: 'ok a b+c%20.png', size: 5, etag: 'b194' }],
    })
    await host.deliver({ ...receipts, via, items: [{ kind: 'deleted', key: 'ok ü' }] })
    const shared = {
      version: '0',
      id: expect.any(String),
      source: 'aws.s3',
      account: '123456789012',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: 'us-east-1',
      resources: ['arn:aws:s3:::receipts'],
    }
    const request = {
      version: '0',
      bucket: { name: 'receipts' },
      'request-id': expect.stringMatching(/^[0-9A-F]{16}$/),
      requester: '123456789012',
      'source-ip-address': '127.0.0.1',
    }
    expect(takeEvents()).toEqual([
      {
        ...shared,
        'detail-type': 'Object Created',
        detail: {
          ...request,
          object: { key: 'ok a b+c%20.png', size: 5, etag: 'b194', sequencer: expect.any(String) },
          reason: 'PutObject',
        },
      },
      {
        ...shared,
        'detail-type': 'Object Deleted',
        detail: {
          ...request,
          object: { key: 'ok ü', sequencer: expect.any(String) },
          reason: 'DeleteObject',
          'deletion-type': 'Permanently Deleted',
        },
      },
    ])
    expect(outcomes(await host.deliver({ ...receipts, via, items: [created('throw-1')] }))).toEqual(['done 2'])
  })

  it('comes inside of SNS', async () => {
    const { host, takeEvents } = await deliveryHost()
    await host.deliver({ ...receipts, via: 'sns', items: [created('a b.png')] })
    const sns = takeEvents<SNSEvent>()[0]?.Records[0]?.Sns
    expect(sns).toMatchObject({
      Subject: 'Amazon S3 Notification',
      TopicArn: 'arn:aws:sns:us-east-1:123456789012:receipts-notifications',
    })
    expect(JSON.parse(sns?.Message ?? '')).toMatchObject({ Records: [{ s3: { object: { key: 'a+b.png' } } }] })
    const refusing = await deliveryHost({ handler: 'deliveries.refuse' })
    const delivered = await refusing.host.deliver({ ...receipts, via: 'sns', items: [created('a b.png')] })
    expect(outcomes(delivered)).toEqual(['dead-lettered 3'])
  })

  it('comes inside of SQS, by its rules', async () => {
    const { host, takeEvents } = await deliveryHost()
    await host.deliver({ ...receipts, via: 'sqs', items: [created('a b.png'), created('c')] })
    const records = takeEvents<SQSEvent>()[0]?.Records ?? []
    expect(records[0]?.eventSourceARN).toBe('arn:aws:sqs:us-east-1:123456789012:receipts-notifications')
    expect(records.map(({ body }) => JSON.parse(body).Records[0].s3.object.key)).toEqual(['a+b.png', 'c'])
    const refusing = await deliveryHost({ handler: 'deliveries.refuse' })
    const delivered = await refusing.host.deliver({ ...receipts, via: 'sqs', maxAttempts: 4, items: [created('c')] })
    expect(outcomes(delivered)).toEqual(['dead-lettered 4'])
  })
})
