import type { Host } from '@rove/core/adapter'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { start } from '../src/host/index.ts'
import { type Artefact, buildFixture } from './artefact.ts'
import { type Emulator, missingEmulator, startEmulator } from './pubsub-emulator.ts'

const missing = missingEmulator()

interface Seen {
  readonly name: string
  readonly event: {
    readonly id: string
    readonly body?: unknown
    readonly attributes?: unknown
    readonly time?: string
    readonly attempt: number
  }
}

describe.skipIf(missing !== undefined)('the real Pub/Sub emulator', () => {
  let artefact: Artefact
  let host: Host
  let emulator: Emulator

  beforeAll(async () => {
    artefact = await buildFixture('events')
    ;[host, emulator] = await Promise.all([start({ artefact: artefact.folder }), startEmulator()])
  })

  afterAll(async () => {
    await emulator?.stop()
    await host?.stop()
    await artefact?.remove()
  })

  const seen = (): Seen[] =>
    host
      .logs()
      .filter((line) => line.startsWith('SEEN '))
      .map((line) => JSON.parse(line.slice(5)) as Seen)

  async function subscribe(name: string, endpoint: string): Promise<void> {
    await emulator.call('PUT', `/topics/${name}`, {})
    await emulator.call('PUT', `/topics/${name}-dead`, {})
    await emulator.call('PUT', `/subscriptions/${name}-dead`, { topic: `projects/demo/topics/${name}-dead` })
    await emulator.call('PUT', `/subscriptions/${name}`, {
      topic: `projects/demo/topics/${name}`,
      pushConfig: { pushEndpoint: `${host.url}${endpoint}` },
      deadLetterPolicy: { deadLetterTopic: `projects/demo/topics/${name}-dead`, maxDeliveryAttempts: 5 },
      retryPolicy: { minimumBackoff: '0.1s', maximumBackoff: '0.1s' },
    })
  }

  async function publish(topic: string, body: object): Promise<string> {
    const data = Buffer.from(JSON.stringify(body)).toString('base64')
    const sent = await emulator.call('POST', `/topics/${topic}:publish`, {
      messages: [{ data, attributes: { colour: 'red' } }],
    })
    return (sent.messageIds as string[])[0] ?? ''
  }

  it('delivers a message that is handled once, and one that fails again', async () => {
    await subscribe('fixture-shipments', '/')
    const failing = await publish('fixture-shipments', { giveUp: true })
    const fine = await publish('fixture-shipments', { n: 1 })
    const of = (id: string): Seen[] => seen().filter(({ event }) => event.id === id)
    await expect.poll(() => of(failing).length, { timeout: 15_000 }).toBeGreaterThanOrEqual(3)
    expect(of(fine)).toHaveLength(1)
    expect(of(fine)[0]).toMatchObject({
      name: 'ship',
      event: { body: { n: 1 }, attributes: { colour: 'red' }, time: expect.stringMatching(/^20\d\d-/) },
    })
    // The emulator does not tell the attempt, with a dead-letter policy or without.
    expect(new Set(of(failing).map(({ event }) => event.attempt))).toEqual(new Set([1]))
    const dead = async (): Promise<unknown> => {
      const pulled = await emulator.call('POST', '/subscriptions/fixture-shipments-dead:pull', {
        maxMessages: 10,
        returnImmediately: true,
      })
      return pulled.receivedMessages
    }
    await expect.poll(dead, { timeout: 20_000 }).toMatchObject([{ message: { data: btoa('{"giveUp":true}') } }])
    expect(of(failing)).toHaveLength(5)
  }, 60_000)

  it('delivers to the function that the endpoint names', async () => {
    await subscribe('fixture-elsewhere', '/_rove/events/nightlyReport')
    const id = await publish('fixture-elsewhere', { n: 2 })
    await expect
      .poll(() =>
        seen()
          .filter(({ event }) => event.id === id)
          .map(({ name }) => name),
      )
      .toEqual(['nightlyReport'])
  })
})

it.runIf(missing !== undefined)('the Pub/Sub emulator', () => {
  console.log(`SKIPPED: the tests against the real Pub/Sub emulator did not run: ${missing}.`)
})
