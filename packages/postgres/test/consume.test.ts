import { setTimeout as delay } from 'node:timers/promises'
import { deadLetter, done, type Outcome, retry } from '@rove/core'
import type { OutgoingMessage } from '@rove/core/adapter'
import type { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { consume, migrate, postgresQueue, postgresTopic, type Received, settle, sweep, take } from '../src/index.ts'
import { hasPostgres, openNative, type Postgres, startPostgres } from './postgres.fixture.ts'

const outgoing = (text: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  text,
  delay: undefined,
  group: undefined,
  dedupeKey: undefined,
  ...more,
})
const textsOf = (messages: readonly Received[]): string[] => messages.map(({ text }) => text)
const all = (messages: readonly Received[], outcome: Outcome | undefined) =>
  messages.map((message) => ({ message, outcome }))

describe('a consumer', () => {
  const row = { position: '1', id: 'a', text: '{}', group_key: null, attempts: '1', sent_at: '0' }
  /** Gives one message, and takes what became of it. */
  const poolOf = (settled: unknown[][]): Pool => {
    const rows = [[row]]
    const query = async (text: string, values: unknown[]) => {
      if (!text.includes('with said')) return { rows: rows.shift() ?? [] }
      settled.push(values)
      return { rows: [{ position: '1' }] }
    }
    return { query } as unknown as Pool
  }

  it('takes a handler that throws at once for one that fails', async () => {
    const settled: unknown[][] = []
    const consumer = consume(
      { pool: poolOf(settled), queue: 'jobs' },
      {
        handler: () => {
          throw new Error('at once')
        },
      },
    )
    await vi.waitFor(() => expect(settled).toHaveLength(1))
    await consumer.close()
    expect(settled[0]?.[2]).toEqual(['again'])
  })

  it('goes on when who is told of failures fails', async () => {
    let asked = 0
    const query = async () => {
      asked += 1
      throw new Error('away')
    }
    const pool = { query } as unknown as Pool
    const onError = (error: unknown): never => {
      throw error
    }
    const consumer = consume({ pool, queue: 'jobs' }, { handler: async () => [], pause: 1, onError })
    await vi.waitFor(() => expect(asked).toBeGreaterThan(1))
    await consumer.close()
  })
})

