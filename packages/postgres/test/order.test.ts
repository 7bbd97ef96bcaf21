import { setTimeout as delay } from 'node:timers/promises'
import { done, retry } from '@rove/core'
import type { OutgoingMessage } from '@rove/core/adapter'
import type { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { consume, migrate, postgresQueue, type Received, settle, take } from '../src/index.ts'
import { hasPostgres, openNative, type Postgres, startPostgres } from './postgres.fixture.ts'

const outgoing = (text: string, group: string): OutgoingMessage => ({
  text,
  group,
  delay: undefined,
  dedupeKey: undefined,
})

describe.skipIf(!hasPostgres('order'))('an ordered queue', () => {
  let server: Postgres
  let pool: Pool
  const inbox = () => ({ pool, queue: 'lanes' })
  const queue = () => openNative(postgresQueue({ pool }), 'lanes', { ordered: true })

  beforeAll(async () => {
    server = await startPostgres()
    pool = server.pool({ max: 40 })
    await migrate(pool, { queue: ['lanes'] })
  })

  beforeEach(() => pool.query('truncate "lanes-queue"'))

  afterAll(() => server.stop())

  it('gives one message of a group at a time, the first, and none while the first waits for its next attempt', async () => {
    await queue().send([outgoing('a1', 'a'), outgoing('a2', 'a'), outgoing('b1', 'b')])
    const taken = await take(inbox())
    expect(taken.map(({ text }) => text)).toEqual(['a1', 'b1'])
    expect(await take(inbox())).toEqual([])
    const [a1, b1] = taken as [Received, Received]
    await settle(inbox(), [
      { message: a1, outcome: retry({ after: '1h' }) },
      { message: b1, outcome: done() },
    ])
    expect(await take(inbox())).toEqual([])
    await pool.query('update "lanes-queue" set visible_at = now()')
    const [again] = (await take(inbox())) as [Received]
    expect([again.text, again.attempt]).toEqual(['a1', 2])
    await settle(inbox(), [{ message: again, outcome: done() }])
    expect((await take(inbox())).map(({ text }) => text)).toEqual(['a2'])
  })

  it('keeps each group in order with eight consumers, senders at work and failures', async () => {
    const groups = Array.from({ length: 12 }, (_, at) => `group ${at}`)
    const each = 15
    const seen = new Map<string, string[]>(groups.map((group) => [group, []]))
    const busy = new Set<string>()
    const collisions: string[] = []
    const handler = async (messages: readonly Received[]) => {
      for (const { group = '' } of messages) busy.has(group) ? collisions.push(group) : busy.add(group)
      await delay(Math.random() * 4)
      for (const { group = '' } of messages) busy.delete(group)
      return messages.map(({ text, group = '', attempt }) => {
        if (attempt === 1 && text.endsWith('3')) return retry({ after: 10 })
        seen.get(group)?.push(text)
        return done()
      })
    }
    const consumers = Array.from({ length: 8 }, () => consume(inbox(), { handler, pause: 5, limit: 5 }))
    await Promise.all(
      groups.map(async (group) => {
        for (let at = 0; at < each; at += 3) {
          await queue().send([at, at + 1, at + 2].map((one) => outgoing(`${one}`, group)))
        }
      }),
    )
    const count = () => [...seen.values()].reduce((sum, list) => sum + list.length, 0)
    for (let tries = 0; tries < 500 && count() < groups.length * each; tries += 1) await delay(20)
    await Promise.all(consumers.map((consumer) => consumer.close()))
    expect(collisions).toEqual([])
    const wanted = Array.from({ length: each }, (_, at) => `${at}`)
    for (const group of groups) expect(seen.get(group)).toEqual(wanted)
  })

  it('lets senders of a group take turns, so that no later message is there before an earlier one', async () => {
    const slow = await pool.connect()
    const driver = openNative(postgresQueue({ pool: slow as unknown as Pool }), 'lanes', { ordered: true })
    await slow.query('begin')
    await driver.send([outgoing('first', 'g')])
    const second = queue().send([outgoing('second', 'g')])
    // Another group does not wait.
    await queue().send([outgoing('other', 'h')])
    await delay(200)
    expect((await take(inbox())).map(({ text }) => text)).toEqual(['other'])
    await slow.query('commit')
    slow.release()
    await second
    expect((await take(inbox())).map(({ text }) => text)).toEqual(['first'])
    expect(await take(inbox())).toEqual([])
  })

  it('does not let senders of the same groups in other orders wait for each other for ever', async () => {
    const groups = Array.from({ length: 10 }, (_, at) => `${at}`)
    const sends = Array.from({ length: 30 }, (_, at) => {
      const order = at % 2 === 0 ? groups : [...groups].reverse()
      return queue().send(order.map((group) => ({ ...outgoing(`${at}`, group), dedupeKey: `${group} ${at % 3}` })))
    })
    await Promise.all(sends)
    const { rows } = await pool.query('select count(*)::int as count from "lanes-queue"')
    expect(rows).toEqual([{ count: 30 }])
  })
})
