import { PubSub } from '@google-cloud/pubsub'
import { queueSuite, topicSuite } from '@rove/conformance/vitest'
import type { DriverSource, SendDriver } from '@rove/core/adapter'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pubsubQueue, pubsubTopic } from '../src/bindings/pubsub.ts'
import { pubsubQueueCapabilities, pubsubTopicCapabilities } from '../src/bindings/pubsub-capabilities.ts'
import { type Emulator, missingEmulator, startEmulator } from './pubsub-emulator.ts'

const missing = missingEmulator()

describe.skipIf(missing !== undefined)('Pub/Sub, on the emulator', () => {
  let emulator: Emulator
  let client: PubSub

  beforeAll(async () => {
    emulator = await startEmulator()
    client = new PubSub({ apiEndpoint: emulator.host, projectId: 'demo' })
  })

  afterAll(async () => {
    await client?.close()
    await emulator?.stop()
  })

  /** Makes a topic with a subscription, and opens it. */
  async function open(source: DriverSource<'queue' | 'topic'>, topic: string, ordered = false): Promise<SendDriver> {
    await emulator.call('PUT', `/topics/${topic}`, {})
    await emulator.call('PUT', `/subscriptions/${topic}`, {
      topic: `projects/demo/topics/${topic}`,
      enableMessageOrdering: ordered,
    })
    return source.open({ name: 'resource', native: topic, ordered, env: {} }) as SendDriver
  }

  /** Takes messages out of a subscription, as they were published. */
  async function take(subscription: string): Promise<ReadonlyArray<{ text: string; orderingKey?: string }>> {
    const pull = { maxMessages: 1000, returnImmediately: true }
    const { receivedMessages = [] } = await emulator.call('POST', `/subscriptions/${subscription}:pull`, pull)
    const received = receivedMessages as Array<{ ackId: string; message: { data: string; orderingKey?: string } }>
    if (received.length > 0) {
      const ackIds = received.map(({ ackId }) => ackId)
      await emulator.call('POST', `/subscriptions/${subscription}:acknowledge`, { ackIds })
    }
    return received.map(({ message: { data, ...rest } }) => ({ text: Buffer.from(data, 'base64').toString(), ...rest }))
  }

  const texts = async (topic: string): Promise<readonly string[]> => (await take(topic)).map(({ text }) => text)

  queueSuite({
    name: 'pubsub',
    open: () => open(pubsubQueue({ client }), 'plain'),
    receive: () => texts('plain'),
    capabilities: pubsubQueueCapabilities,
    without: {
      order: 'the queue is not ordered',
      delay: 'Pub/Sub has none',
      dedupe: 'Pub/Sub sends everything',
    },
  })

  queueSuite({
    name: 'pubsub, ordered',
    open: () => open(pubsubQueue({ client }), 'ordered', true),
    receive: () => texts('ordered'),
    capabilities: pubsubQueueCapabilities,
    variant: 'ordered',
    without: { delay: 'Pub/Sub has none', dedupe: 'Pub/Sub sends everything' },
  })

  topicSuite({
    name: 'pubsub',
    open: () => open(pubsubTopic({ client }), 'topic'),
    receive: () => texts('topic'),
    capabilities: pubsubTopicCapabilities,
  })

  const message = (text: string, group?: string) => ({ text, group, delay: undefined, dedupeKey: undefined })

  it('sends the messages of each group in a call of their own, under its name or a digest of it', async () => {
    const driver = await open(pubsubQueue({ client }), 'groups', true)
    const long = 'ü'.repeat(600)
    const results = await driver.send([message('1', 'a'), message('2', long), message('3', 'a'), message('4', 'b')])
    expect(new Set(results.map((result) => 'id' in result && result.id)).size).toBe(4)
    await expect.poll(async () => (await take('groups')).map(({ text }) => text).length).toBeGreaterThan(0)
  })

  it('takes a whole name, and says that a topic is missing', async () => {
    const driver = await open(pubsubTopic({ client }), 'named')
    const whole = pubsubTopic({ client }).open({
      name: 'resource',
      native: 'projects/demo/topics/named',
      ordered: false,
      env: {},
    }) as SendDriver
    await driver.send([message('one')])
    await whole.send([message('two')])
    const none = pubsubTopic({ client }).open({ name: 'r', native: 'nothing', ordered: false, env: {} }) as SendDriver
    const error = await none.send([message('lost')]).catch((thrown: unknown) => thrown)
    expect(none.errorCode(error)).toBe('NotFound')
    expect((await texts('named')).toSorted()).toEqual(['one', 'two'])
  })
})

it.runIf(missing !== undefined)('Pub/Sub', () => {
  console.log(`SKIPPED: the suites of Pub/Sub did not run: ${missing}.`)
})
