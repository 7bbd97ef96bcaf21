import type { ServiceBusClient } from '@azure/service-bus'
import { queueSuite, topicSuite } from '@rove/conformance/vitest'
import type { Drivers } from '@rove/core/adapter'
import { afterAll, beforeAll, describe } from 'vitest'
import { serviceBusQueue, serviceBusTopic } from '../src/bindings/service-bus.ts'
import { serviceBusQueueCapabilities, serviceBusTopicCapabilities } from '../src/bindings/service-bus-capabilities.ts'
import { openNative } from './cosmos.fixture.ts'
import { busClient, type Peer, receiveAll, startPeer } from './service-bus.fixture.ts'
import type { Entity } from './service-bus-entity.fixture.ts'

describe('queues and topics on Service Bus', () => {
  let peer: Peer
  let client: ServiceBusClient
  let plain: Entity
  let sessions: Entity
  let topic: Entity

  /** A peer behind a proxy; its client waits one and a half seconds. */
  const faults = <Kind extends 'queue' | 'topic'>(open: (client: ServiceBusClient) => Drivers[Kind]) => ({
    endpoint: () => peer.connectionString.replace(/^Endpoint=(sb:[^;]+).*$/, '$1'),
    async openThrough(endpoint: string): Promise<Drivers[Kind]> {
      const connectionString = peer.connectionString.replace(/sb:[^;]+/, endpoint)
      const own = busClient({ connectionString }, 1500)
      const driver = open(own)
      // To a service that is gone it says good-bye for a minute.
      return { ...driver, close: async () => void own.close().catch(() => undefined) }
    },
  })

  beforeAll(async () => {
    peer = await startPeer()
    client = busClient(peer)
    plain = peer.add('plain')
    sessions = peer.add('sessions', { sessions: true, dedupe: true, partitioned: true })
    topic = peer.add('topic', { subscriptions: ['one', 'other'] })
  })

  afterAll(async () => {
    await client.close()
    await peer.stop()
  })

  queueSuite({
    name: 'service-bus on a peer of its own',
    open: async () => openNative(serviceBusQueue({ client }), 'plain'),
    receive: () => receiveAll(client, plain, ['plain']),
    capabilities: serviceBusQueueCapabilities,
    faults: faults<'queue'>((own) => openNative(serviceBusQueue({ client: own }), 'plain')),
    variant: 'plain',
    without: { order: 'a queue without sessions has none', dedupe: 'the queue detects no duplicates' },
  })

  queueSuite({
    name: 'service-bus with sessions and duplicate detection',
    open: async () => openNative(serviceBusQueue({ client }), 'sessions', { ordered: true }),
    faults: faults<'queue'>((own) => openNative(serviceBusQueue({ client: own }), 'sessions', { ordered: true })),
    receive: () => receiveAll(client, sessions, ['sessions']),
    capabilities: serviceBusQueueCapabilities,
  })

  topicSuite({
    name: 'service-bus topic',
    open: async () => openNative(serviceBusTopic({ client }), 'topic'),
    faults: faults<'topic'>((own) => openNative(serviceBusTopic({ client: own }), 'topic')),
    receive: () => receiveAll(client, topic, ['topic', 'other']),
    capabilities: serviceBusTopicCapabilities,
  })
})