describe.skipIf(!hasPostgres('consumers'))('who takes messages', () => {
  let server: Postgres
  let pool: Pool
  const inbox = () => ({ pool, queue: 'jobs' })
  const queue = (ordered = false) => openNative(postgresQueue({ pool }), 'jobs', { ordered })
  const rows = async (table: string) => (await pool.query(`select * from "${table}" order by position`)).rows

  beforeAll(async () => {
    server = await startPostgres()
    pool = server.pool()
    await migrate(pool, { queue: ['jobs'], topic: [{ name: 'placed', subscriptions: ['a', 'b'] }] })
  })

  beforeEach(() =>
    pool.query('truncate "jobs-queue", "jobs-queue-dead", "jobs-queue-seen", "placed-topic", "placed-topic-dead"'),
  )

  afterAll(() => server.stop())

  it('sees a message once, and again when it was not settled in time: whoever took it may have died', async () => {
    await queue().send([outgoing('a')])
    const [first] = await take(inbox())
    expect(first).toMatchObject({ text: 'a', attempt: 1, group: undefined })
    expect(await take(inbox())).toEqual([])
    // Its time is over.
    await pool.query('update "jobs-queue" set visible_at = now()')
    const [second] = await take(inbox())
    expect(second).toMatchObject({ id: first?.id, text: 'a', attempt: 2 })
    // The one that was thought dead comes too late: the message is no longer its own.
    expect(await settle(inbox(), all(first ? [first] : [], done()))).toEqual([false])
    expect(await settle(inbox(), all(second ? [second] : [], done()))).toEqual([true])
    expect(await rows('jobs-queue')).toEqual([])
  })

  it('puts aside what was taken too often, with nobody there to say so', async () => {
    await queue().send([outgoing('a'), outgoing('b')])
    await take(inbox(), { limit: 1, visibility: 0 })
    await take(inbox(), { limit: 1, visibility: 0 })
    expect(textsOf(await take(inbox(), { maxAttempts: 1 }))).toEqual([])
    expect((await rows('jobs-queue-dead')).map(({ text, reason }) => [text, reason.slice(0, 20)])).toEqual([
      ['a', 'It was delivered 1 t'],
      ['b', 'It was delivered 1 t'],
    ])
  })

  it('carries out every outcome, in one statement', async () => {
    const names = ['done', 'again', 'later', 'given up', 'failed', 'skipped', 'unsaid']
    await queue().send(names.map((name) => outgoing(name)))
    const messages = await take(inbox())
    const outcomes: Array<Outcome | undefined> = [
      done(),
      retry({ after: 0 }),
      retry({ after: '1h' }),
      deadLetter('no\0such courier'),
      { kind: 'retry', error: new Error('x') },
      { kind: 'retry', after: 0, skipped: true },
      undefined,
    ]
    const settled = messages.map((message, at) => ({ message, outcome: outcomes[at] }))
    expect(await settle(inbox(), settled)).toEqual(Array(7).fill(true))
    expect((await take(inbox())).map(({ text, attempt }) => [text, attempt])).toEqual([
      ['again', 2],
      ['skipped', 1],
    ])
    expect((await rows('jobs-queue-dead')).map(({ text, reason }) => [text, reason])).toEqual([
      ['given up', 'no\ufffdsuch courier'],
    ])
    expect((await rows('jobs-queue')).map(({ text }) => text)).toEqual([
      'again',
      'later',
      'failed',
      'skipped',
      'unsaid',
    ])
  })

  it('puts a failure aside after the last attempt, with what was thrown', async () => {
    await queue().send([outgoing('a', { group: 'g' })])
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const messages = await take(inbox())
      expect(messages.map((one) => one.attempt)).toEqual([attempt])
      const outcome: Outcome = { kind: 'retry', error: new Error('courier is away'), after: 0 }
      await settle(inbox(), all(messages, outcome), { maxAttempts: 3 })
    }
    expect(await rows('jobs-queue')).toEqual([])
    const reason = 'It was delivered 3 times and not handled; at last: courier is away'
    expect(await rows('jobs-queue-dead')).toMatchObject([{ text: 'a', group_key: 'g', attempts: 3, reason }])
  })

  it('is one of eight: each message is with one of them, and none is lost', async () => {
    const sent = Array.from({ length: 800 }, (_, at) => `${at}`)
    await Promise.all(
      [0, 1].map((half) => queue().send(sent.filter((_, at) => at % 2 === half).map((one) => outgoing(one)))),
    )
    const held = new Set<string>()
    const finished: string[] = []
    const twice: string[] = []
    const handler = async (messages: readonly Received[]) => {
      for (const { text } of messages) held.has(text) ? twice.push(text) : held.add(text)
      await delay(Math.random() * 5)
      for (const { text } of messages) held.delete(text)
      // One of ten comes again.
      return messages.map(({ text, attempt }) => {
        if (attempt === 1 && text.endsWith('7')) return retry({ after: 0 })
        finished.push(text)
        return done()
      })
    }
    const consumers = Array.from({ length: 8 }, () => consume(inbox(), { handler, pause: 20, limit: 7 }))
    for (let tries = 0; tries < 500 && finished.length < sent.length; tries += 1) await delay(20)
    await Promise.all(consumers.map((consumer) => consumer.close()))
    expect(twice).toEqual([])
    expect(finished.sort()).toEqual(sent.sort())
    expect(await rows('jobs-queue')).toEqual([])
  })

  it('sends to all subscriptions in one statement, each with its own attempts, and to nobody without any', async () => {
    const topic = openNative(postgresTopic({ pool }), 'placed')
    await topic.send([outgoing('1'), outgoing('2')])
    const [a, b] = ['a', 'b'].map((subscription) => ({ pool, topic: 'placed', subscription }))
    if (!a || !b) throw new Error('unreachable')
    const messages = await take(a)
    expect(textsOf(messages)).toEqual(['1', '2'])
    await settle(a, all(messages, deadLetter('no')))
    expect(textsOf(await take(b))).toEqual(['1', '2'])
    expect((await rows('placed-topic-dead')).map(({ subscription, text }) => [subscription, text])).toEqual([
      ['a', '1'],
      ['a', '2'],
    ])
    expect(await take({ pool, topic: 'placed', subscription: 'c' })).toEqual([])
    await pool.query('truncate "placed-topic", "placed-topic-subs"')
    expect(await topic.send([outgoing('3')])).toHaveLength(1)
    expect(await rows('placed-topic')).toEqual([])
  })

  it('gets one message of a key in five minutes, also of twenty senders at once, and after it is done', async () => {
    const send = async (dedupeKey: string) => (await queue().send([outgoing('a', { dedupeKey })]))[0]
    const ids = await Promise.all(Array.from({ length: 20 }, () => send('k')))
    expect(new Set(ids.map((one) => one && 'id' in one && one.id)).size).toBe(1)
    const messages = await take(inbox())
    expect(messages.map(({ id }) => ({ id }))).toEqual([ids[0]])
    await settle(inbox(), all(messages, done()))
    expect(await send('k')).toEqual(ids[0])
    expect(await rows('jobs-queue')).toEqual([])
    await pool.query(`update "jobs-queue-seen" set until = now() - interval '1 second'`)
    expect(await send('k')).not.toEqual(ids[0])
    expect(await rows('jobs-queue')).toHaveLength(1)
    await pool.query(`update "jobs-queue-seen" set until = now() - interval '1 second'`)
    expect(await sweep(pool, { queue: ['jobs'] })).toBe(1)
  })

  it('of a batch with the same key twice gets the first', async () => {
    const batch = ['a', 'b', 'c'].map((text) => outgoing(text, text === 'c' ? {} : { dedupeKey: 'same' }))
    const [first, second, third] = await queue().send(batch)
    expect(first).toEqual(second)
    expect(third).not.toEqual(first)
    expect(textsOf(await take(inbox()))).toEqual(['a', 'c'])
  })
})
