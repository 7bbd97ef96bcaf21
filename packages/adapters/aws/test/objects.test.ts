import { adapt } from '@rove/aws'
import { app, onEvent, retry, type TopicEvent, topic } from '@rove/core'
import { describe, expect, it } from 'vitest'
import { busEvent, records, s3Record, s3Test } from './delivery-events.ts'
import { deliver } from './shop.ts'

const inBucket = (key: string, object = {}) => ({
  resources: ['arn:aws:s3:::receipts'],
  detail: { bucket: { name: 'receipts' }, object: { key, size: 5, etag: 'e', 'version-id': 'v', ...object } },
})

describe('S3', () => {
  it('tells what it knows of an object', async () => {
    const { objects, result } = await deliver(
      records(s3Record('ObjectCreated:Put', 'happy+face%2B%C3%BC.jpg', { versionId: 'v1' })),
    )
    expect(objects).toEqual([
      expect.objectContaining({
        id: expect.stringContaining('0055AED6DCD90281E5'),
        source: 'arn:aws:s3:::receipts',
        type: 'ObjectCreated:Put',
        subject: 'happy face+ü.jpg',
        time: '1970-01-01T00:00:00.000Z',
        kind: 'created',
        bucket: 'receipts',
        key: 'happy face+ü.jpg',
        size: 1024,
        etag: 'd41d8cd98f00b204e9800998ecf8427e',
        version: 'v1',
      }),
    ])
    expect(result).toBeNull()
  })

  it.each([
    ['ObjectCreated:CompleteMultipartUpload', 'created'],
    ['s3:ObjectCreated:Copy', 'created'],
    ['ObjectRemoved:DeleteMarkerCreated', 'deleted'],
    ['LifecycleExpiration:Delete', 'deleted'],
  ])('%s is %s', async (name, kind) => {
    expect((await deliver(records(s3Record(name, 'k')))).objects.map((one) => one.kind)).toEqual([kind])
  })

  it.each([
    'ObjectRestore:Completed',
    's3:ObjectTagging:Put',
    'LifecycleTransition',
    'Replication:OperationMissedThreshold',
  ])('%s is neither, and an event of its own name', async (name) => {
    await expect(deliver(records(s3Record(name, 'k')))).rejects.toThrow(
      new RegExp(`the events of "s3/${name.replace('s3:', '')}"`),
    )
    let seen: TopicEvent | undefined
    const other = onEvent(topic('other'), (event) => {
      seen = event
    })
    const resources = { topic: { other: name.replace('s3:', '') } }
    await adapt(app('shop', { other }), { resources })(records(s3Record(name, 'k')))
    expect(seen).toMatchObject({ topic: 'other', subject: 'k' })
  })

  it.each(['100%', '%', '%zz', '%C3'])('keeps a key that is no percent-encoding: %s', async (key) => {
    expect((await deliver(records(s3Record('ObjectCreated:Put', key)))).objects[0]?.key).toBe(key)
  })

  it('needs no more than bucket and key', async () => {
    const event = records({ s3: { bucket: { name: 'receipts' }, object: { key: 'k' } } })
    const [first, second] = [await deliver(event), await deliver(structuredClone(event))]
    expect(first.objects[0]).toMatchObject({ kind: 'created', key: 'k', size: undefined })
    expect(first.objects[0]?.id).toMatch(/^sha256-/)
    expect(second.objects[0]?.id).toBe(first.objects[0]?.id)
  })

  it('gives each of the keys of one batch deletion an id', async () => {
    const { objects } = await deliver(
      records(s3Record('ObjectRemoved:Delete', 'a'), s3Record('ObjectRemoved:Delete', 'b')),
    )
    expect(new Set(objects.map(({ id }) => id)).size).toBe(2)
  })

  it('sends a test event, which is done', async () => {
    const { objects, result } = await deliver(s3Test)
    expect([objects, result]).toEqual([[], null])
  })

  it('hears of every failure', async () => {
    const event = records(s3Record('ObjectCreated:Put', 'a'), s3Record('ObjectCreated:Put', 'b'))
    const decide = (id: string) => (id.includes('/b/') ? retry() : undefined)
    await expect(deliver(event, { decide })).rejects.toThrow(/1 of 2 deliveries/)
  })
})

describe('EventBridge', () => {
  it.each([
    ['Object Created', 'created'],
    ['Object Deleted', 'deleted'],
  ])('tells %s of S3, with a key that is not encoded', async (type, kind) => {
    const { objects } = await deliver(busEvent('aws.s3', type, inBucket('a+b%20c')))
    expect(objects).toEqual([
      expect.objectContaining({
        kind,
        key: 'a+b%20c',
        size: 5,
        etag: 'e',
        version: 'v',
        source: 'arn:aws:s3:::receipts',
      }),
    ])
  })

  it('tells it as a plain event, where nobody listens to the bucket', async () => {
    const resources = { topic: { 'order-placed': 'aws.s3' } }
    const seen: TopicEvent[] = []
    const notify = onEvent(topic('order-placed'), (event) => void seen.push(event))
    const event = busEvent('aws.s3', 'Object Created', inBucket('k'))
    await adapt(app('shop', { notify }), { resources })(event)
    expect(seen[0]).toMatchObject({ type: 'Object Created', data: event.detail })
  })

  it.each(['Object Restore Completed', 'Object Tags Added'])('takes %s of S3 as an event', async (type) => {
    await expect(deliver(busEvent('aws.s3', type, inBucket('k')))).rejects.toThrow(`the events of "aws.s3/${type}"`)
  })

  it('hears of a failure', async () => {
    const event = busEvent('shop', 'order-placed')
    await expect(deliver(event, { decide: () => retry() })).rejects.toThrow(/1 of 1 deliveries/)
  })
})
