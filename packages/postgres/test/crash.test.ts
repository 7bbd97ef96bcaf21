import { setTimeout as delay } from 'node:timers/promises'
import { done } from '@rove/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { consume, migrate, postgresKv, postgresQueue } from '../src/index.ts'
import { hasPostgres, openNative, type Postgres, startPostgres } from './postgres.fixture.ts'

describe.skipIf(!hasPostgres('a crash'))('a server that is killed', () => {
  let server: Postgres

  beforeAll(async () => {
    server = await startPostgres()
    await migrate(server.pool(), { kv: ['store'], queue: ['jobs'] })
  })

  afterAll(() => server.stop())

  it('has what it acknowledged when it is back, and drivers and consumers go on', { timeout: 60_000 }, async () => {
    const pool = server.pool()
    const store = openNative(postgresKv({ pool }), 'store')
    const queue = openNative(postgresQueue({ pool }), 'jobs', { ordered: true })
    const written = new Map<string, string>()
    const sent: string[] = []
    const failures: unknown[] = []
    let isOver = false
    const write = async (writer: number): Promise<void> => {
      for (let at = 0; !isOver; at += 1) {
        const [key, text] = [`${writer}`, `${at}`]
        await store.set({ key, text, expiresAt: undefined }, undefined).then(
          () => written.set(key, text),
          (error: unknown) => failures.push(error),
        )
        const message = { text: `${writer} ${at}`, group: key, delay: undefined, dedupeKey: undefined }
        await queue.send([message]).then(
          () => sent.push(message.text),
          (error: unknown) => failures.push(error),
        )
        // A connection is refused at once.
        if (failures.length > 0) await delay(20)
      }
    }
    const handled = new Set<string>()
    const told: unknown[] = []
    const consumer = consume(
      { pool, queue: 'jobs' },
      {
        pause: 50,
        visibility: 1000,
        maxAttempts: 100,
        onError: (error) => told.push(error),
        async handler(messages) {
          for (const { text } of messages) handled.add(text)
          return messages.map(() => done())
        },
      },
    )
    const writers = Array.from({ length: 8 }, (_, writer) => write(writer))
    for (let crash = 0; crash < 2; crash += 1) {
      await delay(500)
      await server.kill()
      await server.start()
    }
    await delay(300)
    isOver = true
    await Promise.all(writers)
    for (let tries = 0; tries < 300 && sent.some((text) => !handled.has(text)); tries += 1) await delay(100)
    await consumer.close()

    expect(sent.length).toBeGreaterThan(50)
    expect(failures.length).toBeGreaterThan(0)
    expect(told.length).toBeGreaterThan(0)
    const codes = new Set([...failures, ...told].map((error) => store.errorCode(error)))
    expect([...codes]).toEqual(['Unavailable'])
    for (const [key, text] of written) {
      // The last write may have been done without an acknowledgement.
      expect(Number((await store.get(key))?.text)).toBeGreaterThanOrEqual(Number(text))
    }
    expect(sent.filter((text) => !handled.has(text))).toEqual([])
  })
})
