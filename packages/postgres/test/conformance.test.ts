import { kvSuite, queueSuite, topicSuite } from '@rove/conformance/vitest'
import type { Drivers } from '@rove/core/adapter'
import type { Pool } from 'pg'
import { afterAll, beforeAll, describe } from 'vitest'
import {
  type Inbox,
  migrate,
  postgresKv,
  postgresKvCapabilities,
  postgresQueue,
  postgresQueueCapabilities,
  postgresTopic,
  postgresTopicCapabilities,
  settle,
  take,
} from '../src/index.ts'
import { hasPostgres, openNative, type Postgres, startPostgres } from './postgres.fixture.ts'

// A queue that is not ordered has no order, on any service; the capabilities speak of queues that are.
const withoutOrder = {
  ...postgresQueueCapabilities.supports,
  'queue.order': { ...postgresQueueCapabilities.supports['queue.order'], support: 'no' as const },
}

describe.skipIf(!hasPostgres('the suites of stores, queues and topics'))('drivers on PostgreSQL', () => {
  let server: Postgres
  let pool: Pool
  let other: Pool

  beforeAll(async () => {
    server = await startPostgres()
    pool = server.pool()
    other = server.pool()
    const topic = [{ name: 'topic', subscriptions: ['mailer', "other 'one'"] }]
    await migrate(pool, { kv: ['conformance'], queue: ['queue', 'ordered'], topic })
  })

  afterAll(() => server.stop())

  const drain = async (inbox: Inbox): Promise<string[]> => {
    const texts: string[] = []
    for (;;) {
      const messages = await take(inbox, { limit: 100 })
      if (messages.length === 0) return texts
      await settle(
        inbox,
        messages.map((message) => ({ message, outcome: { kind: 'done' } })),
      )
      texts.push(...messages.map(({ text }) => text))
    }
  }

  /** The server behind a proxy; who waits for it gives up after a second and a half. */
  const faults = <Kind extends 'kv' | 'queue' | 'topic'>(open: (own: Pool) => Drivers[Kind]) => ({
    endpoint: () => `postgres://127.0.0.1:${server.port}`,
    async openThrough(endpoint: string): Promise<Drivers[Kind]> {
      const times = { connectionTimeoutMillis: 1500, query_timeout: 1500 }
      const own = server.pool({ ...times, port: Number(new URL(endpoint).port) })
      return { ...open(own), close: () => own.end() }
    },
  })

  kvSuite({
    name: 'postgres',
    open: async () => openNative(postgresKv({ pool }), 'conformance'),
    reopen: async () => openNative(postgresKv({ pool: other }), 'conformance'),
    faults: faults<'kv'>((own) => openNative(postgresKv({ pool: own }), 'conformance')),
    capabilities: postgresKvCapabilities,
  })

  queueSuite({
    name: 'postgres, ordered',
    open: async () => openNative(postgresQueue({ pool }), 'ordered', { ordered: true }),
    receive: () => drain({ pool: other, queue: 'ordered' }),
    faults: faults<'queue'>((own) => openNative(postgresQueue({ pool: own }), 'ordered', { ordered: true })),
    without: { delay: 'a message that waits would hold up its group' },
    capabilities: postgresQueueCapabilities,
    variant: 'ordered',
  })

  queueSuite({
    name: 'postgres, without order',
    open: async () => openNative(postgresQueue({ pool }), 'queue'),
    receive: () => drain({ pool: other, queue: 'queue' }),
    faults: faults<'queue'>((own) => openNative(postgresQueue({ pool: own }), 'queue')),
    without: { order: 'only a queue that is ordered keeps it' },
    capabilities: { ...postgresQueueCapabilities, supports: withoutOrder },
  })

  topicSuite({
    name: 'postgres',
    open: async () => openNative(postgresTopic({ pool }), 'topic'),
    faults: faults<'topic'>((own) => openNative(postgresTopic({ pool: own }), 'topic')),
    receive: () => drain({ pool: other, topic: 'topic', subscription: "other 'one'" }),
    capabilities: postgresTopicCapabilities,
  })
})
