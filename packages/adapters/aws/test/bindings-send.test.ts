import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { OutgoingMessage } from '@rove/core/adapter'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sns } from '../src/bindings/sns.ts'
import { sqs } from '../src/bindings/sqs.ts'
import { clientOptions, hasMoto, type Moto, openNative, startMoto } from './moto.fixture.ts'
import { arnOfQueue, createQueue, createTopic, drain } from './moto-resources.fixture.ts'

const message = (text: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  text,
  delay: undefined,
  group: undefined,
  dedupeKey: undefined,
  ...more,
})

describe.skipIf(!hasMoto('SQS and SNS'))('senders, on moto', () => {
  let moto: Moto
  let queues: SQSClient
  let topics: SNSClient

  beforeAll(async () => {
    moto = await startMoto()
    queues = new SQSClient(clientOptions(moto.endpoint))
    topics = new SNSClient(clientOptions(moto.endpoint))
  })

  afterAll(() => {
    queues.destroy()
    topics.destroy()
    moto.stop()
  })

  it('finds a queue by URL, ARN and name, when it first sends', async () => {
    const later = openNative(sqs({ client: queues }), 'found')
    expect(later.errorCode(await later.send([message('too early')]).catch((error: unknown) => error))).toBe('NotFound')
    const url = await createQueue(queues, 'found')
    for (const native of [url, await arnOfQueue(queues, url)]) {
      await openNative(sqs({ client: queues }), native).send([message(native)])
    }
    await later.send([message('by name')])
    expect((await drain(queues, url)).map(({ Body }) => Body)).toEqual([url, await arnOfQueue(queues, url), 'by name'])
  })

  it('delays on a standard queue, and takes groups there and keys that mean nothing', async () => {
    const url = await createQueue(queues, 'standard')
    const driver = openNative(sqs({ client: queues }), url)
    expect(driver.limits.delay).toBe(900)
    const results = await driver.send([
      message('now', { group: 'grüße', dedupeKey: 'k' }),
      message('later', { delay: 900 }),
    ])
    expect(results.every((one) => 'id' in one)).toBe(true)
    expect((await drain(queues, url)).map(({ Body }) => Body)).toEqual(['now'])
  })

  it('keeps the order of a group, and drops what was sent before, on a FIFO queue', async () => {
    const url = await createQueue(queues, 'ordered.fifo')
    const driver = openNative(sqs({ client: queues }), 'ordered', true)
    expect(driver.limits.delay).toBe(0)
    const group = 'Kunde Müller'
    await driver.send([message('1', { group }), message('2', { group }), message('1', { group })])
    await driver.send([message('3', { group, dedupeKey: 'drei' }), message('other', { group, dedupeKey: 'drei' })])
    const received = await drain(queues, url)
    expect(received.map(({ Body }) => Body)).toEqual(['1', '2', '3'])
    expect(received[0]?.Attributes?.MessageGroupId).toMatch(/^[0-9a-f]{64}$/)
    expect(received[2]?.Attributes?.MessageDeduplicationId).toBe('drei')
  })

  it('takes a message of its limit, and ten', async () => {
    const url = await createQueue(queues, 'large')
    const driver = openNative(sqs({ client: queues }), url)
    await driver.send([message('x'.repeat(driver.limits.message))])
    await driver.send(Array.from({ length: driver.limits.batchItems }, (_, index) => message(String(index))))
    expect(await drain(queues, url)).toHaveLength(11)
  })

  it('publishes by ARN and by name', async () => {
    const { arn, queue } = await createTopic({ topics, queues }, 'placed')
    await createTopic({ topics, queues }, 'misplaced')
    for (const native of [arn, 'placed']) {
      const driver = openNative(sns({ client: topics }), native)
      const results = await driver.send([message(`${native} 1`), message(`${native} 2`)])
      expect(results.every((one) => 'id' in one && one.id !== '')).toBe(true)
    }
    expect((await drain(queues, queue)).map(({ Body }) => Body)).toEqual([
      `${arn} 1`,
      `${arn} 2`,
      'placed 1',
      'placed 2',
    ])
  })

  it('says that a topic is missing, and takes what a message may have', async () => {
    const driver = openNative(sns({ client: topics }), 'nowhere')
    expect(driver.errorCode(await driver.send([message('a')]).catch((error: unknown) => error))).toBe('NotFound')
    const { arn, queue } = await createTopic({ topics, queues }, 'large-topic')
    const results = await openNative(sns({ client: topics }), arn).send([message('x'.repeat(driver.limits.message))])
    expect([results.map((one) => 'id' in one), (await drain(queues, queue)).length]).toEqual([[true], 1])
  })

  it('publishes to a FIFO topic', async () => {
    const { arn, queue } = await createTopic({ topics, queues }, 'placed.fifo')
    const driver = openNative(sns({ client: topics }), arn)
    await driver.send([message('1'), message('2'), message('1')])
    expect((await drain(queues, queue)).map(({ Body }) => Body)).toEqual(['1', '2'])
  })
})
