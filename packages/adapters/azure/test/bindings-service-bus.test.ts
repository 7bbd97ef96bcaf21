import type { OutgoingMessage, SendDriver } from '@rove/core/adapter'
import { open, seal } from '@rove/core/adapter'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { errorCode } from '../src/bindings/amqp-error-code.ts'
import { type ServiceBusOptions, serviceBusQueue, serviceBusTopic } from '../src/bindings/service-bus.ts'
import { openNative } from './cosmos.fixture.ts'
import { type Peer, startPeer } from './service-bus.fixture.ts'

const message = (text: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  text,
  delay: undefined,
  group: undefined,
  dedupeKey: undefined,
  ...more,
})

describe('senders on Service Bus, from the settings', () => {
  let peer: Peer
  const drivers: SendDriver[] = []
  const queue = (name: string, options: ServiceBusOptions = {}, ordered = false): SendDriver => {
    const env = { ServiceBusConnection: peer.connectionString }
    const driver = openNative(serviceBusQueue(options), name, { env: envs.get(peer) ?? env, ordered })
    if (!envs.has(peer)) envs.set(peer, env)
    drivers.push(driver)
    return driver
  }
  const envs = new Map<Peer, Record<string, string>>()

  beforeEach(async () => {
    peer = await startPeer()
  })

  afterEach(async () => {
    for (const driver of drivers.splice(0)) await driver.close?.()
    await peer.stop()
  })

  it('opens one connection for queues and topics, when something is sent', async () => {
    for (const name of ['one', 'two']) peer.add(name)
    const [one, two] = [queue('one'), queue('two')]
    const env = envs.get(peer) as Record<string, string>
    const topic = openNative(serviceBusTopic(), 'two', { env })
    expect(peer.connections()).toBe(0)
    for (const driver of [one, two, topic]) await driver.send([message('a')])
    expect([peer.connections(), one.native === topic.native]).toEqual([1, true])
  })

  it('writes the text as bytes, with type, id, session and time', async () => {
    const entity = peer.add('queue')
    const text = seal({
      id: 'b6a4',
      time: '2026-11-21T10:00:00.000Z',
      type: undefined,
      subject: undefined,
      data: 'größe',
      attributes: {},
      traceparent: undefined,
      tracestate: undefined,
    })
    const [result] = await queue('queue').send([message(text, { group: 'größe', delay: 3600 })])
    const [sent] = entity.sent
    expect(result).toEqual({ id: 'b6a4' })
    expect(sent).toMatchObject({ message_id: 'b6a4', group_id: 'größe', content_type: 'application/json' })
    expect(open({ bytes: sent?.body.content })?.data).toBe('größe')
    expect(sent?.body.typecode).toBe(0x75)
    expect(Number(sent?.message_annotations?.['x-opt-scheduled-enqueue-time'])).toBeGreaterThan(Date.now() + 3_500_000)
  })

  it('has a digest for keys and groups that are too long', async () => {
    const entity = peer.add('queue')
    const long = 'k'.repeat(129)
    await queue('queue').send([message('a', { dedupeKey: long, group: long }), message('b', { dedupeKey: 'k' })])
    expect(entity.sent.map(({ message_id, group_id }) => [message_id, group_id])).toEqual([
      [expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[0-9a-f]{64}$/)],
      ['k', undefined],
    ])
  })

  it('sends a batch for each group, in order, and what does not fit in another', async () => {
    const entity = peer.add('queue', { sessions: true, partitioned: true })
    const big = 'x'.repeat(100_000)
    const list = ['a', 'b', 'a', 'a', 'a'].map((group, at) => message(`${at}${big}`, { group }))
    expect(await queue('queue', {}, true).send(list)).toHaveLength(5)
    expect(entity.batches).toEqual([2, 2])
    const order = entity.sent.map(({ group_id, body }) => `${group_id}${String(body.content).slice(0, 1)}`)
    expect(order).toEqual(['a0', 'a2', 'a3', 'a4', 'b1'])
  })

  it('tells what was sent before a refusal, and sends nothing behind it', async () => {
    const entity = peer.add('queue', { sessions: true })
    const results = await queue('queue').send([
      message('1', { group: 'a' }),
      message('2'),
      message('3', { group: 'a' }),
      message('4', { group: 'b' }),
    ])
    expect(results.map((one) => ('id' in one ? 'sent' : errorCode(one.error)))).toEqual([
      'sent',
      'InvalidArgument',
      'sent',
      'InvalidArgument',
    ])
    expect(entity.sent).toHaveLength(2)
  })

  it('takes the largest message with the longest key and group, alone and in a batch', async () => {
    const entity = peer.add('queue')
    const driver = queue('queue')
    const more = { group: '注'.repeat(128), dedupeKey: '文'.repeat(128), delay: 1 }
    const largest = message('x'.repeat(driver.limits.message), more)
    await driver.send([largest])
    await driver.send([largest, largest])
    expect(entity.sent).toHaveLength(3)
    const tooLarge = await driver.send([message(`${largest.text}x`)]).catch((thrown: unknown) => thrown)
    expect([errorCode(tooLarge), entity.sent.length]).toEqual(['InvalidArgument', 3])
  })

  it('sends what is larger than a batch where the entity takes it', async () => {
    const maxMessageBytes = 3_000_000
    const entity = peer.add('queue', { maxBytes: maxMessageBytes })
    const driver = queue('queue', { maxMessageBytes })
    expect([driver.limits.message > 2_900_000, driver.limits.batchBytes < 1_048_576]).toEqual([true, true])
    await driver.send([message('a'), message('x'.repeat(2_000_000)), message('b')])
    expect(entity.sent.map(({ body }) => body.content.length)).toEqual([1, 2_000_000, 1])
  })

  it('says which setting is missing, when something is sent', async () => {
    await expect(openNative(serviceBusQueue(), 'queue').send([message('a')])).rejects.toThrow(
      'ServiceBusConnection__fullyQualifiedNamespace',
    )
  })
})
